/** A trace that is recorded and kept in the worker, and what is asked of it there. */
import { beforeEach, describe, expect, test } from 'vitest';
import { kernelsAllowed, putKernelsOutOfUse } from '../../src/runtime/kernels/choice';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import { learnedOptimizerFromPhi, lstmWeightCount } from '../../src/specs/lstmShapes';
import { lstmConfigSchema, type OptimizerSpec } from '../../src/specs/optimizer';
import { mnistSpecSchema, type TaskSpec } from '../../src/specs/task';
import type {
  CoordinateMap,
  CoordinateTrace,
  FieldConfig,
  MapConfig,
  TraceConfig,
  UnitPictures,
  UpdateField,
} from '../../src/specs/trace';
import { trainConfigSchema } from '../../src/specs/training';
import type { RaceEnd, TraceEnd, TrainEnd } from '../../src/worker/protocol';
import { breakKernels, repairKernels } from '../helpers/faultyKernels';
import { Page } from '../helpers/page';

const lstm = lstmConfigSchema.parse({ layers: 2, hiddenUnits: 3, preprocess: 'log-sign' });
const phi = Float32Array.from({ length: lstmWeightCount(lstm) }, (_, i) => Math.sin(i) / 2);
const learned: OptimizerSpec = {
  kind: 'learned',
  id: 'l',
  label: 'LSTM',
  optimizer: learnedOptimizerFromPhi(lstm, phi, {}),
};
const adam: OptimizerSpec = {
  kind: 'baseline',
  id: 'adam',
  label: 'Adam',
  name: 'adam',
  learningRate: 0.1,
};
const task: TaskSpec = { name: 'quadratic', dimension: 4, initialScale: 0.01 };
const config: TraceConfig = {
  task,
  seed: 7,
  problem: 1,
  steps: 30,
  optimizer: learned,
  rates: { sgd: 0.01, adam: 0.1 },
};
const wholeMap: MapConfig = { quantity: 'update', order: 'layer', from: 0, to: 4, rows: 4 };
const sweep: FieldConfig = { coordinate: 2, steps: [0, 9], scale: 'linear', limit: 1, points: 5 };

let page: Page;
beforeEach(async () => {
  repairKernels();
  page = new Page();
  await page.request({ type: 'configure', backend: 'wasm' });
});

async function traced(
  runId: number,
  some: Partial<TraceConfig> = {},
): Promise<Extract<TraceEnd, { outcome: 'finished' }>> {
  const end = await page.request<TraceEnd>({
    type: 'trace',
    runId,
    config: { ...config, ...some },
  });
  if (end.outcome === 'stopped') throw new Error('it was stopped');
  return end;
}
const coordinatesOf = (traceId: number, coordinates: number[]) =>
  page.request<CoordinateTrace[]>({ type: 'traceCoordinates', traceId, coordinates });
const mapOf = (traceId: number) =>
  page.request<CoordinateMap>({ type: 'traceMap', traceId, config: wholeMap });
const fieldOf = (traceId: number) =>
  page.request<UpdateField>({ type: 'traceField', traceId, config: sweep });

