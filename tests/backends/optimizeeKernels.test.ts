/** The kernels of quadratics and networks: against plain numbers at all sorts of sizes, and what else they promise. */
import { describe, expect, test } from 'vitest';
import { type Minibatch, Mlp, type MlpShape } from '../../src/optimizees/mlp';
import { Quadratic } from '../../src/optimizees/quadratic';
import { QuadraticOnDevice } from '../../src/optimizees/quadratic/webgpu';
import { kernelMemory } from '../../src/runtime/kernels/module';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import { bufferPool } from '../../src/runtime/webgpu/buffers';
import { launchCount } from '../../src/runtime/webgpu/computePass';
import type { Activation } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';
import { networkInNumbers, quadraticInNumbers } from '../helpers/inNumbers';
import { evaluate } from '../helpers/optimizees';

const rng = RandomStream.of(7, 'optimizee kernels');

/** `count` lists of normal numbers, so many in each. */
function draws<const T extends readonly number[]>(sizes: T): { [K in keyof T]: Float32Array } {
  return sizes.map((size) => rng.normals(size)) as { [K in keyof T]: Float32Array };
}

/** Examples for all networks, or for each its own. */
function minibatch(shape: MlpShape, examples: number, networks?: number): Minibatch {
  const count = examples * (networks ?? 1);
  const x = rng.normals(count * shape.inputs);
  const y = Int32Array.from({ length: count }, (_, i) => (i * 7) % shape.classes);
  return networks === undefined
    ? { inputs: tf.tensor2d(x, [examples, shape.inputs]), labels: tf.tensor1d(y, 'int32') }
    : {
        inputs: tf.tensor3d(x, [networks, examples, shape.inputs]),
        labels: tf.tensor2d(y, [networks, examples], 'int32'),
      };
}

const shaped = (
  inputs: number,
  hidden: number[],
  classes: number,
  activation: Activation = 'tanh',
): MlpShape => ({ inputs, hidden, classes, activation });

