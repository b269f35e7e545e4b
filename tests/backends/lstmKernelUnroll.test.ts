/** Whole unrolls in the kernels' memory against the definition's tape, step by step. */
import { beforeAll, describe, expect, test } from 'vitest';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { canRoll, KernelUnroll } from '../../src/optimizers/lstm/wasm/kernelUnroll';
import type { RolledQuadratics } from '../../src/optimizers/lstm/wasm/unroll';
import { disposeState, type OptimizerState } from '../../src/optimizers/optimizer';
import { startBackend } from '../../src/runtime/backend';
import { freeRunning, RunControl } from '../../src/runtime/control';
import type { CpuKernels } from '../../src/runtime/kernels/cpuKernels';
import {
  kernelMemory,
  kernelModule,
  restartKernels,
  startThreads,
} from '../../src/runtime/kernels/module';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, type Tensor2D, tf } from '../../src/runtime/tf';
import { type LstmConfig, lstmConfigSchema } from '../../src/specs/optimizer';

function startedKernels(): CpuKernels {
  const kernels = kernelModule();
  if (typeof kernels === 'string') throw new Error(kernels);
  return kernels;
}

/** B quadratics ‖Wθ − y‖² with their starts, and how they are handed to the kernels. */
class Problems {
  readonly problems: number;
  readonly n: number;
  readonly theta0: Float32Array;
  readonly #w: Float32Array;
  readonly #y: Float32Array;

  constructor(problems: number, n: number) {
    const rng = RandomStream.of(11, 'unroll', problems, n);
    this.problems = problems;
    this.n = n;
    this.#w = rng.normals(problems * n * n);
    this.#y = rng.normals(problems * n);
    this.theta0 = rng.normals(problems * n, 0.3);
  }

  gradient(theta: Float32Array): Float32Array {
    const { n } = this;
    const gradient = new Float32Array(theta.length);
    for (let b = 0; b < this.problems; b++) {
      const at = (i: number, j: number) => this.#w[(b * n + i) * n + j] as number;
      const sums = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        let r = -(this.#y[b * n + i] as number);
        for (let j = 0; j < n; j++) r += at(i, j) * (theta[b * n + j] as number);
        for (let j = 0; j < n; j++) sums[j] = (sums[j] as number) + 2 * r * at(i, j);
      }
      gradient.set(sums, b * n);
    }
    return gradient;
  }

