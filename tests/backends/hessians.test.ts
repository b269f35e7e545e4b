/** Hessian-vector products of every optimizee: against float64, and against differences of its own gradient. */
import { describe, expect, test } from 'vitest';
import { digitsOf } from '../../src/datasets/digits';
import { drawn } from '../../src/optimizees/digits/minibatches';
import { labelsOf, pixels } from '../../src/optimizees/digits/pixels';
import { type Minibatch, Mlp } from '../../src/optimizees/mlp';
import { Quadratic } from '../../src/optimizees/quadratic';
import { Rescaled } from '../../src/optimizees/rescaled';
import { SURFACES, Surface } from '../../src/optimizees/surfaces';
import { numbers } from '../../src/optimizees/surfaces/arithmetic';
import { RandomStream } from '../../src/runtime/random';
import { tf } from '../../src/runtime/tf';
import { ACTIVATIONS, type Activation, SURFACE_NAMES } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';
import { pointOf, sampled, stream, taskOf } from '../helpers/digitNetworks';
import { networkInNumbers } from '../helpers/inNumbers';
import { forEachImplementation, gradientDifference, hessianTimes } from '../helpers/optimizees';

/** Some tens of roundings of 6e-8, and WebGPU's exponential, which may be off by several units in the last place. */
const FLOAT32 = { measure: 'norm', within: 1e-5 } as const;
/** Float64, central differences with h = 1e-5: curvature h² and rounding 1e-16 / h, both far below float32's. */
const H = 1e-5;

/** ∇²f(θ) v in float64, from the float64 gradient at both sides. */
async function inNumbers(
  network: Mlp,
  activation: Activation,
  examples: Minibatch,
  theta: Float32Array,
  v: Float32Array,
): Promise<number[]> {
  const at = (by: number) => Array.from(theta, (x, i) => x + by * (v[i] as number));
  const up = await networkInNumbers(network, activation, examples, at(H));
  const down = await networkInNumbers(network, activation, examples, at(-H));
  return up.gradient.map((g, i) => (g - (down.gradient[i] as number)) / (2 * H));
}

forEachBackend(() => {
  describe.each(SURFACE_NAMES)('surface %s', (name) => {
    const B = 6;
    const { xRange, yRange, bend } = SURFACES[name];
    const rng = RandomStream.of(21, name);
    const within = ([from, to]: readonly [number, number]) => from + (to - from) * rng.uniform();
    const theta = Array.from({ length: B }, () => [within(xRange), within(yRange)]).flat();
    const v = Array.from(rng.normals(2 * B));

    test('tensors give what plain numbers give', async () => {
      const wanted = Array.from({ length: B }, (_, b) => {
        const [x, y, vx, vy] = [theta, v].flatMap((all) => all.slice(2 * b, 2 * b + 2));
        const at = bend(numbers, Math.fround(x as number), Math.fround(y as number));
        const along = [vx as number, vy as number] as const;
        return [
          at.dxx * along[0] + at.dxy * along[1],
          at.dxy * along[0] + at.dyy * along[1],
        ] as const;
      });
      const product = await hessianTimes(new Surface(name, B, 0), theta, v);
      expect(product).toBeAllClose(wanted.flat(), { ...FLOAT32, what: `curvature of ${name}` });
    });

    test('it is how the gradient changes', async () => {
      const surface = new Surface(name, B, 0);
      const wanted = await gradientDifference(surface, theta, v, 1 / 128);
      // h = 1/128: rounding 1e-7 · 100 · 64 = 6e-4, curvature h² f⁗ / 6 up to 0.1 of some hundreds.
      const close = { what: name, measure: 'norm', within: 2e-3 } as const;
      expect(await hessianTimes(surface, theta, v)).toBeAllClose(wanted, close);
    });
  });
});

