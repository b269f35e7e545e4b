/** Losses and gradients of every optimizee: against vectors, against plain numbers, against finite differences. */
import { describe, expect, test } from 'vitest';
import { type Minibatch, Mlp } from '../../src/optimizees/mlp';
import { Quadratic } from '../../src/optimizees/quadratic';
import { SURFACES, Surface } from '../../src/optimizees/surfaces';
import { numbers } from '../../src/optimizees/surfaces/arithmetic';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import type { Activation } from '../../src/specs/task';
import { SURFACE_NAMES } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';
import { flat, type Nested } from '../helpers/deviation';
import { differences } from '../helpers/gradients';
import { evaluate, forEachImplementation } from '../helpers/optimizees';
import { forEachVectorSet, ownVectors } from '../helpers/vectors';

interface MlpVectors {
  images: Nested[];
  labels: number[];
  cases: {
    activation: Activation;
    logits: Nested;
    loss: number;
    gradient: Record<string, Nested>;
  }[];
}
type MlpFile = MlpVectors & { W1: Nested[]; b1: number[]; W2: Nested[]; b2: number[] };

interface NetworksFile {
  networks: { images: Nested[]; labels: number[]; parameters: Record<string, Nested[]> }[];
  cases: { activation: Activation; networks: MlpVectors['cases'] }[];
}

/**
 * A loss of this size goes through a few products of a dozen terms, exponentials and one logarithm: some ten
 * roundings of 6e-8, and WebGPU's exponential may be off by several units in the last place.
 */
const MLP_TOLERANCE = { measure: 'scaled', within: 2e-6 } as const;

const range = (count: number) => Array.from({ length: count }, (_, k) => k + 1);

/** W₁, b₁, W₂, b₂, … one after the other. */
function inOrder(parameters: Record<string, Nested>, layers: number): number[] {
  return range(layers).flatMap((k) => [
    ...flat(parameters[`W${k}`] ?? []),
    ...flat(parameters[`b${k}`] ?? []),
  ]);
}

forEachBackend(() => {
  describe.each(SURFACE_NAMES)('surface %s', (name) => {
    const problems = 6;
    // Near the customary start, and elsewhere in the window.
    const { start, xRange, yRange } = SURFACES[name];
    const points = Array.from({ length: problems }, (_, k) => [
      start.x + (k / problems) * ((xRange[0] + 2 * xRange[1]) / 3 - start.x),
      start.y + (k / problems) * ((yRange[0] + 2 * yRange[1]) / 3 - start.y),
    ]);

    test('tensors give what plain numbers give', async () => {
      const surface = new Surface(name, problems, 0);
      const { loss, lossAlone, gradient } = await evaluate(surface, flat(points));
      const wanted = points.map(([x, y]) =>
        SURFACES[name].evaluate(numbers, Math.fround(x ?? 0), Math.fround(y ?? 0)),
      );
      expect(lossAlone).toEqual(loss);
      // Terms of up to 1e2 cancel to values of about 1, each of them rounded by 6e-8 of its size.
      const close = { measure: 'scaled', within: 5e-6 } as const;
      expect(loss).toBeAllClose(
        wanted.map(({ value }) => value),
        { ...close, what: 'surface loss' },
      );
      expect(gradient).toBeAllClose(
        wanted.flatMap(({ dx, dy }) => [dx, dy]),
        { ...close, what: 'surface gradient' },
      );
    });

    test('the gradient is the slope of the loss', async () => {
      const surface = new Surface(name, problems, 0);
      const { gradient } = await evaluate(surface, flat(points));
      // h = 1/128: rounding about 1e-7 · 30 · 64 = 2e-4, curvature h² f‴ / 6 about 0.03, gradients about 100.
      expect(gradient).toBeAllClose(await differences(surface, flat(points), 1 / 128), {
        what: 'surface against differences',
        measure: 'norm',
        within: 2e-3,
      });
    });
  });
});

