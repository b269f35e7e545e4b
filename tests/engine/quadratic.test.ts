import { beforeAll, expect, test } from 'vitest';
import { Quadratic } from '../../src/optimizees/quadratic';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';

beforeAll(() => tf.setBackend('cpu'));

test('the loss is a sum over the components', async () => {
  const quadratic = new Quadratic(
    Float32Array.from([1, 2, 3, 4]),
    Float32Array.from([1, -1]),
    1,
    2,
    0,
  );
  const theta = tf.tensor2d([[2, -1]]);
  const { loss, gradient } = quadratic.lossAndGradient(theta);
  // Wθ − y = (0, 2) − (1, −1) = (−1, 3); 2 Wᵀ(−1, 3) = 2 (8, 10).
  expect(Array.from(await readFloats(loss))).toEqual([10]);
  expect(Array.from(await readFloats(gradient))).toEqual([16, 20]);
  tf.dispose([theta, loss, gradient]);
  quadratic.dispose();
});

test('numbers that do not fit the shape are refused, with both counts', () => {
  expect(() => new Quadratic(new Float32Array(3), new Float32Array(2), 1, 2, 0)).toThrow(
    /4 numbers in W and 2 in y for 1 problems; got 3 and 2/,
  );
});

test('W and y are standard normal, and starts have the spread asked for', async () => {
  const problems = 500;
  const quadratic = Quadratic.sample(RandomStream.of(1, 'race'), problems, 4, 0.01);
  // At θ = 0 the loss is ‖y‖², with expectation n and variance 2n: the mean strays by √(8 / 500) = 0.13.
  const origin = tf.zeros([problems, 4]) as tf.Tensor2D;
  const unit = tf.tidy(() => tf.mul(tf.ones([problems, 4]), 1000)) as tf.Tensor2D;
  const [atOrigin, far] = [quadratic.loss(origin), quadratic.loss(unit)];
  const mean = async (tensor: tf.Tensor) =>
    (await readFloats(tensor)).reduce((a, b) => a + b, 0) / problems;
  expect([await mean(atOrigin)]).toBeAllClose([4], { within: 0.5 });
  // Far out it is ‖W θ‖² ≈ 10⁶ · 16 in expectation, with a spread of 10⁶ · √(4 · 2 · 16 / 500) = 0.5 · 10⁶.
  expect([(await mean(far)) / 1e6]).toBeAllClose([16], { within: 2 });
  const theta = quadratic.initialPoint(RandomStream.of(1, 'race'));
  const draws = await readFloats(theta);
  const spread = Math.sqrt(draws.reduce((a, b) => a + b * b, 0) / draws.length);
  expect([spread]).toBeAllClose([0.01], { within: 0.001 });
  tf.dispose([origin, unit, atOrigin, far, theta]);
  quadratic.dispose();
});
