import { beforeAll, expect, test } from 'vitest';
import { wouldBeUpdates } from '../../src/evaluation/updateHistory';
import { startBackend } from '../../src/runtime/backend';
import '../../src/runtime/node';

beforeAll(async () => {
  await startBackend('wasm');
});

test('more updates than are held back at once come all, and in order', async () => {
  const [steps, coordinates] = [11, 500_000];
  const gradients = new Float32Array(steps * coordinates).map((_, i) => i);
  const [only] = await wouldBeUpdates(gradients, steps, coordinates, { sgd: 0.5 });
  expect(only?.updates.every((value, i) => value === -0.5 * i)).toBe(true);
});

test('only optimizers with a rate are asked', async () => {
  const names = async (rates: Record<string, number>) =>
    (await wouldBeUpdates(Float32Array.of(1), 1, 1, rates)).map(({ name }) => name);
  expect(await names({})).toEqual([]);
  expect(await names({ adam: 1, sgd: 0.1 })).toEqual(['sgd', 'adam']);
});
