/** The LSTM's WebAssembly kernel against the definition: every shape, both records, and what it leaves behind. */
import { beforeAll, describe, expect, test } from 'vitest';
import { lstmImplementation } from '../../src/optimizers/lstm/implementation';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { KernelOptimizer } from '../../src/optimizers/lstm/wasm/kernelOptimizer';
import { KernelState } from '../../src/optimizers/lstm/wasm/kernelState';
import { KernelTape } from '../../src/optimizers/lstm/wasm/kernelTape';
import { advance, disposeState } from '../../src/optimizers/optimizer';
import { startBackend } from '../../src/runtime/backend';
import { type Control, freeRunning, RunControl } from '../../src/runtime/control';
import type { CpuKernels } from '../../src/runtime/kernels/cpuKernels';
import { kernelMemory, kernelModule } from '../../src/runtime/kernels/module';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, type Tensor, type Tensor1D, type Tensor2D, tf } from '../../src/runtime/tf';
import { type LstmConfig, lstmConfigSchema } from '../../src/specs/optimizer';
import { readAll } from '../helpers/engine';

/** Two float32 implementations that add in different orders; measured: 2e-7 for a step, 6e-7 for a meta-gradient. */
const CLOSE = { step: 2e-6, metaGradient: 6e-6 };

function startedModule(): CpuKernels {
  const module = kernelModule();
  if (typeof module === 'string') throw new Error(module);
  return module;
}

const settings = (given: Partial<LstmConfig>): LstmConfig => lstmConfigSchema.parse(given);

interface Trial {
  rule: LstmRule;
  phi: Tensor1D;
  gradients: Tensor2D[];
  cotangents: Tensor2D[];
  dispose(): void;
}

/** Weights with biases of every kind, gradients over many magnitudes, λ as of a mean. */
function trial(config: LstmConfig, coordinates: number, steps: number): Trial {
  const rng = RandomStream.of(7, 'kernel', coordinates, JSON.stringify(config));
  const rule = new LstmRule(config);
  const weights = rule.initialWeights(rng);
  const noise = rng.normals(weights.length, 0.1);
  const phi = tf.tensor1d(weights.map((weight, i) => weight + (noise[i] ?? 0)));
  const rows = (scale: () => number) =>
    Array.from({ length: steps }, () =>
      tf.tensor2d(
        rng.normals(coordinates).map((value) => value * scale()),
        [1, coordinates],
      ),
    );
  const gradients = rows(() => 10 ** (4 * rng.uniform() - 3));
  const cotangents = rows(() => 1 / coordinates);
  return {
    rule,
    phi,
    gradients,
    cotangents,
    dispose: () => tf.dispose([phi, gradients, cotangents]),
  };
}

interface Unrolled {
  updates: number[];
  state: number[];
  gradient: number[];
}

async function unroll(
  rule: LstmRule,
  { phi, gradients, cotangents }: Trial,
  control: Control = freeRunning,
): Promise<Unrolled> {
  const tape = rule.openTape(phi, rule.initialState(1, gradients[0]?.size ?? 0));
  return readTape(tape, gradients, cotangents, control);
}

async function readTape(
  tape: ReturnType<LstmRule['openTape']>,
  gradients: readonly Tensor2D[],
  cotangents: readonly Tensor2D[],
  control: Control = freeRunning,
): Promise<Unrolled> {
  const updates = gradients.map((gradient) => tape.step(gradient));
  const gradient = await tape.backward(cotangents, control);
  const state = tape.close();
  const result = {
    updates: await readAll(updates),
    state: await readAll(state.tensors),
    gradient: Array.from(await readFloats(gradient)),
  };
  disposeState(state);
  tf.dispose([updates, gradient]);
  return result;
}