forEachImplementation((make) => {
  describe('quadratics', () => {
    test('the gradient is the slope of the loss', async () => {
      const quadratic = make(() => Quadratic.sample(RandomStream.of(3, 'quadratic'), 4, 5, 1));
      const theta = Array.from(RandomStream.of(4).normals(20));
      const { loss, lossAlone, gradient } = await evaluate(quadratic, theta);
      expect(lossAlone).toEqual(loss);
      // Central differences of a quadratic are exact; what remains is rounding, 1e-7 · |f| / h.
      expect(gradient).toBeAllClose(await differences(quadratic, theta, 0.5), {
        what: 'quadratic against differences',
        measure: 'norm',
        within: 1e-5,
      });
      quadratic.dispose();
    });
  });

  forEachVectorSet((read) => {
    test('a perceptron with one hidden layer', async () => {
      const file = read<MlpFile>('mlp');
      const { W1, b1, W2, b2 } = file;
      const [inputs, hidden, classes] = [W1.length, b1.length, b2.length];
      const images = tf.tensor2d(flat(file.images), [file.images.length, inputs]);
      const labels = tf.tensor1d(file.labels, 'int32');
      for (const wanted of file.cases) {
        const shape = { inputs, hidden: [hidden], classes, activation: wanted.activation };
        const mlp = make(() => new Mlp(shape, 1, 0, () => ({ inputs: images, labels })));
        const theta = inOrder({ W1, b1, W2, b2 }, 2);
        const result = await evaluate(mlp, theta);
        expect(result.lossAlone).toEqual(result.loss);
        expect(result.loss).toBeAllClose([wanted.loss], { ...MLP_TOLERANCE, what: 'mlp loss' });
        expect(result.gradient).toBeAllClose(inOrder(wanted.gradient, 2), {
          ...MLP_TOLERANCE,
          what: 'mlp gradient',
        });
        const logits = tf.tidy(() => mlp.logits(tf.tensor2d([theta]), images));
        expect(await readFloats(logits)).toBeAllClose(wanted.logits, {
          ...MLP_TOLERANCE,
          what: 'mlp logits',
        });
        logits.dispose();
      }
      tf.dispose([images, labels]);
    });
  });

  describe('two perceptrons with three hidden layers', () => {
    const file = ownVectors<NetworksFile>('mlp-networks');
    const shape = { inputs: 5, hidden: [4, 3, 4], classes: 3 };
    const theta = file.networks.flatMap(({ parameters }) => inOrder(parameters, 4));
    const minibatch = (): Minibatch => ({
      inputs: tf.tensor3d(flat(file.networks.map(({ images }) => images)), [2, 4, 5]),
      labels: tf.tensor2d(flat(file.networks.map(({ labels }) => labels)), [2, 4], 'int32'),
    });

    test.each(file.cases)(
      'minibatches of their own, $activation',
      async ({ activation, networks }) => {
        const mlp = make(() => new Mlp({ ...shape, activation }, 2, 0, minibatch));
        const before = tf.memory().numTensors;
        const result = await evaluate(mlp, theta);
        expect(tf.memory().numTensors).toBe(before);
        expect(result.loss).toBeAllClose(
          networks.map(({ loss }) => loss),
          { ...MLP_TOLERANCE, what: 'mlp loss' },
        );
        expect(result.gradient).toBeAllClose(
          networks.flatMap(({ gradient }) => inOrder(gradient, 4)),
          { ...MLP_TOLERANCE, what: 'mlp gradient' },
        );
      },
    );

    test('repeated, every copy answers as the original', async () => {
      const mlp = make(() => new Mlp({ ...shape, activation: 'tanh' }, 2, 0, minibatch));
      const once = await evaluate(mlp, theta);
      const thrice = await evaluate(mlp.repeat(3), [...theta, ...theta, ...theta]);
      expect(thrice.loss).toEqual([...once.loss, ...once.loss, ...once.loss]);
      expect(thrice.gradient).toEqual([...once.gradient, ...once.gradient, ...once.gradient]);
    });

    test('the gradient is the slope of the loss', async () => {
      const mlp = make(() => new Mlp({ ...shape, activation: 'tanh' }, 2, 0, minibatch));
      const { gradient } = await evaluate(mlp, theta);
      // h = 1/64: rounding 1e-7 · 64 = 6e-6, curvature h² f‴ / 6 about 4e-5 · f‴, gradients about 0.1.
      expect(gradient).toBeAllClose(await differences(mlp, theta, 1 / 64), {
        what: 'mlp against differences',
        measure: 'norm',
        within: 2e-3,
      });
    });

    const depths = [[3], [3, 4], [3, 4, 3]];
    const everyKind = (['sigmoid', 'tanh', 'relu'] as const).flatMap((activation) =>
      depths.map((hidden) => [activation, hidden] as const),
    );

    test.each(everyKind)('the gradient of %s, hidden layers %j, is the slope', async (...kind) => {
      const [activation, hidden] = kind;
      const mlp = make(() => new Mlp({ ...shape, hidden, activation }, 2, 0, minibatch));
      // Biases of ±1 beside small weights: no unit is near the bend of a rectifier, but some are beyond it.
      const point = RandomStream.of(8, activation).normals(2 * mlp.coordinates, 0.15);
      for (const { rows, columns, start } of mlp.layers) {
        for (let c = 0; c < 2 * columns; c++) {
          const at = (c < columns ? 0 : mlp.coordinates) + start + rows * columns + (c % columns);
          point[at] = c % 3 === 2 ? -1 : 1;
        }
      }
      const { gradient } = await evaluate(mlp, point);
      // h = 1/64: rounding 1e-7 · 64 = 6e-6, curvature h² f‴ / 6 about 4e-5 · f‴, gradients about 0.1.
      expect(gradient).toBeAllClose(await differences(mlp, point, 1 / 64), {
        what: `${activation} against differences`,
        measure: 'norm',
        within: 2e-3,
      });
    });

    test('large logits do not overflow', async () => {
      const mlp = make(() => new Mlp({ ...shape, activation: 'relu' }, 2, 0, minibatch));
      const { loss, gradient } = await evaluate(
        mlp,
        theta.map((value) => 30 * value),
      );
      expect([...loss, ...gradient].every(Number.isFinite)).toBe(true);
    });
  });
});