forEachBackend((backend) => {
  // Two sums of up to 100 products, rounded by 6e-8 each: seen are 2e-7 and 3e-7.
  describe('quadratics', () => {
    const dimensions = [1, 2, 3, 4, 5, 7, 10, 16, 17, 24, 25, 33, 64, 100];

    test.each(dimensions)('of dimension %i', async (n) => {
      for (const problems of [1, 3]) {
        const [w, y, theta] = draws([problems * n * n, problems * n, problems * n]);
        const quadratic = new Quadratic(w, y, problems, n, 0);
        const result = await evaluate(quadratic, theta);
        const wanted = Array.from({ length: problems }, (_, b) =>
          quadraticInNumbers(
            w.subarray(b * n * n, (b + 1) * n * n),
            y.subarray(b * n, (b + 1) * n),
            theta.subarray(b * n, (b + 1) * n),
          ),
        );
        expect(result.lossAlone).toEqual(result.loss);
        expect(result.loss).toBeAllClose(
          wanted.map(({ loss }) => loss),
          { what: 'quadratic loss', measure: 'relative', within: 1e-6 },
        );
        expect(result.gradient).toBeAllClose(
          wanted.flatMap(({ gradient }) => gradient),
          { what: 'quadratic gradient', measure: 'norm', within: 1e-6 },
        );
        quadratic.dispose();
      }
    });

    test('a problem that has diverged does not touch the others', async () => {
      const quadratic = Quadratic.sample(rng, 3, 5, 1);
      const theta = Float32Array.from({ length: 15 }, (_, i) => (i < 5 || i >= 10 ? 1 : NaN));
      const { loss, gradient } = await evaluate(quadratic, theta);
      expect(loss.map(Number.isFinite)).toEqual([true, false, true]);
      expect(gradient.map(Number.isFinite)).toEqual(Array.from(theta, (x) => x === 1));
      quadratic.dispose();
    });

    test('a point of another size is refused', () => {
      const quadratic = Quadratic.sample(rng, 2, 3, 1);
      const theta = tf.zeros<tf.Rank.R2>([2, 4]);
      expect(() => quadratic.loss(theta)).toThrow(/2 problems with 3 coordinates/);
      expect(() => quadratic.lossAndGradient(theta)).toThrow(/got \[2, 4\]/);
      theta.dispose();
      quadratic.dispose();
    });
  });

  // Sums of up to 784 products, exponentials and a logarithm, each rounded by 6e-8; WebGPU's exponential by a few times.
  describe('networks', () => {
    const shapes: [MlpShape, networks: number, examples: number][] = [
      [shaped(784, [20], 10, 'sigmoid'), 1, 128],
      [shaped(1, [1], 1), 1, 1],
      [shaped(1, [1], 2, 'sigmoid'), 2, 1],
      [shaped(2, [3], 2), 3, 3],
      [shaped(3, [2, 1], 2), 2, 5],
      [shaped(7, [6], 5, 'relu'), 3, 33],
      [shaped(9, [13, 3], 7), 4, 65],
      [shaped(12, [8, 12, 16], 4, 'sigmoid'), 1, 31],
      [shaped(70, [21, 33], 11, 'relu'), 2, 37],
      [shaped(130, [5], 3), 2, 32],
    ];

    test.each(shapes)('%j, %i of them, %i examples', async (shape, networks, examples) => {
      for (const own of [false, true]) {
        const given = minibatch(shape, examples, own ? networks : undefined);
        const network = new Mlp(shape, networks, 0.5, () => given);
        const theta = rng.normals(networks * network.coordinates, 0.5);
        const result = await evaluate(network, theta);
        const wanted = await networkInNumbers(network, shape.activation, given, theta);
        expect(result.lossAlone).toEqual(result.loss);
        expect(result.loss).toBeAllClose(wanted.loss, {
          what: 'network loss',
          measure: 'scaled',
          within: 1e-6,
        });
        expect(result.gradient).toBeAllClose(wanted.gradient, {
          what: 'network gradient',
          measure: 'scaled',
          within: 2e-6,
        });
        tf.dispose([given.inputs, given.labels]);
      }
    });

    const shape = shaped(5, [4, 3], 3);

    test('inputs for all, labels for each, and repeated', async () => {
      const inputs = minibatch(shape, 6).inputs;
      const labels = minibatch(shape, 6, 2).labels;
      const mixed = new Mlp(shape, 2, 0.5, () => ({ inputs, labels }));
      const theta = Array.from(rng.normals(2 * mixed.coordinates, 0.5));
      const apart = await Promise.all(
        [0, 1].map((b) => {
          const own = tf.tidy(() => tf.reshape(tf.slice(labels, [b, 0], [1, 6]), [6]));
          const alone = new Mlp(shape, 1, 0.5, () => ({ inputs, labels: own as tf.Tensor1D }));
          return evaluate(alone, theta.slice(b * alone.coordinates, (b + 1) * alone.coordinates));
        }),
      );
      const together = await evaluate(mixed, theta);
      expect(together.loss).toEqual(apart.flatMap(({ loss }) => loss));
      expect(together.gradient).toEqual(apart.flatMap(({ gradient }) => gradient));
      const twice = await evaluate(mixed.repeat(2), [...theta, ...theta]);
      expect(twice.loss).toEqual([...together.loss, ...together.loss]);
      expect(twice.gradient).toEqual([...together.gradient, ...together.gradient]);
    });

    test('a network that has diverged does not touch the others, and shows', async () => {
      for (const activation of ['sigmoid', 'tanh', 'relu'] as const) {
        const given = minibatch(shape, 6);
        const networks = new Mlp({ ...shape, activation }, 3, 0.5, () => given);
        const { coordinates } = networks;
        const theta = rng.normals(3 * coordinates, 0.5).map((x, i) => {
          return i >= coordinates && i < 2 * coordinates ? Number.NaN : x;
        });
        const { loss, gradient } = await evaluate(networks, theta);
        expect(loss.map(Number.isFinite)).toEqual([true, false, true]);
        const finite = gradient.map(Number.isFinite);
        expect(finite.slice(0, coordinates)).not.toContain(false);
        expect(finite.slice(2 * coordinates)).not.toContain(false);
      }
    });

    test('what does not fit is refused', () => {
      const inputs = tf.tensor2d(rng.normals(30), [6, 5]);
      const labels = tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32');
      const theta = (network: Mlp) => tf.zeros<tf.Rank.R2>([network.problems, network.coordinates]);
      const refused = (given: Minibatch, why: RegExp, problems = 1) => {
        const network = new Mlp(shape, problems, 0.5, () => given);
        const point = theta(network);
        expect(() => network.lossAndGradient(point, 0)).toThrow(why);
        expect(() => network.loss(point, 0)).toThrow(why);
        point.dispose();
      };
      const label = (value: number) => tf.tensor1d([0, 1, 2, 0, value, 1], 'int32');
      refused({ inputs, labels: label(3) }, /labels 0 to 3, but there are 3 classes/);
      refused({ inputs, labels: label(-1) }, /labels -1 to 2/);
      refused({ inputs, labels: tf.tensor1d([0, 1], 'int32') }, /6, 5\] and int32 \[2\]/);
      refused({ inputs, labels: tf.tensor1d([0, 1, 2, 0, 1, 2], 'float32') }, /float32 \[6\]/);
      refused(
        { inputs: tf.zeros<tf.Rank.R2>([6, 4]), labels },
        /5 inputs cannot be of float32 \[6, 4\]/,
      );
      refused(
        { inputs: tf.zeros<tf.Rank.R2>([0, 5]), labels: tf.tensor1d([], 'int32') },
        /\[0, 5\]/,
      );
      refused({ inputs: tf.zeros<tf.Rank.R3>([2, 6, 5]), labels }, /for 3 networks/, 3);
    });

    test('minibatches that come again cost no more, and those that do not come again leave nothing', async () => {
      const [shared, own] = [minibatch(shape, 6), minibatch(shape, 9, 2)];
      const held = () => [
        tf.memory().numTensors,
        kernelMemory().bytesInUse,
        backend === 'webgpu' ? bufferPool().bytesInUse : 0,
      ];
      const network = new Mlp(shape, 2, 0.5, (step) => {
        const given = step % 2 === 0 ? shared : own;
        // Every other pair of steps has tensors of its own.
        return step % 4 < 2 ? given : { ...given, inputs: tf.mul(given.inputs, 1) };
      });
      const theta = network.initialPoint(rng);
      const steps = (first: number, end: number) => {
        for (let step = first; step < end; step++) {
          tf.dispose(Object.values(network.lossAndGradient(theta, step)));
          network.loss(theta, step).dispose();
        }
      };
      steps(0, 8);
      const before = held();
      steps(8, 40);
      expect(held()).toEqual(before);
      theta.dispose();
    });
  });

  if (backend === 'webgpu') {
    test('launches: two for quadratics at most, 2 L + 2 for networks', () => {
      const launches = (act: () => void) => {
        const before = launchCount();
        act();
        return launchCount() - before;
      };
      for (const [n, most] of [
        [10, 1],
        [100, 2],
      ] as const) {
        const quadratic = Quadratic.sample(rng, 2, n, 1);
        const theta = quadratic.initialPoint(rng);
        expect(launches(() => quadratic.lossAndGradient(theta))).toBe(most);
        expect(launches(() => quadratic.loss(theta))).toBe(most);
      }
      for (const hidden of [[4], [4, 5], [4, 5, 6]]) {
        const shape = shaped(3, hidden, 2);
        const network = new Mlp(shape, 2, 1, () => minibatch(shape, 5));
        const theta = network.initialPoint(rng);
        const most = 2 * hidden.length + 2;
        expect(launches(() => network.lossAndGradient(theta, 0))).toBe(most);
        expect(launches(() => network.loss(theta, 0))).toBe(hidden.length + 2);
      }
    });

    test('quadratics: both ways give the same', async () => {
      const n = 10;
      const [w, y, numbers] = draws([5 * n * n, 5 * n, 5 * n]);
      const theta = tf.tensor2d(numbers, [5, n]);
      const results = await Promise.all(
        [true, false].map(async (small) => {
          const { loss, gradient } = new QuadraticOnDevice(w, y, 5, n, small).lossAndGradient(
            theta,
          );
          return [...(await readFloats(loss)), ...(await readFloats(gradient))];
        }),
      );
      expect(results[0]).toBeAllClose(results[1] ?? [], { measure: 'norm', within: 1e-6 });
    });
  } else {
    test('by addresses in the kernels’ memory', async () => {
      const quadratic = Quadratic.sample(rng, 3, 10, 1);
      const numbers = rng.normals(30);
      const wanted = await evaluate(quadratic, numbers);
      const f = quadratic.cpu();
      if (f === null) throw new Error('the kernels are not in use');
      expect(quadratic.cpu()).toBe(f);
      expect(f.quadratic).toMatchObject({ n: 10 });
      const { arena } = f.kernels;
      const place = arena.take(4 * 64);
      arena.floats(place, 30).set(numbers);
      f.lossAndGradient(place, 0, place + 120, place + 132);
      expect(Array.from(arena.floats(place + 120, 3))).toEqual(wanted.loss);
      expect(Array.from(arena.floats(place + 132, 30))).toEqual(wanted.gradient);
      arena.give(place);
      const before = kernelMemory().bytesInUse;
      quadratic.dispose();
      expect(kernelMemory().bytesInUse).toBeLessThan(before);
    });
  }
});
