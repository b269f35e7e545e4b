import { expect, test } from 'vitest';
import { deviceCotangents } from '../../src/metaTraining/deviceCotangents';
import { updateCotangents } from '../../src/metaTraining/objective';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import { onWebgpu } from '../helpers/backends';

const K = 4;

onWebgpu(() => {
  test.each([
    ['sum', 3, 5],
    ['log', 3, 5],
    ['log', 1, 1],
    ['sum', 65, 33],
  ] as const)('λ on the device for the objective %s, %i × %i', async (objective, B, n) => {
    const rng = RandomStream.of(5, objective, B);
    const before = tf.memory().numTensors;
    const losses = Array.from({ length: K }, () => tf.tensor1d(rng.normals(B).map(Math.abs)));
    const gradients = Array.from({ length: K }, () => tf.tensor2d(rng.normals(B * n), [B, n]));
    const weights = [1, 0, 0.25, 2];
    const wanted = updateCotangents(objective, losses, gradients, weights);
    const got = deviceCotangents(objective, losses, gradients, weights);
    for (const [r, lambda] of got.entries()) {
      const numbers = await readFloats(lambda);
      for (const [i, value] of (await readFloats(wanted[r] as tf.Tensor)).entries()) {
        expect(numbers[i]).toBeCloseTo(value, 5);
      }
    }
    tf.dispose([losses, gradients, wanted, got]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
