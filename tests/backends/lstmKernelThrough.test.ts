/** dL/d∇ through the kernels: each step's cotangent may depend on what the gradient behind it got. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { UnrollTape } from '../../src/optimizers/learnedRule';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { KernelState } from '../../src/optimizers/lstm/wasm/kernelState';
import { KernelTape } from '../../src/optimizers/lstm/wasm/kernelTape';
import { startBackend } from '../../src/runtime/backend';
import { type Control, freeRunning } from '../../src/runtime/control';
import type { CpuKernels } from '../../src/runtime/kernels/cpuKernels';
import { kernelMemory, kernelModule, startThreads } from '../../src/runtime/kernels/module';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../../src/runtime/tf';
import { type LstmConfig, lstmConfigSchema } from '../../src/specs/optimizer';

const STEPS = 5;

interface Trial {
  config: LstmConfig;
  rule: LstmRule;
  phi: Tensor1D;
  gradients: Tensor2D[];
  cotangents: Tensor2D[];
}

/** Gradients on both sides of e⁻ᵖ; λ of a size that leaves what comes from behind a part of its own. */
function trial(given: Partial<LstmConfig>, coordinates: number): Trial {
  const config = lstmConfigSchema.parse(given);
  const rng = RandomStream.of(19, 'through', coordinates, JSON.stringify(config));
  const rule = new LstmRule(config, 'definition');
  const weights = rule.initialWeights(rng);
  const noise = rng.normals(weights.length, 0.1);
  const rows = (scale: () => number) =>
    Array.from({ length: STEPS }, () =>
      tf.tensor2d(
        rng.normals(coordinates).map((value) => value * scale()),
        [1, coordinates],
      ),
    );
  return {
    config,
    rule,
    phi: tf.tensor1d(weights.map((weight, i) => weight + (noise[i] as number))),
    gradients: rows(() => 10 ** (4 * rng.uniform() - 3)),
    cotangents: rows(() => 1 / coordinates),
  };
}

async function through(tape: UnrollTape, { gradients, cotangents }: Trial, control: Control) {
  for (const gradient of gradients) tape.step(gradient).dispose();
  const asked: number[] = [];
  const behinds: number[][] = [];
  const { weights, firstGradient } = await tape.backwardThrough((t, behind) => {
    asked.push(t);
    const own = cotangents[t] as Tensor2D;
    if (behind === null) return own.clone();
    behinds.push([...behind.dataSync<'float32'>()]);
    // Of comparable sizes, whatever the slope of the preprocessing.
    return tf.tidy(() => tf.add(own, tf.mul(behind, 1e-3)) as Tensor2D);
  }, control);
  const result = {
    asked,
    behinds,
    weights: [...(await readFloats(weights))],
    first: [...(await readFloats(firstGradient as Tensor2D))],
  };
  tf.dispose([weights, firstGradient as Tensor2D]);
  tape.dispose();
  return result;
}

function kernelTape({ config, phi, gradients }: Trial, gates: boolean): KernelTape {
  const kernels = kernelModule() as CpuKernels;
  const state = KernelState.zero(kernels, config, gradients[0]?.size ?? 0);
  return new KernelTape(kernels, config, phi, state, gates);
}

const SHAPES: [Partial<LstmConfig>, number][] = [
  [{ layers: 2, hiddenUnits: 20 }, 1],
  [{ layers: 2, hiddenUnits: 20, preprocess: 'log-sign', p: 2 }, 63],
  [{ layers: 1, hiddenUnits: 5, preprocess: 'log-sign', p: 3, outputScale: 0.01 }, 1281],
  [{ layers: 3, hiddenUnits: 33 }, 130],
  [{ layers: 2, hiddenUnits: 20, preprocess: 'rnnprop', output: 'tanh' }, 63],
  [{ layers: 1, hiddenUnits: 5, preprocess: 'rnnprop', outputScale: 0.01 }, 130],
];

beforeAll(async () => {
  await startBackend('wasm');
});

describe.each(SHAPES)('%o, %i coordinates', (given, coordinates) => {
  test.each([true, false])('agrees with the definition (records with gates: %s)', async (gates) => {
    const about = trial(given, coordinates);
    const state = about.rule.initialState(1, coordinates);
    const expected = await through(about.rule.openTape(about.phi, state), about, freeRunning);
    const actual = await through(kernelTape(about, gates), about, freeRunning);
    expect(actual.asked).toEqual([4, 3, 2, 1, 0]);
    // The first features of rnnprop are signs: what is left of ∇'s cotangent there is a difference of large numbers.
    const first = about.config.preprocess === 'rnnprop' ? 2e-4 : 1e-5;
    for (const [name, within] of [['weights', 1e-5] as const, ['first', first] as const]) {
      expect(actual[name]).toBeAllClose(expected[name], { what: name, measure: 'norm', within });
    }
    for (const [i, behind] of actual.behinds.entries()) {
      expect(behind).toBeAllClose(expected.behinds[i] ?? [], { measure: 'norm', within: 1e-5 });
    }
    tf.dispose([about.phi, about.gradients, about.cotangents]);
  });
});

test('without feedback it is the plain backward pass', async () => {
  const about = trial({ hiddenUnits: 7 }, 200);
  const tape = kernelTape(about, true);
  for (const gradient of about.gradients) tape.step(gradient).dispose();
  const plain = await tape.backward(about.cotangents, freeRunning);
  const { weights, firstGradient } = await tape.backwardThrough(
    (t) => (about.cotangents[t] as Tensor2D).clone(),
    freeRunning,
  );
  expect([...(await readFloats(weights))]).toBeAllClose([...(await readFloats(plain))], {
    measure: 'norm',
    within: 1e-6,
  });
  tape.dispose();
  tf.dispose([plain, weights, firstGradient as Tensor2D]);
  tf.dispose([about.phi, about.gradients, about.cotangents]);
});

test('bit-identical with 1, 2 and 3 threads; nothing is left behind, also after a failure', async () => {
  const about = trial({ preprocess: 'log-sign' }, 500);
  const results: Awaited<ReturnType<typeof through>>[] = [];
  for (const threads of [1, 2, 3]) {
    await startThreads(threads);
    results.push(await through(kernelTape(about, true), about, freeRunning));
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);

  const before = { tensors: tf.memory().numTensors, bytes: kernelMemory().bytesInUse };
  const broken: Control = {
    ...freeRunning,
    breathe: () => Promise.reject(new Error('broken off')),
  };
  await expect(through(kernelTape(about, true), about, broken)).rejects.toThrow('broken off');
  expect(tf.memory().numTensors).toBe(before.tensors);
  tf.dispose([about.phi, about.gradients, about.cotangents]);
});