const SHAPES: [Partial<LstmConfig>, number][] = [
  [{ layers: 2, hiddenUnits: 20 }, 1],
  [{ layers: 2, hiddenUnits: 20, preprocess: 'log-sign' }, 7],
  [{ layers: 1, hiddenUnits: 1 }, 63],
  [{ layers: 3, hiddenUnits: 1, preprocess: 'log-sign' }, 65],
  [{ layers: 1, hiddenUnits: 5, preprocess: 'log-sign', p: 5, outputScale: 0.01 }, 65],
  [{ layers: 2, hiddenUnits: 33 }, 63],
  [{ layers: 3, hiddenUnits: 64, preprocess: 'log-sign' }, 7],
  [{ layers: 1, hiddenUnits: 64, outputScale: 1 }, 130],
  [{ layers: 2, hiddenUnits: 20 }, 1281],
  [{ layers: 2, hiddenUnits: 20, output: 'tanh' }, 65],
  [{ layers: 2, hiddenUnits: 20, preprocess: 'rnnprop', output: 'tanh' }, 1281],
  [{ layers: 1, hiddenUnits: 5, preprocess: 'rnnprop', outputScale: 0.01 }, 7],
  [{ layers: 3, hiddenUnits: 33, preprocess: 'rnnprop', output: 'tanh', outputScale: 1 }, 63],
];

beforeAll(async () => {
  await startBackend('wasm');
});

test('the kernel is in use', () => {
  expect(lstmImplementation(settings({})).by).toBe('cpu');
});

test.each([
  { layers: 4, hiddenUnits: 3 },
  { layers: 1, hiddenUnits: 65 },
])('%o is beyond the kernel: the definition computes it', async (shape) => {
  const config = lstmConfigSchema.parse(shape);
  expect(lstmImplementation(config).by).toBe('definition');
  const rule = new LstmRule(config);
  const phi = tf.tensor1d(rule.initialWeights(RandomStream.of(1)));
  const optimizer = rule.optimizer(phi);
  const state = optimizer.init(1, 2);
  const { update, state: next } = optimizer.step(tf.tensor2d([[1, -1]]), state);
  expect(state.tensors).toHaveLength(2 * config.layers);
  expect((await readFloats(update)).every(Number.isFinite)).toBe(true);
  disposeState(state);
  disposeState(next);
  optimizer.dispose();
  tf.dispose([phi, update]);
});

describe.each(SHAPES)('%o, %i coordinates', (given, coordinates) => {
  const config = settings(given);

  test('agrees with the definition', async () => {
    const about = trial(config, coordinates, 6);
    const actual = await unroll(about.rule, about);
    const expected = await unroll(new LstmRule(config, 'definition'), about);
    expect(actual.updates).toBeAllClose(expected.updates, {
      what: 'updates',
      measure: 'norm',
      within: CLOSE.step,
    });
    expect(actual.state).toBeAllClose(expected.state, {
      what: 'states',
      measure: 'norm',
      within: CLOSE.step,
    });
    expect(actual.gradient).toBeAllClose(expected.gradient, {
      what: 'meta-gradient',
      measure: 'norm',
      within: CLOSE.metaGradient,
    });
    about.dispose();
  });

  test('records without gates give the same bits', async () => {
    const module = startedModule();
    const about = trial(config, coordinates, 4);
    const [full, slim] = await Promise.all(
      [true, false].map((gates) => {
        const state = KernelState.zero(module, config, coordinates);
        const tape = new KernelTape(module, config, about.phi, state, gates);
        return readTape(tape, about.gradients, about.cotangents);
      }),
    );
    expect(slim).toEqual(full);
    about.dispose();
  });

  test('racing gives what the tape gives, in place or not', async () => {
    const about = trial(config, coordinates, 3);
    const { updates, state } = await unroll(about.rule, about);
    const optimizer = about.rule.optimizer(about.phi);
    expect(optimizer).toBeInstanceOf(KernelOptimizer);
    for (const inPlace of [false, true]) {
      let now = optimizer.init(1, coordinates);
      const made: Tensor[] = [];
      for (const gradient of about.gradients) {
        const before = now;
        const next = inPlace
          ? advance(optimizer, gradient, before)
          : optimizer.step(gradient, before);
        if (!inPlace) disposeState(before);
        made.push(next.update);
        now = next.state;
      }
      expect(await readAll(made)).toEqual(updates);
      expect(await readAll(now.tensors)).toEqual(state);
      disposeState(now);
      tf.dispose(made);
    }
    optimizer.dispose();
    about.dispose();
  });
});

