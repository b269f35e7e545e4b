/** What is recorded is what the optimizer met and did, and the race's own problem. */
import { beforeAll, describe, expect, test } from 'vitest';
import { race } from '../../../src/evaluation/race';
import { recordTrace, summaryOf } from '../../../src/evaluation/trace';
import { keptCoordinates } from '../../../src/evaluation/trace/budget';
import { valuesOf } from '../../../src/evaluation/trace/trace';
import { TraceRecorder } from '../../../src/evaluation/trace/traceRecorder';
import type { Optimizee } from '../../../src/optimizees/optimizee';
import { sampleOptimizee, sampleProblem, sampleStart } from '../../../src/optimizees/registry';
import { makeOptimizer } from '../../../src/optimizers/registry';
import { startBackend } from '../../../src/runtime/backend';
import { RunControl } from '../../../src/runtime/control';
import { readMemory } from '../../../src/runtime/memory';
import '../../../src/runtime/node';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../../../src/runtime/tf';
import { type TaskSpec, taskSpecSchema } from '../../../src/specs/task';
import { baseline, configOf, learned } from './support';

beforeAll(async () => {
  await startBackend('wasm');
});

const network = (settings: object = {}): TaskSpec =>
  taskSpecSchema.parse({
    ...{ name: 'mnist', side: 7, batch: 8, hiddenUnits: 4, initialScale: 0.1 },
    ...settings,
  });

/** The race of some problems, with every θₜ of problem b [(T + 1) × n]. */
async function raced(
  { task, seed, problem: b, steps, optimizer: spec }: ReturnType<typeof configOf>,
  problems: number,
) {
  const optimizee = sampleOptimizee(task, problems, seed, 'race');
  const theta0 = sampleStart(optimizee, seed, 'race');
  const optimizer = makeOptimizer(spec);
  const n = optimizee.coordinates;
  const path: number[] = [];
  const { results } = await race(optimizee, [optimizer], {
    steps,
    theta0,
    keepPaths: true,
    onSteps: ({ paths, count }) => {
      for (let t = 0; t < count; t++) {
        const at = (t * problems + b) * n;
        path.push(...(paths?.[0]?.subarray(at, at + n) ?? []));
      }
    },
  });
  const losses = results[0]?.losses.filter((_, i) => i % problems === b);
  optimizer.dispose();
  theta0.dispose();
  optimizee.dispose();
  return { losses, path: Float32Array.from(path) };
}