describe('a trace', () => {
  test('says how far it is, is kept under its run’s id, and leaves nothing on the device', async () => {
    const before = readMemory();
    const { traceId, summary, seconds } = await traced(3);
    expect(traceId).toBe(3);
    expect(seconds).toBeGreaterThan(0);
    expect(summary).toMatchObject({ steps: 30, coordinates: 4, divergence: null, path: null });
    expect([...summary.kept]).toEqual([0, 1, 2, 3]);
    const last = page.events.findLast(({ kind }) => kind === 'trace-progress');
    expect(last).toEqual({ kind: 'trace-progress', step: 30, steps: 30 });
    await Promise.all([coordinatesOf(3, [0, 2]), mapOf(3), fieldOf(3)]);
    expect(readMemory()).toEqual(before);
  });

  test('is the way that the optimizer takes in a race of several problems', async () => {
    const { summary } = await traced(1);
    const race = { task, seed: 7, steps: 30, problems: 3, optimizers: [adam, learned] };
    await page.request<RaceEnd>({ type: 'race', runId: 2, config: race });
    const losses = page.events.flatMap((event) =>
      event.kind === 'race-steps' ? [...(event.losses[1] ?? [])] : [],
    );
    expect([...summary.loss]).toEqual(losses.filter((_, i) => i % 3 === 1));
  });

  test('of a training is on the problems of its horizon', async () => {
    const training = trainConfigSchema.parse({
      task,
      optimizer: lstm,
      epochs: 3,
      horizon: 6,
      unroll: 6,
      problems: 1,
      seed: 5,
      validation: { every: 3, problems: 1 },
    });
    const run = page.request<TrainEnd>({
      type: 'train',
      runId: 1,
      config: training,
      paused: true,
    });
    // Each unroll is a whole horizon here.
    await page.request({ type: 'step', runId: 1, count: 2 });
    const inner = await new Promise<Float32Array>((found) => {
      page.onEvent = (event) => {
        if (event.kind !== 'train-progress' || event.horizon !== 1) return;
        if (event.inner.length > 0) found(event.inner);
      };
    });
    const { summary } = await traced(2, { seed: 5, horizon: 1, problem: 0, steps: 6 });
    // The same function from the same start, by other kernels.
    expect(summary.loss[0]).toBeCloseTo(inner[0] as number, 4);
    const another = await traced(3, { seed: 5, horizon: 0, problem: 0, steps: 6 });
    expect(another.summary.loss[0]).not.toBeCloseTo(inner[0] as number, 1);
    await page.request({ type: 'stop', runId: 1 });
    await run;
  });

  test('answers: coordinates with what others would have done, the map, a sweep', async () => {
    await traced(1);
    const [two, zero] = await coordinatesOf(1, [2, 0]);
    expect(two?.coordinate).toBe(2);
    expect(zero?.coordinate).toBe(0);
    expect(two?.value).toHaveLength(31);
    expect(two?.wouldBe.map(({ name }) => name)).toEqual(['sgd', 'adam']);
    expect(two?.inside).toMatchObject({ hiddenUnits: 3 });
    const map = await mapOf(1);
    expect(map).toMatchObject({ rows: 4, steps: 30 });
    expect(map.values.slice(60, 90)).toEqual(two?.update);
    const field = await fieldOf(1);
    expect([...field.gradients]).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(field.actual.gradient[1]).toBe(two?.gradient[9]);
    // Replayed in another batch: rounding only.
    expect(field.actual.update[1]).toBeCloseTo(two?.update[9] as number, 6);
    const none = await page.request<null>({ type: 'tracePictures', traceId: 1, step: 0 });
    expect(none).toBeNull();
  });

  test('whose coordinate is not there says so, in a question’s own answer', async () => {
    await traced(1);
    await expect(coordinatesOf(1, [4])).rejects.toMatchObject({ code: 'bad-input' });
    expect(await mapOf(1)).toMatchObject({ rows: 4 });
  });

  test('stops when told, and is not kept', async () => {
    page.onEvent = () => void page.request({ type: 'stop', runId: 4 });
    const end = await page.request<TraceEnd>({
      type: 'trace',
      runId: 4,
      config: { ...config, steps: 2000 },
    });
    expect(end).toEqual({ outcome: 'stopped' });
    await expect(mapOf(4)).rejects.toMatchObject({ code: 'no-trace' });
  });

  test('of networks has the first layer’s weights as pictures', async () => {
    const digits = mnistSpecSchema.parse({ name: 'mnist', side: 7, hiddenUnits: 2, batch: 8 });
    const { summary } = await traced(1, { task: digits, steps: 4, optimizer: adam, problem: 0 });
    expect(summary.coordinates).toBe(7 * 7 * 2 + 2 + 2 * 10 + 10);
    const pictures = await page.request<UnitPictures>({
      type: 'tracePictures',
      traceId: 1,
      step: 3,
    });
    expect(pictures).toMatchObject({ step: 3, units: 2, side: 7 });
    const [one] = await coordinatesOf(1, [pictures.coordinates[10] as number]);
    expect(pictures.weights[10]).toBe(one?.value[3]);
  });

  test('whose digits are not here says so', async () => {
    const files = mnistSpecSchema.parse({ name: 'mnist', data: 'files' });
    await expect(traced(1, { task: files })).rejects.toMatchObject({ code: 'no-data' });
  });
});

