/** What is seen of networks on the way, against θ and the networks themselves. */
import { beforeAll, describe, expect, test } from 'vitest';
import { digitsOf } from '../../src/datasets/digits';
import { NetworkViewer, scoredDigits, scoresAt, viewsAt } from '../../src/evaluation/views';
import { DigitNetworks } from '../../src/optimizees/digits';
import { pixels } from '../../src/optimizees/digits/pixels';
import { startBackend } from '../../src/runtime/backend';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import { tf } from '../../src/runtime/tf';
import { ACTIVATIONS, type MnistSpec, mnistSpecSchema } from '../../src/specs/task';

const task = (patch: Partial<MnistSpec> = {}): MnistSpec =>
  mnistSpecSchema.parse({ name: 'mnist', side: 7, hiddenUnits: 5, ...patch });

beforeAll(async () => {
  await startBackend('cpu');
});

describe('the pictures', () => {
  test('are the first layer’s weights, unit by unit, to one part in 127', () => {
    const spec = task({ hiddenUnits: 3 });
    const viewer = new NetworkViewer(spec, 'test');
    const inputs = 49;
    const theta = new Float32Array((inputs + 1) * 3 + 4 * 10);
    for (let i = 0; i < inputs * 3; i++) theta[i] = Math.sin(i) / 4;
    const view = viewer.view(7, theta);
    expect(view).toMatchObject({ step: 7, units: 3, side: 7 });
    const largest = Math.max(...theta.subarray(0, inputs * 3).map(Math.abs));
    expect(view.scale).toBe(largest);
    for (let unit = 0; unit < 3; unit++) {
      for (let pixel = 0; pixel < inputs; pixel++) {
        const weight = theta[pixel * 3 + unit] as number;
        const seen = ((view.weights[unit * inputs + pixel] as number) * view.scale) / 127;
        expect(Math.abs(seen - weight)).toBeLessThanOrEqual(view.scale / 254 + 1e-9);
      }
    }
  });

  test('show 24 units at most; weights that are all zero or not finite do no harm', () => {
    const spec = task({ hiddenUnits: 40 });
    const viewer = new NetworkViewer(spec, 'test');
    const theta = new Float32Array(50 * 40 + 41 * 10);
    const empty = viewer.view(0, theta);
    expect(empty.units).toBe(24);
    expect(empty.scale).toBe(0);
    expect(empty.weights).toHaveLength(24 * 49);
    const broken = viewer.view(1, theta.fill(Number.NaN));
    expect(new Set(broken.weights)).toEqual(new Set([0]));
    expect(Math.max(...broken.answers)).toBeLessThan(10);
  });
});

describe('the answers', () => {
  test.each(
    ACTIVATIONS.flatMap((activation) => [1, 3].map((depth) => [activation, depth] as const)),
  )(
    'of a %s network with %i hidden layers are those of the network',
    (activation, hiddenLayers) => {
      const spec = task({ activation, hiddenLayers, initialScale: 'fan-in' });
      const viewer = new NetworkViewer(spec, 'test');
      const networks = DigitNetworks.sample(RandomStream.of(3), 2, spec, 'training');
      const theta = networks.initialPoint(RandomStream.of(4));
      const view = viewer.view(0, theta.dataSync() as Float32Array);
      const { test: set } = digitsOf('synthetic');
      const { count, images, labels } = viewer.examples;
      expect(count).toBe(12);
      expect([...labels].slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const all = { count, images, labels };
      const seen = pixels(
        all,
        Int32Array.from(labels, (_, i) => i),
        spec.side,
      );
      const logits = tf.tidy(() => {
        // The definition of the network in TensorFlow.js, on the same pixels.
        let a = tf.tensor2d(seen, [count, 49]);
        let at = 0;
        const widths = [49, ...new Array<number>(hiddenLayers).fill(5), 10];
        widths.slice(1).forEach((columns, k) => {
          const rows = widths[k] as number;
          const flat = tf.reshape(tf.slice(theta, [0, at], [1, (rows + 1) * columns]), [
            rows + 1,
            columns,
          ]);
          const z = tf.add(
            tf.matMul(a, tf.slice(flat, [0, 0], [rows, columns])),
            tf.slice(flat, [rows, 0], [1, columns]),
          ) as tf.Tensor2D;
          at += (rows + 1) * columns;
          a = k === hiddenLayers ? z : (tf[activation](z) as tf.Tensor2D);
        });
        return a;
      });
      const probabilities = tf.softmax(logits);
      const expected = tf.argMax(logits, 1).dataSync();
      expect([...view.answers]).toEqual([...expected]);
      const most = tf.max(probabilities, 1).dataSync();
      for (let e = 0; e < count; e++) {
        expect((view.sureness[e] as number) / 255).toBeCloseTo(most[e] as number, 2);
      }
      expect(set.count).toBeGreaterThan(count);
      tf.dispose([theta, logits, probabilities]);
      networks.dispose();
    },
  );
});

describe('when networks are looked at', () => {
  test.each([1, 7, 100, 200, 999, 10_000])(
    'in a race of %i steps: first, last, and not too often',
    (steps) => {
      const all = Array.from({ length: steps + 1 }, (_, t) => t);
      const views = all.filter((t) => viewsAt(t, steps));
      const scores = all.filter((t) => scoresAt(t, steps));
      for (const seen of [views, scores]) {
        expect(seen[0]).toBe(0);
        expect(seen.at(-1)).toBe(steps);
      }
      expect(views.length).toBeLessThanOrEqual(45);
      expect(scores.length).toBeLessThanOrEqual(15);
      expect(scoredDigits(steps, steps)).toBe(Number.POSITIVE_INFINITY);
      if (steps > 1) expect(scoredDigits(1, steps)).toBe(1000);
    },
  );
});
