/** Networks that read digits: every implementation against the equations, sets that are kept apart, scores, memory. */
import { describe, expect, test } from 'vitest';
import { DIGIT_PIXELS } from '../../src/datasets/digitShape';
import { type DigitPart, type DigitSet, digitsOf, provideDigits } from '../../src/datasets/digits';
import { type DigitNetworks, shapeOf } from '../../src/optimizees/digits';
import { minibatches } from '../../src/optimizees/digits/minibatches';
import { Mlp } from '../../src/optimizees/mlp';
import { type Purpose, sampleOptimizee } from '../../src/optimizees/registry';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { kernelMemory } from '../../src/runtime/kernels/module';
import { RandomStream } from '../../src/runtime/random';
import { tf } from '../../src/runtime/tf';
import { bufferPool } from '../../src/runtime/webgpu/buffers';
import { launchCount } from '../../src/runtime/webgpu/computePass';
import type { MnistSpec } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';
import { pointOf, sampled, stream, taskOf, tensorOf } from '../helpers/digitNetworks';
import { differences } from '../helpers/gradients';
import { kept, networkInNumbers } from '../helpers/inNumbers';
import { evaluate, forEachImplementation } from '../helpers/optimizees';

/** Digits whose parts can be told by their labels. */
const LABEL: Record<DigitPart, number> = { training: 1, validation: 2, test: 3 };
function marked(part: DigitPart): DigitSet {
  const count = 20;
  const images = new Uint8Array(count * DIGIT_PIXELS).fill(7);
  return { count, images, labels: new Uint8Array(count).fill(LABEL[part]) };
}

/** f and ∇f of a step's examples in float64. */
async function inNumbers(task: MnistSpec, B: number, step: number, theta: Float32Array) {
  const { training } = digitsOf('synthetic');
  const { given } = minibatches(training, stream(), B, task.batch, task.side).tensors(step);
  const plain = new Mlp(shapeOf(task), B, 0, () => given);
  const wanted = await networkInNumbers(plain, task.activation, given, theta);
  tf.dispose([given.inputs, given.labels]);
  return wanted;
}

/** The same numbers are wanted of every implementation. */
const once = kept<Awaited<ReturnType<typeof inNumbers>>>();