describe('the shelf', () => {
  test('keeps the newest two', async () => {
    for (const runId of [1, 2, 3]) await traced(runId, { steps: 2 });
    await expect(mapOf(1)).rejects.toMatchObject({ code: 'no-trace', remedy: 'Trace again.' });
    expect((await mapOf(2)).steps).toBe(2);
    expect((await mapOf(3)).steps).toBe(2);
  });

  test('is empty after a change of the backend: another one’s answers would not fit', async () => {
    await traced(1, { steps: 2 });
    await page.request({ type: 'configure', backend: 'cpu' });
    await expect(mapOf(1)).rejects.toMatchObject({ code: 'no-trace' });
  });

  test('before a backend was chosen there is nothing to ask', async () => {
    const early = new Page().request({ type: 'traceMap', traceId: 1, config: wholeMap });
    await expect(early).rejects.toMatchObject({ code: 'backend-unavailable' });
  });
});

describe('beside a training', () => {
  const training = trainConfigSchema.parse({
    task,
    optimizer: lstm,
    epochs: 1_000_000,
    horizon: 20,
    unroll: 10,
    problems: 4,
    validation: { every: 1_000_000, problems: 2 },
  });
  const HORIZONS = 8;

  /** Goes on until so many horizons are done, and `meanwhile` is over. */
  async function trained(runId: number, meanwhile: () => Promise<void>): Promise<TrainEnd> {
    const enough = new Promise<void>((done) => {
      page.onEvent = (event) => {
        if (event.kind === 'train-progress' && event.horizon > HORIZONS) done();
      };
    });
    const end = page.request<TrainEnd>({ type: 'train', runId, config: training });
    await Promise.all([meanwhile(), enough]);
    await page.request({ type: 'stop', runId });
    expect((await end).outcome).toBe('stopped');
    return end;
  }

  test('traces and questions are answered on the way, and change nothing of it', async () => {
    const alone = await trained(1, async () => {});
    const alike = await traced(2);
    const expected = await coordinatesOf(2, [1]);
    const end = await trained(3, async () => {
      const beside = await traced(4);
      const [answer, map] = await Promise.all([coordinatesOf(4, [1]), mapOf(4), fieldOf(4)]);
      expect(beside.summary.loss).toEqual(alike.summary.loss);
      expect(answer).toEqual(expected);
      expect(map.rows).toBe(4);
    });
    const unrolls = 2 * HORIZONS;
    expect(end.checkpoint.metaLoss.slice(0, unrolls)).toEqual(
      alone.checkpoint.metaLoss.slice(0, unrolls),
    );
    expect(end.checkpoint.metaLoss.length).toBeGreaterThanOrEqual(unrolls);
  });

  test('a paused training leaves questions their answers', async () => {
    await traced(1);
    const going = page.request<TrainEnd>({ type: 'train', runId: 2, config: training });
    await page.request({ type: 'pause', runId: 2 });
    expect((await fieldOf(1)).gradients).toHaveLength(5);
    await page.request({ type: 'stop', runId: 2 });
    expect((await going).outcome).toBe('stopped');
  });
});

describe('a kernel that fails', () => {
  async function byDefinition(): Promise<Float32Array> {
    putKernelsOutOfUse('a test wants the definition');
    const { summary } = await traced(90);
    await page.request({ type: 'configure', backend: 'wasm' });
    return summary.loss;
  }

  test('in a trace: it begins again with the definition, and the person is told', async () => {
    const expected = await byDefinition();
    const before = readMemory();
    breakKernels('thread');
    const { summary } = await traced(1);
    expect(summary.loss).toEqual(expected);
    expect(page.events.filter(({ kind }) => kind === 'restarted')).toHaveLength(1);
    expect(page.notices).toMatchObject([{ error: { code: 'kernel-failed' } }]);
    expect(kernelsAllowed()).toBe(false);
    expect(readMemory()).toEqual(before);
  });

  test('in a question: it is answered by the definition', async () => {
    await traced(1);
    const sound = await fieldOf(1);
    breakKernels('thread');
    const field = await fieldOf(1);
    expect(page.notices).toMatchObject([{ error: { code: 'kernel-failed' } }]);
    // Two implementations of the same mathematics, in float32.
    for (const [i, update] of field.learned.entries()) {
      expect(update).toBeCloseTo(sound.learned[i] as number, 5);
    }
  });
});