test('goes on from a state made of tensors', async () => {
  const config = settings({ hiddenUnits: 5 });
  const about = trial(config, 9, 4);
  const expected = await unroll(about.rule, about);
  const defined = new LstmRule(config, 'definition');
  const first = defined.openTape(about.phi, defined.initialState(3, 3));
  const updates: Tensor[] = about.gradients.slice(0, 2).map((gradient) => first.step(gradient));
  const second = about.rule.openTape(about.phi, first.close());
  updates.push(...about.gradients.slice(2).map((gradient) => second.step(gradient)));
  expect(await readAll(updates)).toBeAllClose(expected.updates, {
    measure: 'norm',
    within: CLOSE.step,
  });
  const state = second.close();
  expect(state.step).toBe(4);
  disposeState(state);
  tf.dispose(updates);
  about.dispose();
});

test('the same twice, bit by bit', async () => {
  const about = trial(settings({}), 200, 5);
  expect(await unroll(about.rule, about)).toEqual(await unroll(about.rule, about));
  about.dispose();
});

test('two tapes going back at the same time do not meet', async () => {
  const one = trial(settings({ hiddenUnits: 7 }), 200, 5);
  const other = trial(settings({ layers: 1, hiddenUnits: 12, preprocess: 'log-sign' }), 150, 5);
  const alone = [await unroll(one.rule, one), await unroll(other.rule, other)];
  const yielding: Control = { ...freeRunning, breathe: () => new Promise(setImmediate) };
  const together = await Promise.all([
    unroll(one.rule, one, yielding),
    unroll(other.rule, other, yielding),
  ]);
  expect(together).toEqual(alone);
  one.dispose();
  other.dispose();
});

test('a NaN reaches the meta-gradient', async () => {
  const about = trial(settings({}), 10, 2);
  tf.dispose(about.gradients[1] as Tensor2D);
  about.gradients[1] = tf.fill([1, 10], Number.NaN);
  const { updates, gradient } = await unroll(about.rule, about);
  expect(updates.slice(10).every(Number.isNaN)).toBe(true);
  // The output's bias alone does not depend on it.
  expect(gradient.slice(0, -1).every(Number.isNaN)).toBe(true);
  about.dispose();
});

test('a gradient of other coordinates is refused', () => {
  const about = trial(settings({}), 10, 1);
  const optimizer = about.rule.optimizer(about.phi);
  const state = optimizer.init(1, 11);
  expect(() => optimizer.step(about.gradients[0] as Tensor2D, state)).toThrow(
    'has a state for 11 coordinates and got 10 numbers',
  );
  disposeState(state);
  optimizer.dispose();
  about.dispose();
});

test('memory is flat, also after a stop', async () => {
  const about = trial(settings({ preprocess: 'log-sign' }), 300, 8);
  const before = { tf: tf.memory().numTensors, kernel: kernelMemory() };
  await unroll(about.rule, about);
  const { bytesHeld } = kernelMemory();
  for (let i = 0; i < 50; i++) await unroll(about.rule, about);

  const tape = about.rule.openTape(about.phi, about.rule.initialState(1, 300));
  for (const gradient of about.gradients) tape.step(gradient).dispose();
  const control = new RunControl();
  control.stop();
  await expect(tape.backward(about.cotangents, control)).rejects.toThrow('stopped');
  tape.dispose();

  expect(tf.memory().numTensors).toBe(before.tf);
  expect(kernelMemory()).toEqual({ bytesInUse: before.kernel.bytesInUse, bytesHeld });
  about.dispose();
});

test('a race of 10⁵ coordinates takes at most 400 bytes for each', () => {
  const coordinates = 100_000;
  const about = trial(settings({}), coordinates, 2);
  const before = kernelMemory().bytesInUse;
  const optimizer = about.rule.optimizer(about.phi);
  let state = optimizer.init(1, coordinates);
  const { arena } = startedModule();
  for (const gradient of about.gradients) {
    const next = advance(optimizer, gradient, state);
    next.update.dispose();
    state = next.state;
  }
  expect((arena.mostInUse - before) / coordinates).toBeLessThan(400);
  disposeState(state);
  optimizer.dispose();
  about.dispose();
});