forEachImplementation((make, backend) => {
  describe('minibatches', () => {
    const cases: [Partial<MnistSpec>, networks: number][] = [
      [{}, 1],
      [{ batch: 5, hiddenUnits: 7, activation: 'tanh' }, 3],
      [{ side: 14, batch: 33, hiddenUnits: 6, hiddenLayers: 2, activation: 'relu' }, 2],
      [{ side: 7, batch: 9, hiddenUnits: 5, hiddenLayers: 3 }, 2],
    ];

    // Sums of up to 784 products, exponentials and a logarithm, each rounded by 6e-8; WebGPU's exponential by more.
    test.each(cases)('%j, %i networks: f and ∇f are those of the examples', async (settings, B) => {
      const task = taskOf(settings);
      const networks = make(() => sampled(settings, B));
      const theta = pointOf(networks, 0.2);
      for (const step of [0, 17]) {
        const wanted = await once(JSON.stringify([settings, B, step]), () =>
          inNumbers(task, B, step, theta),
        );
        const result = await evaluate(networks, theta, step);
        expect(result.lossAlone).toEqual(result.loss);
        expect(result.loss).toBeAllClose(wanted.loss, {
          what: 'digits loss',
          measure: 'scaled',
          within: 1e-6,
        });
        expect(result.gradient).toBeAllClose(wanted.gradient, {
          what: 'digits gradient',
          measure: 'scaled',
          within: 2e-6,
        });
      }
      networks.dispose();
    });

    test('network b and a step have the same ones however many networks there are, and whatever was asked before', async () => {
      const settings = { batch: 6, hiddenUnits: 3, side: 7 } as const;
      const many = make(() => sampled(settings, 3));
      const one = make(() => sampled(settings, 1));
      const theta = pointOf(one, 0.3);
      const at = async (networks: DigitNetworks, step: number) =>
        (await evaluate(networks, Array(networks.problems).fill(Array.from(theta)).flat(), step))
          .loss[0];
      const late = await at(one, 40);
      const early = await at(one, 2);
      expect(Math.abs((early as number) - (late as number))).toBeGreaterThan(1e-4);
      expect(await at(many, 2)).toBeCloseTo(early as number, 5);
      expect(await at(many, 40)).toBeCloseTo(late as number, 5);
      expect(await at(one, 40)).toBe(late);
      many.dispose();
      one.dispose();
    });

    test('the gradient is the slope of the loss', async () => {
      const settings = { batch: 8, hiddenUnits: 2, side: 7, activation: 'tanh' } as const;
      const networks = make(() => sampled(settings, 2));
      const theta = pointOf(networks, 0.1);
      const { gradient } = await evaluate(networks, theta);
      // h = 1/64: rounding 2e-7 · 64 = 1e-5, curvature h² f‴ / 6 about 4e-5 · f‴, gradients about 0.05 each.
      expect(gradient).toBeAllClose(await differences(networks, theta, 1 / 64), {
        what: 'digits against differences',
        measure: 'norm',
        within: 5e-3,
      });
      networks.dispose();
    });

    test('repeated, every copy answers as the original, also when that is gone', async () => {
      const networks = make(() => sampled({ batch: 7, hiddenUnits: 3, side: 14 }, 2));
      const theta = Array.from(pointOf(networks, 0.2));
      const once = await evaluate(networks, theta, 3);
      const thrice = networks.repeat(3);
      networks.dispose();
      const result = await evaluate(thrice, [...theta, ...theta, ...theta], 3);
      // TensorFlow.js' products of more matrices may add in another order.
      const close = { measure: 'scaled', within: 1e-6 } as const;
      expect(result.loss).toBeAllClose([...once.loss, ...once.loss, ...once.loss], close);
      const gradients = [...once.gradient, ...once.gradient, ...once.gradient];
      expect(result.gradient).toBeAllClose(gradients, close);
      thrice.dispose();
    });
  });

  describe('each use has its part of the digits', () => {
    provideDigits('files', {
      training: marked('training'),
      validation: marked('validation'),
      test: marked('test'),
    });
    const parts: [Purpose, DigitPart][] = [
      ['training', 'training'],
      ['validation', 'validation'],
      ['race', 'training'],
      ['tuning', 'training'],
    ];
    const task = taskOf({ data: 'files', hiddenUnits: 1, side: 7, batch: 16 });

    /** A network that is sure of one class, whatever it sees: the loss is 0 where all labels are that one, else 50. */
    function sureOf(networks: { coordinates: number }, label: number): Float32Array {
      const theta = new Float32Array(networks.coordinates);
      theta[networks.coordinates - 10 + label] = 50;
      return theta;
    }

    test.each(parts)('%s: %s', async (purpose, part) => {
      const networks = make(() => sampleOptimizee(task, 1, 3, purpose));
      for (const [name, label] of Object.entries(LABEL)) {
        for (const step of [0, 1, 99]) {
          const { loss } = await evaluate(networks, sureOf(networks, label), step);
          expect(loss[0]).toBeCloseTo(name === part ? 0 : 50, 4);
        }
      }
      networks.dispose();
    });

    test('scores are of the part that is asked for', async () => {
      const networks = make(() => sampleOptimizee(task, 1, 3, 'race') as DigitNetworks);
      for (const part of ['training', 'validation', 'test'] as const) {
        const theta = tensorOf(networks, sureOf(networks, LABEL[part]));
        expect(Array.from((await networks.score(theta, part)).accuracy)).toEqual([1]);
        for (const other of ['training', 'validation', 'test'] as const) {
          if (other === part) continue;
          expect(Array.from((await networks.score(theta, other)).accuracy)).toEqual([0]);
        }
        theta.dispose();
      }
      networks.dispose();
    });
  });

  test('memory: steps cost no more after the first, and nothing stays', async () => {
    const held = () => [
      tf.memory().numTensors,
      kernelMemory().bytesInUse,
      backend === 'webgpu' ? bufferPool().bytesInUse : 0,
    ];
    const before = held();
    const networks = make(() => sampled({ batch: 10, hiddenUnits: 4, side: 14 }, 2));
    const twice = networks.repeat(2);
    const theta = twice.initialPoint(RandomStream.of(1));
    const steps = (first: number, end: number) => {
      for (let step = first; step < end; step++) {
        tf.dispose(Object.values(twice.lossAndGradient(theta, step)));
        twice.loss(theta, step).dispose();
      }
    };
    steps(0, 3);
    await twice.score(theta, 'validation', 100);
    const after = held();
    // Past the 16 steps for which examples are sent to the graphics device at once.
    steps(3, 18);
    await twice.score(theta, 'validation', 100);
    expect(held()).toEqual(after);
    theta.dispose();
    networks.dispose();
    twice.dispose();
    expect(held()).toEqual(before);
  });
});

forEachBackend((backend) => {
  test('the same seed gives the same minibatches, and their bytes the same numbers', async () => {
    const networks = sampled({ batch: 4, hiddenUnits: 2, side: 7 }, 2);
    const theta = pointOf(networks, 0.1);
    const { loss } = await evaluate(networks, theta, 21);
    const wanted = byDefinition(() => sampled({ batch: 4, hiddenUnits: 2, side: 7 }, 2));
    expect(loss).toBeAllClose((await evaluate(wanted, theta, 21)).loss, {
      what: 'digits on every backend',
      measure: 'scaled',
      within: 1e-6,
    });
    networks.dispose();
    wanted.dispose();
  });

  if (backend === 'webgpu') {
    test('launches: one gathers the examples of a step, however often they are asked for', () => {
      for (const hiddenLayers of [1, 2]) {
        const networks = sampled({ hiddenLayers, batch: 8, hiddenUnits: 4 }, 2);
        const theta = networks.initialPoint(RandomStream.of(1));
        const launches = (step: number) => {
          const before = launchCount();
          tf.dispose(Object.values(networks.lossAndGradient(theta, step)));
          return launchCount() - before;
        };
        expect(launches(0)).toBe(2 * hiddenLayers + 3);
        expect(launches(0)).toBe(2 * hiddenLayers + 2);
        expect(launches(1)).toBe(2 * hiddenLayers + 3);
        theta.dispose();
        networks.dispose();
      }
    });
  }
});
