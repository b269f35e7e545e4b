/** A search in the page on the real engine: its trials are ordinary trainings, to the last bit. */
import { describe, expect, test } from 'vitest';
import { createLazyRuns } from '../../../src/app/runs/lazyRuns';
import { createLazySearchStore } from '../../../src/app/search/searchStore';
import { openStorage } from '../../../src/app/storage/storage';
import { MetaTrainer } from '../../../src/metaTraining/metaTrainer';
import { readCheckpointFile } from '../../../src/optimizerFile';
import { freeRunning } from '../../../src/runtime/control';
import { trialTraining } from '../../../src/settingSearch/space';
import { HostWorker } from '../../helpers/hostWorker';
import { realLab, TINY_TRAINING } from '../../helpers/realLab';
import '../../../src/runtime/node';

describe('a search on the real engine', () => {
  test('halves, and every trial is what training alone makes of its settings', async () => {
    const lab = realLab('wasm');
    await lab.engine.ready();
    const notifications = { getState: () => ({ notifyError: () => 0, notify: () => 0 }) } as never;
    const storage = openStorage(() => Promise.reject(new Error('there is none')));
    const runs = createLazyRuns({ storage, notifications });
    const { train, library, settings, engine } = lab;
    const search = createLazySearchStore({
      engine,
      train,
      library,
      settings,
      notifications,
      runs,
      cores: () => 1,
      makeWorker: () => new HostWorker(),
    });
    train.getState().updateSettings(TINY_TRAINING);
    search.setState({
      settings: {
        space: {
          metaLearningRate: { kind: 'range', low: 1e-3, high: 0.1, scale: 'log', points: 4 },
          preprocess: { kind: 'values', values: ['none', 'log-sign'] },
        },
        strategy: 'halving',
        trials: 4,
        eta: 2,
        first: 2,
        seed: 3,
      },
    });
    await search.getState().start();
    const state = search.getState().search;
    expect(search.getState().error).toBeNull();
    expect(state?.trials.map((t) => t.state).sort()).toEqual(['finished', 'out', 'out', 'out']);
    if (state === null) return;

    const { book, shelf } = await runs.load();
    const id = (await shelf.all()).runs[0]?.record.id ?? '';
    for (const trial of state.trials) {
      const file = await book.part(id, `trial ${trial.number}`);
      const found = readCheckpointFile(file as Uint8Array, 'trial');
      expect(found.horizonsDone).toBe(trial.horizonsDone);
      const alone = await new MetaTrainer(trialTraining(state.config, trial.settings)).run(
        freeRunning,
        {},
        trial.horizonsDone,
      );
      expect(found.phi).toEqual(alone.checkpoint.phi);
      expect(found.adam).toEqual(alone.checkpoint.adam);
      expect(found.best).toEqual(alone.checkpoint.best);
      expect(found.metaLoss).toEqual(alone.checkpoint.metaLoss);
      expect(trial.validation).toEqual(
        alone.checkpoint.validation.map(({ horizon, mean }) => [horizon, mean]),
      );
    }
  });
});
