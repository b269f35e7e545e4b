/** The threads of the CPU's kernels share optimizees' work without changing a number. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DigitNetworks } from '../../src/optimizees/digits';
import { Mlp } from '../../src/optimizees/mlp';
import { Quadratic } from '../../src/optimizees/quadratic';
import { startBackend } from '../../src/runtime/backend';
import { setThreadCount, startThreads } from '../../src/runtime/kernels/module';
import { RandomStream } from '../../src/runtime/random';
import { tf } from '../../src/runtime/tf';
import { mnistSpecSchema } from '../../src/specs/task';
import { evaluate } from '../helpers/optimizees';

describe('threads', () => {
  const results: number[][] = [];
  const shape = { inputs: 50, hidden: [20, 9], classes: 10, activation: 'sigmoid' } as const;

  beforeAll(() => startBackend('cpu'));
  afterAll(async () => {
    setThreadCount(null);
    await startThreads();
  });

  test.each([1, 2, 3])('%i of them', async (threads) => {
    setThreadCount(threads);
    await startThreads();
    const from = RandomStream.of(3, 'threads');
    const quadratic = Quadratic.sample(from, 300, 40, 1);
    const inputs = tf.tensor2d(from.normals(100 * 50), [100, 50]);
    const labels = tf.tensor1d(
      Int32Array.from({ length: 100 }, (_, i) => i % 10),
      'int32',
    );
    const given = { inputs, labels };
    const network = new Mlp(shape, 3, 0.5, () => given);
    const task = mnistSpecSchema.parse({ name: 'mnist', side: 14, hiddenUnits: 7 });
    const digits = DigitNetworks.sample(from, 3, task, 'training');
    const theta = digits.initialPoint(from);
    const scores = await digits.score(theta, 'test', 1500);
    theta.dispose();
    const parts = [
      await evaluate(digits, from.normals(3 * digits.coordinates, 0.3), 5),
      await evaluate(quadratic, from.normals(300 * 40)),
      await evaluate(network, from.normals(3 * network.coordinates, 0.3)),
    ];
    const numbers = parts.flatMap(({ loss, gradient }) => [...loss, ...gradient]);
    results.push([...numbers, ...scores.loss, ...scores.accuracy]);
    expect(results.at(-1)).toEqual(results[0]);
    quadratic.dispose();
    digits.dispose();
  });
});