forEachImplementation((make) => {
  test('quadratics: 2 WᵀW v, wherever θ is; in other units c ⊙ ∇²f (c ⊙ v)', async () => {
    const [B, n] = [3, 5];
    const rng = RandomStream.of(22, 'quadratics');
    const [w, y, theta, v] = [B * n * n, B * n, B * n, B * n].map((size) => rng.normals(size));
    const c = rng.normals(B * n).map((x) => Math.exp(x));
    const times = (direction: Float32Array) =>
      Array.from({ length: B * n }, (_, k) => {
        const [b, j] = [Math.floor(k / n), k % n];
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const row = Array.from({ length: n }, (_, l) => w?.[b * n * n + i * n + l] as number);
          const wv = row.reduce((s, x, l) => s + x * (direction[b * n + l] as number), 0);
          sum += 2 * (row[j] as number) * wv;
        }
        return sum;
      });
    const quadratic = () => new Quadratic(w as Float32Array, y as Float32Array, B, n, 0.01);
    const plain = make(quadratic);
    const at = theta as Float32Array;
    const along = v as Float32Array;
    const product = await hessianTimes(plain, at, along);
    expect(product).toBeAllClose(times(along), FLOAT32);
    // Central differences of a linear gradient are exact but for rounding.
    expect(product).toBeAllClose(await gradientDifference(plain, at, along, 0.5), FLOAT32);
    plain.dispose();

    const scaled = make(() => new Rescaled(quadratic(), c));
    const wanted = times(along.map((x, i) => x * (c[i] as number)));
    expect(await hessianTimes(scaled, at, along)).toBeAllClose(
      wanted.map((x, i) => x * (c[i] as number)),
      FLOAT32,
    );
    scaled.dispose();
  });

  describe('two perceptrons', () => {
    const B = 2;
    const examples = { inputs: 5, classes: 3, count: 4 };
    const depths = [[3], [3, 4], [4, 3, 4]];
    const kinds = ACTIVATIONS.flatMap((activation) =>
      depths.flatMap((hidden) => [true, false].map((own) => ({ activation, hidden, own }))),
    );

    test.each(kinds)(
      '$activation, hidden $hidden, minibatches of their own: $own',
      async (kind) => {
        const { activation, hidden, own } = kind;
        const { inputs, classes, count } = examples;
        const rng = RandomStream.of(23, activation, hidden.length);
        const sets = own ? B : 1;
        const images = tf.tensor3d(rng.normals(sets * count * inputs), [sets, count, inputs]);
        const classOf = () => Math.floor(classes * rng.uniform());
        const labels = Array.from({ length: sets * count }, classOf);
        const minibatch: Minibatch = own
          ? { inputs: images, labels: tf.tensor2d(labels, [sets, count], 'int32') }
          : {
              inputs: tf.reshape<tf.Rank.R2>(images, [count, inputs]),
              labels: tf.tensor1d(labels, 'int32'),
            };
        const mlp = make(
          () => new Mlp({ inputs, hidden, classes, activation }, B, 0, () => minibatch),
        );
        const theta = rng.normals(B * mlp.coordinates, 0.7);
        const v = rng.normals(B * mlp.coordinates);
        const before = tf.memory().numTensors;
        const product = await hessianTimes(mlp, theta, v);
        expect(tf.memory().numTensors).toBe(before);
        expect(product).toBeAllClose(await inNumbers(mlp, activation, minibatch, theta, v), {
          ...FLOAT32,
          what: `curvature of ${activation}`,
        });
        tf.dispose([images, minibatch.inputs, minibatch.labels]);
      },
    );
  });

  describe('digits', () => {
    test.each(ACTIVATIONS)('%s: on the minibatch of the step', async (activation) => {
      const settings = { side: 7, batch: 9, hiddenUnits: 4, hiddenLayers: 2, activation } as const;
      const networks = make(() => sampled(settings, 2));
      const theta = pointOf(networks, 0.3);
      const v = RandomStream.of(24).normals(theta.length);
      const step = 17;
      const set = digitsOf('synthetic').training;
      const which = drawn(stream(), 2, settings.batch, step, set.count);
      const { side, batch } = settings;
      const minibatch: Minibatch = {
        inputs: tf.tensor3d(pixels(set, which, side), [2, batch, side * side]),
        labels: tf.tensor2d(labelsOf(set, which), [2, batch], 'int32'),
      };
      const shape = { inputs: side * side, hidden: [4, 4], classes: 10, activation };
      const alike = new Mlp(shape, 2, 0, () => minibatch);
      const wanted = await inNumbers(alike, activation, minibatch, theta, v);
      expect(taskOf(settings).batch).toBe(batch);
      const product = await hessianTimes(networks, theta, v, step);
      expect(product).toBeAllClose(wanted, { ...FLOAT32, what: 'curvature of digits' });
      // Of another step's examples it is another one.
      const other = await hessianTimes(networks, theta, v, step + 1);
      expect(() => expect(other).toBeAllClose(wanted, { measure: 'norm', within: 0.05 })).toThrow();
      networks.dispose();
      tf.dispose([minibatch.inputs, minibatch.labels]);
    });

    test("the paper's network: it is how the gradient of the step changes", async () => {
      const networks = make(() => sampled({}, 1));
      const theta = pointOf(networks, 0.1);
      const v = RandomStream.of(25).normals(theta.length, 0.05);
      const product = await hessianTimes(networks, theta, v, 3);
      // h = 1/16: rounding 1e-7 · 16 of gradients of 0.05, curvature h² |v|² f⁗ / 6.
      const wanted = await gradientDifference(networks, theta, v, 1 / 16, 3);
      expect(product).toBeAllClose(wanted, { measure: 'norm', within: 1e-2 });
      networks.dispose();
    });
  });
});
