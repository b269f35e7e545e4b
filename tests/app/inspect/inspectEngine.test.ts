/** Inspect on the real engine. */
import '../../../src/runtime/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InspectState } from '../../../src/app/inspect/inspectTypes';
import { BASELINE_ENTRANTS } from '../../../src/app/race/entrants';
import { learnedOptimizerFromPhi, lstmWeightCount } from '../../../src/specs/lstmShapes';
import { lstmConfigSchema } from '../../../src/specs/optimizer';
import { type RealLab, realLab, TINY_TRAINING, until } from '../../helpers/realLab';

const lstm = lstmConfigSchema.parse({ layers: 2, hiddenUnits: 3 });
const phi = Float32Array.from({ length: lstmWeightCount(lstm) }, (_, i) => Math.sin(i) / 3);
const optimizer = learnedOptimizerFromPhi(lstm, phi, {});

let lab: RealLab;
beforeEach(async () => {
  lab = realLab('wasm');
  await lab.engine.ready();
  lab.settings.getState().setTab('inspect');
  await lab.library.getState().load();
});
afterEach(() => lab.engine.dispose());

const inspect = () => lab.inspect.getState();
const answered = ({ status, coordinatesAsked, map, field, pictures }: InspectState): boolean =>
  ['ready', 'failed', 'stopped'].includes(status) &&
  ![coordinatesAsked, map, field, pictures].some(({ pending }) => pending) &&
  (status !== 'ready' || field.value !== null);
const done = () => until(lab.inspect, answered);

/** A race whose rates are given, so that nothing has to be tuned. */
async function withRace(): Promise<string> {
  const id = await lab.library.getState().add({ name: 'LSTM', origin: 'trained', optimizer });
  const race = lab.race.getState();
  race.updateSettings({ task: TINY_TRAINING.task, problems: 2, horizon: 12 });
  const baselines = BASELINE_ENTRANTS.map((one) => ({ ...one, manualRate: 0.01 }));
  race.setEntrants([{ kind: 'learned', id, enabled: true }, ...baselines]);
  return id;
}

describe('the race’s optimizer', () => {
  test('is traced, and every panel is answered', async () => {
    const id = await withRace();
    inspect().updateSettings({ source: 'race', problem: 1 });
    void inspect().trace();
    const { status, error, config, summary, selection, coordinates, field, map } = await done();
    expect(error).toBeNull();
    expect(status).toBe('ready');
    expect(config?.optimizer.id).toBe(id);
    expect(summary).toMatchObject({ steps: 12, coordinates: 3 });
    const [main] = selection.coordinates;
    const trace = coordinates[main as number];
    expect(trace?.wouldBe.map(({ name }) => name)).toEqual(['sgd', 'nag', 'rmsprop', 'adam']);
    const size = (updates: Float32Array | undefined) =>
      updates?.reduce((sum, update) => sum + update * update, 0) ?? 0;
    inspect().selectCoordinate(((main as number) + 1) % 3);
    const other = await done();
    const [second] = other.selection.coordinates;
    // The one that was selected first moves the most.
    expect(size(other.coordinates[second as number]?.update)).toBeLessThan(size(trace?.update));
    const at = field.value?.config.steps.indexOf(selection.step) ?? -1;
    const actual = field.value?.actual.update[at] as number;
    expect(actual).toBeCloseTo(trace?.update[selection.step] as number, 6);
    expect(map.value).toMatchObject({ rows: 3, steps: 12 });
  });

  test('is traced again by itself when the backend has changed', async () => {
    await withRace();
    inspect().updateSettings({ source: 'race' });
    void inspect().trace();
    const { summary } = await done();
    await lab.engine.store.getState().setBackend('cpu');
    inspect().selectStep(9);
    const coordinate = ((inspect().selection.coordinates[0] as number) + 1) % 3;
    inspect().selectCoordinate(coordinate);
    await until(lab.inspect, (state) => state.summary !== summary && answered(state));
    const selection = { step: 9, coordinates: [coordinate] };
    expect(inspect()).toMatchObject({ status: 'ready', error: null, selection });
    expect(inspect().text).toContain('JavaScript');
    expect(inspect().field.value?.config.coordinate).toBe(coordinate);
  });
});

test('a training is looked into while it goes on', async () => {
  inspect().updateSettings({ source: 'training' });
  lab.train.getState().updateSettings({ ...TINY_TRAINING, epochs: 1_000_000 });
  void lab.train.getState().train();
  await inspect().autoTrace();
  const { weightsAfter, config } = await done();
  expect(lab.train.getState().status).toBe('running');
  expect(weightsAfter).toBeGreaterThanOrEqual(0);
  expect(config).toMatchObject({ steps: 4, seed: TINY_TRAINING.seed });
  expect(config?.horizon).toBeGreaterThanOrEqual(weightsAfter as number);
  lab.train.getState().stop();
  await until(lab.train, ({ status }) => status === 'stopped');
});