  losses(theta: Float32Array): number[] {
    // For a homogeneous part and a linear one: f = θᵀ∇f/2 + f(0) + θᵀ∇f(0)/2.
    const [here, zero] = [this.gradient(theta), this.gradient(new Float32Array(theta.length))];
    return Array.from({ length: this.problems }, (_, b) => {
      let f = 0;
      for (let j = b * this.n; j < (b + 1) * this.n; j++) {
        f += ((theta[j] as number) * ((here[j] as number) + (zero[j] as number))) / 2;
        f += (this.#y[j] as number) ** 2;
      }
      return f;
    });
  }

  pack({ arena, code }: CpuKernels): RolledQuadratics {
    const bytes = code.quadraticBytes(this.n);
    const packed = arena.take(bytes * this.problems);
    const w = arena.take(4 * this.#w.length);
    const y = arena.take(4 * this.#y.length);
    arena.floats(w, this.#w.length).set(this.#w);
    arena.floats(y, this.#y.length).set(this.#y);
    code.packQuadratics(w, y, this.n, this.problems, packed);
    arena.give(w);
    arena.give(y);
    return { packed, bytes, n: this.n };
  }
}

interface Unrolled {
  theta: number[];
  gradient: number[];
  losses: number[];
}

const scalesOf = (problems: number, steps: number): Float32Array =>
  Float32Array.from({ length: steps }, (_, t) => (1 + t) / problems);

/** Two unrolls by the definition. */
async function defined(
  config: LstmConfig,
  phi: Float32Array,
  about: Problems,
  steps: number,
): Promise<Unrolled[]> {
  const rule = new LstmRule(config, 'definition');
  const weights = tf.tensor1d(phi);
  let theta = about.theta0;
  let state: OptimizerState = rule.initialState(about.problems, about.n);
  const unrolls: Unrolled[] = [];
  for (let unroll = 0; unroll < 2; unroll++) {
    const tape = rule.openTape(weights, state);
    const behind: Float32Array[] = [];
    for (let t = 0; t < steps; t++) {
      const gradient = tf.tensor2d(about.gradient(theta), [about.problems, about.n]);
      const update = tape.step(gradient);
      const moved = await readFloats(update);
      theta = theta.map((value, i) => value + (moved[i] as number));
      behind.push(about.gradient(theta));
      tf.dispose([gradient, update]);
    }
    const scales = scalesOf(about.problems, steps);
    let sum = new Float32Array(theta.length);
    const cotangents: Tensor2D[] = [];
    for (let t = steps - 1; t >= 0; t--) {
      sum = sum.map((value, i) => value + (scales[t] as number) * (behind[t]?.[i] ?? Number.NaN));
      cotangents.unshift(tf.tensor2d(sum, [about.problems, about.n]));
    }
    const gradient = await tape.backward(cotangents, freeRunning);
    unrolls.push({
      theta: [...theta],
      gradient: [...(await readFloats(gradient))],
      losses: about.losses(theta),
    });
    tf.dispose([gradient, cotangents]);
    state = tape.close();
  }
  disposeState(state);
  weights.dispose();
  return unrolls;
}

const WAYS = [
  'rolled',
  'rolled without records',
  'rolled and back',
  'stepped',
  'stepped without records',
] as const;
type Way = (typeof WAYS)[number];
const rolls = (way: Way): boolean => way.startsWith('rolled');

/** The same two unrolls in place. */
async function inPlace(
  way: Way,
  config: LstmConfig,
  phi: Float32Array,
  about: Problems,
  steps: number,
): Promise<Unrolled[]> {
  const kernels = startedKernels();
  const quadratics = about.pack(kernels);
  const unroll = new KernelUnroll(kernels, config, {
    problems: about.problems,
    coordinates: about.n,
    steps: steps + 3,
    rolled: rolls(way),
    ...(way.endsWith('without records') ? { mostRecordBytes: 0 } : {}),
  });
  unroll.start(about.theta0);
  const write = (t: number) =>
    kernels.arena
      .floats(unroll.gradientRow(t), about.theta0.length)
      .set(about.gradient(unroll.readTheta()));
  if (rolls(way)) unroll.evaluate(quadratics);
  else write(0);
  const scales = scalesOf(about.problems, steps);
  const results: Unrolled[] = [];
  for (let k = 0; k < 2; k++) {
    unroll.begin(phi, steps);
    let gradient: Float32Array;
    if (way === 'rolled and back') {
      gradient = await unroll.rollAndBackward(quadratics, scales, freeRunning);
    } else {
      if (rolls(way)) await unroll.roll(quadratics, freeRunning);
      for (let t = 0; !rolls(way) && t < steps; t++) {
        unroll.step();
        write(t + 1);
      }
      gradient = await unroll.backward(scales, freeRunning);
    }
    unroll.end();
    const losses = rolls(way) ? [...unroll.losses(0)] : about.losses(unroll.readTheta());
    results.push({ theta: [...unroll.readTheta()], gradient: [...gradient], losses });
  }
  unroll.dispose();
  kernels.arena.give(quadratics.packed);
  return results;
}

function weightsFor(config: LstmConfig): Float32Array {
  const rng = RandomStream.of(5, 'unroll', JSON.stringify(config));
  const weights = new LstmRule(config).initialWeights(rng);
  const noise = rng.normals(weights.length, 0.1);
  return weights.map((weight, i) => weight + (noise[i] as number));
}

const settings = (given: Partial<LstmConfig>): LstmConfig => lstmConfigSchema.parse(given);

const SHAPES: [Partial<LstmConfig>, number, number][] = [
  [{ layers: 2, hiddenUnits: 20 }, 8, 10],
  [{ layers: 2, hiddenUnits: 20, preprocess: 'log-sign' }, 37, 7],
  [{ layers: 1, hiddenUnits: 5, preprocess: 'log-sign', p: 5 }, 1, 1],
  [{ layers: 3, hiddenUnits: 33 }, 2, 65],
  [{ layers: 1, hiddenUnits: 64 }, 5, 100],
  [{ layers: 2, hiddenUnits: 1 }, 61, 21],
  [{ layers: 2, hiddenUnits: 20, preprocess: 'rnnprop', output: 'tanh' }, 37, 7],
  [{ layers: 1, hiddenUnits: 5, preprocess: 'rnnprop' }, 3, 65],
];

beforeAll(async () => {
  await startBackend('wasm');
});

describe.each(SHAPES)('%o, %i quadratics of %i dimensions', (given, problems, n) => {
  const config = settings(given);
  const about = new Problems(problems, n);
  const phi = weightsFor(config);
  const ways = WAYS.filter((way) => canRoll(problems, n) || !rolls(way));

  test.each(ways)('%s, it agrees with the definition', async (way) => {
    const expected = await defined(config, phi, about, 4);
    const actual = await inPlace(way, config, phi, about, 4);
    for (const [k, { theta, gradient, losses }] of actual.entries()) {
      const within = { measure: 'norm', within: 2e-5 } as const;
      expect(theta).toBeAllClose(expected[k]?.theta ?? [], { what: 'θ', ...within });
      expect(losses).toBeAllClose(expected[k]?.losses ?? [], { what: 'losses', ...within });
      expect(gradient).toBeAllClose(expected[k]?.gradient ?? [], { what: 'dL/dφ', ...within });
    }
  });
});

test('quadratics that do not fit into a block are not rolled', () => {
  expect(canRoll(3, 10)).toBe(true);
  expect(canRoll(3, 96)).toBe(true);
  expect(canRoll(3, 97)).toBe(false);
});

test.each([
  ['rolled', 'rolled without records', 'rolled and back'],
  ['stepped', 'stepped without records'],
] as const)('%s: the same bits with 1, 2 and 3 threads, and %s', async (...ways) => {
  const config = settings({ preprocess: 'log-sign' });
  const about = new Problems(64, 10);
  const phi = weightsFor(config);
  const results: Unrolled[][] = [];
  for (const threads of [1, 2, 3]) {
    expect(await startThreads(threads)).toBe(threads);
    for (const way of ways) results.push(await inPlace(way, config, phi, about, 5));
  }
  for (const result of results) expect(result).toEqual(results[0]);
});

test('memory is flat over horizons, also after a stop', async () => {
  restartKernels();
  await startThreads(2);
  const kernels = startedKernels();
  const config = settings({});
  const about = new Problems(16, 10);
  const phi = weightsFor(config);
  const quadratics = about.pack(kernels);
  const before = kernelMemory().bytesInUse;
  const shape = { problems: 16, coordinates: 10, steps: 5, rolled: true };
  const unroll = new KernelUnroll(kernels, config, shape);
  const scales = scalesOf(16, 5);
  const horizon = async (control = freeRunning as typeof freeRunning | RunControl) => {
    unroll.start(about.theta0);
    unroll.evaluate(quadratics);
    unroll.begin(phi, 5);
    await unroll.roll(quadratics, control);
    const gradient = await unroll.backward(scales, control);
    unroll.end();
    return gradient;
  };
  const first = await horizon();
  const held = kernelMemory();
  const stopped = new RunControl();
  stopped.stop();
  await expect(horizon(stopped)).rejects.toThrow('stopped');
  for (let i = 0; i < 100; i++) await horizon();
  expect(await horizon()).toEqual(first);
  expect(kernelMemory()).toEqual(held);
  unroll.dispose();
  expect(kernelMemory().bytesInUse).toBe(before);
});
