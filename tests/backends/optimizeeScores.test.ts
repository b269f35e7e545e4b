/** What networks make of whole sets of digits, by every implementation. */
import { describe, expect, test } from 'vitest';
import { type DigitSet, digitsOf } from '../../src/datasets/digits';
import { DigitNetworks, shapeOf } from '../../src/optimizees/digits';
import { pixels } from '../../src/optimizees/digits/pixels';
import { Mlp, mlpLayers } from '../../src/optimizees/mlp';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import { type MnistSpec, mnistSpecSchema } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';
import { forEachImplementation } from '../helpers/optimizees';

const taskOf = (settings: Partial<MnistSpec>): MnistSpec =>
  mnistSpecSchema.parse({ name: 'mnist', ...settings });

const stream = () => RandomStream.of(5, 'digits');

function sampled(settings: Partial<MnistSpec>, networks: number): DigitNetworks {
  return DigitNetworks.sample(stream(), networks, taskOf(settings), 'training');
}

const pointOf = ({ problems, coordinates }: DigitNetworks, sigma: number) =>
  RandomStream.of(6).normals(problems * coordinates, sigma);

const tensorOf = ({ problems, coordinates }: DigitNetworks, theta: Float32Array) =>
  tf.tensor2d(theta, [problems, coordinates]);

forEachImplementation((make) => {
  describe('scores', () => {
    const shapes: Partial<MnistSpec>[] = [
      { hiddenUnits: 6 },
      { side: 14, hiddenUnits: 5, hiddenLayers: 2, activation: 'relu' },
    ];

    test.each(shapes)('%j: as the logits say, over several chunks', async (settings) => {
      const task = taskOf(settings);
      const networks = make(() => sampled(settings, 3));
      const theta = pointOf(networks, 0.3);
      const point = tensorOf(networks, theta);
      const set = digitsOf('synthetic').test;
      for (const most of [1, 1301]) {
        const { loss, accuracy } = await networks.score(point, 'test', most);
        const wanted = await scoresInNumbers(task, theta, 3, set, most);
        // As losses of minibatches; the sum over chunks in float32 on WebGPU.
        expect(loss).toBeAllClose(wanted.loss, {
          what: 'digits score',
          measure: 'scaled',
          within: 2e-6,
        });
        expect(accuracy).toBeAllClose(wanted.accuracy, {
          what: 'digits accuracy',
          measure: 'scaled',
          within: 1e-6,
        });
      }
      point.dispose();
      networks.dispose();
    });

    test('a point of another size is refused', async () => {
      const networks = make(() => sampled({ hiddenUnits: 4, side: 7 }, 3));
      const point = tf.zeros<tf.Rank.R2>([2, networks.coordinates]);
      await expect(networks.score(point, 'test')).rejects.toThrow(/3 problems/);
      point.dispose();
      networks.dispose();
    });
  });
});

/** From the definition's logits, in float64. */
async function scoresInNumbers(
  task: MnistSpec,
  theta: Float32Array,
  B: number,
  set: DigitSet,
  most: number,
) {
  const { labels } = set;
  const picked = Int32Array.from({ length: most }, (_, i) => i);
  const inputs = tf.tensor2d(pixels(set, picked, task.side), [most, task.side ** 2]);
  const mlp = new Mlp(shapeOf(task), B, 0, () => {
    throw new Error('no minibatch needed');
  });
  const n = mlpLayers(shapeOf(task)).at(-1)?.end ?? 0;
  const logits = tf.tidy(() => mlp.logits(tf.tensor2d(theta, [B, n]), inputs));
  const z = await readFloats(logits);
  tf.dispose([logits, inputs]);
  const rows = Array.from({ length: B * most }, (_, k) =>
    Array.from(z.subarray(10 * k, 10 * k + 10), Number),
  );
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const per = (of: (row: number[], label: number) => number) =>
    Array.from({ length: B }, (_, b) =>
      mean(rows.slice(b * most, (b + 1) * most).map((row, e) => of(row, labels[e] as number))),
    );
  return {
    loss: per((row, y) => Math.log(row.reduce((s, x) => s + Math.exp(x - (row[y] as number)), 0))),
    accuracy: per((row, y) => (row.indexOf(Math.max(...row)) === y ? 1 : 0)),
  };
}

forEachBackend(() => {
  // Not by the definition: TensorFlow.js' products on WebGPU multiply what lies beside a matrix by 0.
  test('a network that has diverged has no loss and is never right, and does not touch the others', async () => {
    const networks = sampled({ hiddenUnits: 4, side: 7 }, 3);
    const theta = pointOf(networks, 0.3).map((x, i) =>
      Math.floor(i / networks.coordinates) === 1 ? Number.NaN : x,
    );
    const point = tensorOf(networks, theta);
    const { loss, accuracy } = await networks.score(point, 'validation');
    expect(Array.from(loss, Number.isFinite)).toEqual([true, false, true]);
    expect(accuracy[0]).toBeGreaterThan(0);
    expect(accuracy[1]).toBe(0);
    expect(accuracy[2]).toBeGreaterThan(0);
    point.dispose();
    networks.dispose();
  });
});
