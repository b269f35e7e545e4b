/** What networks make of whole sets of digits, by every implementation. */
import { describe, expect, test } from 'vitest';
import { type DigitSet, digitsOf } from '../../src/datasets/digits';
import { shapeOf } from '../../src/optimizees/digits';
import { pixels } from '../../src/optimizees/digits/pixels';
import { mlpLayers } from '../../src/optimizees/mlp';
import { tf } from '../../src/runtime/tf';
import type { MnistSpec } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';
import { pointOf, sampled, taskOf, tensorOf } from '../helpers/digitNetworks';
import { kept, logitsInNumbers } from '../helpers/inNumbers';
import { forEachImplementation } from '../helpers/optimizees';

/** By the equations, in float64. */
async function scoresInNumbers(
  task: MnistSpec,
  theta: Float32Array,
  B: number,
  set: DigitSet,
  most: number,
) {
  const inputs = pixels(
    set,
    Int32Array.from({ length: most }, (_, i) => i),
    task.side,
  );
  const layers = mlpLayers(shapeOf(task));
  const n = layers.at(-1)?.end ?? 0;
  const mean = (of: (row: Float64Array, label: number) => number) =>
    Array.from({ length: B }, (_, b) => {
      const own = theta.subarray(b * n, (b + 1) * n);
      const z = logitsInNumbers(layers, task.activation, inputs, own);
      let sum = 0;
      for (let e = 0; e < most; e++)
        sum += of(z.subarray(10 * e, 10 * e + 10), set.labels[e] as number);
      return sum / most;
    });
  return {
    loss: mean((row, y) => Math.log(row.reduce((s, x) => s + Math.exp(x - (row[y] as number)), 0))),
    accuracy: mean((row, y) => (row.indexOf(Math.max(...row)) === y ? 1 : 0)),
  };
}

/** The same numbers are wanted of every implementation. */
const once = kept<Awaited<ReturnType<typeof scoresInNumbers>>>();

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
        const wanted = await once(JSON.stringify([settings, most]), () =>
          scoresInNumbers(task, theta, 3, set, most),
        );
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
