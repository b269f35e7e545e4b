import { beforeAll, describe, expect, test } from 'vitest';
import { Mlp, type MlpShape, mlpLayers } from '../../src/optimizees/mlp';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';

beforeAll(() => tf.setBackend('cpu'));

const MNIST: MlpShape = { inputs: 784, hidden: [20], classes: 10, activation: 'sigmoid' };
const TINY: MlpShape = { inputs: 2, hidden: [3], classes: 2, activation: 'tanh' };

describe('coordinates', () => {
  test('the network of the paper has 15,910', () => {
    expect(mlpLayers(MNIST)).toEqual([
      { rows: 784, columns: 20, start: 0, end: 15_700 },
      { rows: 20, columns: 10, start: 15_700, end: 15_910 },
    ]);
  });

  test('all of them are of one kind', () => {
    const mlp = new Mlp(TINY, 1, 0, () => {
      throw new Error('no data needed');
    });
    expect(mlp.coordinates).toBe(17);
    expect(mlp.groups).toEqual([{ name: 'fc', start: 0, end: 17 }]);
  });

  test.each([[[]], [[5, 5, 5, 5]], [[0]], [[2.5]]])('hidden layers %j are refused', (hidden) => {
    expect(() => mlpLayers({ ...TINY, hidden })).toThrow(/cannot be built/);
  });
});

describe('minibatches', () => {
  const inputs = tf.tensor2d([0.5, -1, 2, 0.25, 1, 1], [3, 2]);
  const labels = tf.tensor1d([0, 1, 1], 'int32');

  test('are asked for by step, and loss and gradient of a step share one', async () => {
    const asked: number[] = [];
    const mlp = new Mlp(TINY, 2, 0.5, (step) => {
      asked.push(step);
      return { inputs: tf.mul(inputs, step + 1), labels };
    });
    const theta = mlp.initialPoint(RandomStream.of(1));
    const before = tf.memory().numTensors;
    const { loss, gradient } = mlp.lossAndGradient(theta, 3);
    const same = mlp.loss(theta, 3);
    const other = mlp.loss(theta, 4);
    // Two losses, one gradient, one more loss: what the minibatches were made of is gone.
    expect(tf.memory().numTensors).toBe(before + 4);
    expect(asked).toEqual([3, 3, 4]);
    expect(await readFloats(same)).toEqual(await readFloats(loss));
    expect(await readFloats(other)).not.toEqual(await readFloats(loss));
    tf.dispose([theta, loss, gradient, same, other]);
  });

  test('that were there before are left alone', async () => {
    const mlp = new Mlp(TINY, 1, 0.5, () => ({ inputs, labels }));
    const theta = mlp.initialPoint(RandomStream.of(1));
    const before = tf.memory().numTensors;
    for (let step = 0; step < 3; step++)
      tf.dispose(Object.values(mlp.lossAndGradient(theta, step)));
    expect(tf.memory().numTensors).toBe(before);
    expect(Array.from(await readFloats(inputs))).toEqual([0.5, -1, 2, 0.25, 1, 1]);
    theta.dispose();
  });

  test('a network that starts at 0 is undecided: its loss is the logarithm of the number of classes', async () => {
    const mlp = new Mlp(TINY, 3, 0, () => ({ inputs, labels }));
    const theta = mlp.initialPoint(RandomStream.of(1));
    const loss = mlp.loss(theta, 0);
    expect(await readFloats(loss)).toBeAllClose([Math.LN2, Math.LN2, Math.LN2], { within: 1e-7 });
    tf.dispose([theta, loss]);
  });
});