describe('a trace', () => {
  test.each([
    ['a quadratic, learned', configOf()],
    ['a quadratic, NAG', configOf({ optimizer: baseline('nag', 0.005), problem: 2 })],
    ['a surface', configOf({ task: taskSpecSchema.parse({ name: 'surface' }), problem: 0 })],
    ['a network', configOf({ task: network(), problem: 2 })],
  ])('is the way that the optimizer takes in a race: %s', async (_, config) => {
    const before = readMemory();
    const trace = await recordTrace(config);
    expect(readMemory()).toEqual(before);
    const wanted = await raced(config, 4);
    expect(trace.loss).toEqual(wanted.losses);
    const path: number[] = [];
    for (const theta of valuesOf(trace, config.steps)) path.push(...theta);
    // The same additions of the same float32 numbers.
    expect(Float32Array.from(path)).toEqual(wanted.path);
    const { optimizee, theta0 } = sampleProblem(config.task, config.problem, config.seed, 'race');
    const { gradient, loss } = optimizee.lossAndGradient(theta0, 0);
    expect(trace.gradient.slice(0, trace.coordinates)).toEqual(await readFloats(gradient));
    tf.dispose([gradient, loss, theta0]);
    optimizee.dispose();
  });

  test("a horizon's problem is the training's", async () => {
    const config = configOf({ horizon: 7, seed: 3, problem: 1, steps: 1 });
    const { loss } = await recordTrace(config);
    const optimizee = sampleOptimizee(config.task, 2, 3, 'training', 7);
    const theta0 = sampleStart(optimizee, 3, 'training', 7);
    const wanted = optimizee.loss(theta0, 0);
    expect(loss[0]).toBe((await readFloats(wanted))[1]);
    tf.dispose([wanted, theta0]);
    optimizee.dispose();
  });

  test('the groups of a network are the weights and biases of its layers', async () => {
    const task = network({ hiddenUnits: 3, hiddenLayers: 2 });
    const { groups, coordinates } = await recordTrace(configOf({ task, steps: 1 }));
    expect(groups).toEqual([
      { name: 'layer 1 weights', start: 0, end: 147 },
      { name: 'layer 1 biases', start: 147, end: 150 },
      { name: 'layer 2 weights', start: 150, end: 159 },
      { name: 'layer 2 biases', start: 159, end: 162 },
      { name: 'output weights', start: 162, end: 192 },
      { name: 'output biases', start: 192, end: 202 },
    ]);
    expect(coordinates).toBe(202);
  });

  test('tells how far it is, and can be stopped', async () => {
    const done: number[] = [];
    await recordTrace(configOf({ steps: 30 }), undefined, (step) => done.push(step));
    expect(done.at(-1)).toBe(30);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    const before = readMemory();
    const control = new RunControl();
    const stopped = recordTrace(configOf({ steps: 5000 }), control, () => control.stop());
    await expect(stopped).rejects.toMatchObject({ code: 'stopped' });
    expect(readMemory()).toEqual(before);
  });

  test('that diverges says where, and has no numbers from there on', async () => {
    const config = configOf({ optimizer: baseline('sgd', 10), steps: 60 });
    const trace = await recordTrace(config);
    const { divergence, loss, gradient, update, coordinates: n } = trace;
    const at = divergence?.step ?? 0;
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(60);
    expect(divergence?.message).toMatch(`step ${at}`);
    expect(loss.subarray(0, at).every(Number.isFinite)).toBe(true);
    expect(loss.subarray(at).every(Number.isNaN)).toBe(true);
    for (const matrix of [gradient, update]) {
      expect(matrix).toHaveLength(60 * n);
      expect(matrix.subarray(0, at * n).every(Number.isFinite)).toBe(true);
      expect(matrix.subarray(at * n).every(Number.isNaN)).toBe(true);
    }
    let t = 0;
    for (const theta of valuesOf(trace, 60)) {
      expect(theta.every(Number.isNaN)).toBe(t++ >= at);
    }
    const summary = await summaryOf(trace);
    expect(summary.divergence).toEqual(divergence);
    expect(summary.behaviour.windows.at(-1)?.to).toBeLessThanOrEqual(at);
  });

  test('of more coordinates than there is memory for keeps some of each group', async () => {
    const config = configOf({ task: network(), optimizer: baseline('sgd', 0.1) });
    const budget = 20_000;
    const before = readMemory();
    const trace = await recordTrace(config, undefined, undefined, budget);
    expect(readMemory()).toEqual(before);
    const { kept, groups, coordinates, bytes, gradient, update, start } = trace;
    expect(coordinates).toBe(50 * 4 + 50);
    expect(kept.length).toBeLessThan(coordinates);
    expect(kept).toEqual(keptCoordinates(groups, config.steps, budget));
    const arrays = [kept, gradient, update, start, trace.loss];
    expect(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(bytes);
    expect(bytes).toBeLessThanOrEqual(budget);
    const whole = await recordTrace(config);
    expect(whole.kept).toHaveLength(coordinates);
    expect(trace.loss).toEqual(whole.loss);
    const those = new Set(kept);
    const part = (_: number, at: number) => those.has(at % coordinates);
    expect(start).toEqual(whole.start.filter(part));
    expect(gradient).toEqual(whole.gradient.filter(part));
    expect(update).toEqual(whole.update.filter(part));
    expect(await summaryOf(trace)).toMatchObject({ coordinates, kept, groups, bytes });
  });
});

/** f(θ) = Σ aᵢ (θᵢ − bᵢ)²: its coordinates can change places. */
function separable(a: readonly number[], b: readonly number[]): Optimizee {
  const n = a.length;
  const lossAndGradient = (theta: Tensor2D) =>
    tf.tidy(() => {
      const away = tf.sub(theta, tf.tensor2d([...b], [1, n]));
      const weighted = tf.mul(away, tf.tensor2d([...a], [1, n]));
      return {
        loss: tf.sum(tf.mul(weighted, away), 1) as Tensor1D,
        gradient: tf.mul(weighted, 2) as Tensor2D,
      };
    });
  return {
    problems: 1,
    coordinates: n,
    groups: [{ name: 'all', start: 0, end: n }],
    initialPoint: () => tf.zeros([1, n]),
    lossAndGradient,
    loss: (theta) => {
      const { loss, gradient } = lossAndGradient(theta);
      gradient.dispose();
      return loss;
    },
    repeat: () => separable(a, b),
    dispose() {},
  };
}

describe('permuting the coordinates of a problem', () => {
  test.each([learned, baseline('adam', 0.1)])('permutes what $label did', async (spec) => {
    const a = [3, 0.01, 40, 1, 0.5, 7, 0.2];
    const b = [1, -2, 0.3, 5, -0.1, 0, 9];
    const order = [4, 0, 6, 2, 5, 1, 3];
    const recorded = async (places: readonly number[]) => {
      const pick = (values: readonly number[]) => places.map((place) => values[place] as number);
      const optimizee = separable(pick(a), pick(b));
      const theta0 = optimizee.initialPoint(undefined as never);
      const optimizer = makeOptimizer(spec);
      const recorder = new TraceRecorder(15, 7, Int32Array.from(a.keys()));
      await race(optimizee, [optimizer], { steps: 15, theta0, record: recorder });
      optimizer.dispose();
      theta0.dispose();
      return recorder;
    };
    const plain = await recorded([...a.keys()]);
    const moved = await recorded(order);
    const wanted = (matrix: Float32Array) =>
      matrix.map((_, at) => matrix[at - (at % 7) + (order[at % 7] as number)] as number);
    expect(plain.gradient.every(Number.isFinite)).toBe(true);
    expect(moved.gradient).toEqual(wanted(plain.gradient));
    expect(moved.update).toEqual(wanted(plain.update));
  });
});
