/** A graphics device that is lost in the middle of work: the page's stores, the protocol and the engine together. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDevice } from '../../src/runtime/webgpu/device';
import type { Checkpoint } from '../../src/specs/training';
import { onWebgpu } from '../helpers/backends';
import { type RealLab, realLab, TINY_TRAINING, until } from '../helpers/realLab';

const ENDED = ['finished', 'failed', 'diverged', 'stopped'];

async function trained(lab: RealLab): Promise<Checkpoint> {
  const { status, error, checkpoint } = await until(lab.train, (s) => ENDED.includes(s.status));
  expect(error).toBeNull();
  expect(status).toBe('finished');
  if (checkpoint === null) throw new Error('there is no checkpoint');
  return checkpoint;
}

/** What a training has learned, without the time it took. */
const learned = ({ phi, adam, best, metaLoss, validation }: Checkpoint) => ({
  phi,
  adam,
  best,
  metaLoss,
  validation: validation.map(({ seconds, ...point }) => point),
});

/** The page has lost its device once, said so once, and has a fresh engine. */
function expectOneRestart(lab: RealLab): void {
  expect(lab.titles()).toEqual(['The graphics device was lost']);
  expect(lab.workers).toHaveLength(2);
  expect(lab.engine.store.getState()).toMatchObject({
    status: 'ready',
    backend: { name: 'webgpu' },
  });
}

const loseDevice = () => openDevice()?.device.destroy();

onWebgpu(() => {
  describe('a device that is lost', () => {
    let expected: Checkpoint;
    let lab: RealLab;

    beforeAll(async () => {
      lab = realLab('webgpu');
      await train();
      expected = await trained(lab);
      lab.engine.dispose();
    });
    beforeEach(() => {
      lab = realLab('webgpu');
    });
    afterEach(() => lab.engine.dispose());

    async function train(): Promise<void> {
      await lab.engine.ready();
      lab.train.getState().updateSettings(TINY_TRAINING);
      void lab.train.getState().train();
    }

    test('in a training: it goes on from its checkpoint, to the result of an undisturbed run', async () => {
      await train();
      await until(lab.train, ({ run }) => (run?.metaLoss.length ?? 0) >= 5);
      loseDevice();
      expect(learned(await trained(lab))).toEqual(learned(expected));
      expectOneRestart(lab);
      // What the charts show has neither gaps nor anything twice.
      const { run } = lab.train.getState();
      expect(run?.metaLoss).toEqual(expected.metaLoss);
      expect(run?.validation).toHaveLength(expected.validation.length);
    });

    test('in a validation', async () => {
      await train();
      await until(
        lab.train,
        ({ run, text }) => (run?.horizon ?? 0) > 0 && /^Validating/.test(text),
      );
      loseDevice();
      expect(learned(await trained(lab))).toEqual(learned(expected));
      expectOneRestart(lab);
    });

    test('while the training is paused: it stays paused, and goes on when it is told to', async () => {
      await train();
      await until(lab.train, ({ run }) => (run?.metaLoss.length ?? 0) >= 3);
      lab.train.getState().pause();
      await until(lab.train, ({ checkpoint }) => checkpoint !== null);
      loseDevice();
      await until(lab.engine.store, ({ status }) => status === 'starting');
      await lab.engine.ready();
      expect(lab.train.getState().status).toBe('paused');
      void lab.train.getState().resume();
      expect(learned(await trained(lab))).toEqual(learned(expected));
      expectOneRestart(lab);
    });

    test('in a training and a race: both go on, after one restart', async () => {
      await train();
      const race = lab.race.getState();
      race.updateSettings({ task: TINY_TRAINING.task, problems: 2, horizon: 25 });
      race.setEntrants([{ kind: 'baseline', id: 'adam', enabled: true, manualRate: 0.1 }]);
      void race.run();
      await until(lab.race, ({ record }) => (record?.computed ?? 0) >= 3);
      loseDevice();
      const ended = await until(lab.race, ({ status }) => ENDED.includes(status));
      expect(ended).toMatchObject({ status: 'finished', error: null });
      expect(ended.record?.computed).toBe(25);
      expect(ended.record?.lines[0]?.summary.mean.every(Number.isFinite)).toBe(true);
      expect(learned(await trained(lab))).toEqual(learned(expected));
      expectOneRestart(lab);
    });

    test('while nothing is going on: the next run finds a fresh one', async () => {
      await lab.engine.ready();
      loseDevice();
      await train();
      expect(learned(await trained(lab))).toEqual(learned(expected));
      expectOneRestart(lab);
    });
  });
});
