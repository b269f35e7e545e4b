/** One problem by itself is the same as in the company of others: its function, its start, and every optimizer's way on it. */
import { describe, expect, test } from 'vitest';
import { race } from '../../src/evaluation/race';
import { sampleOptimizee, sampleProblem, sampleStart } from '../../src/optimizees/registry';
import { makeOptimizer } from '../../src/optimizers/registry';
import { readMemory } from '../../src/runtime/memory';
import { readFloats, type Tensor2D } from '../../src/runtime/tf';
import type { OptimizerSpec } from '../../src/specs/optimizer';
import { type TaskSpec, taskSpecSchema } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';
import { someOptimizer } from '../optimizerFile/fixtures';

const TASKS: readonly [string, TaskSpec][] = [
  ['quadratics', taskSpecSchema.parse({ name: 'quadratic', dimension: 7 })],
  ['a surface', taskSpecSchema.parse({ name: 'surface', surface: 'beale' })],
  [
    'networks',
    taskSpecSchema.parse({
      name: 'mnist',
      side: 7,
      batch: 9,
      hiddenUnits: 5,
      initialScale: 'fan-in',
    }),
  ],
];

const learned: OptimizerSpec = {
  kind: 'learned',
  id: 'lstm',
  label: 'LSTM',
  optimizer: someOptimizer({ hiddenUnits: 5, preprocess: 'log-sign', outputScale: 0.01 }),
};
const adam: OptimizerSpec = {
  kind: 'baseline',
  id: 'adam',
  label: 'Adam',
  name: 'adam',
  learningRate: 0.01,
};

const SEED = 6;
const PROBLEMS = 4;
const STEPS = 12;

forEachBackend((backend) => {
  // On the CPU each problem's sums are made by themselves and in one order. A graphics device adds up in groups, whose
  // number depends on how many problems there are: sums of some 50 products, each rounded by 6e-8.
  const same = (actual: Float32Array, wanted: Float32Array, what: string) => {
    if (backend === 'webgpu') {
      expect(actual).toBeAllClose(wanted, { what, measure: 'scaled', within: 1e-5 });
    } else expect(actual).toEqual(wanted);
  };

  describe.each(TASKS)('%s', (_, task) => {
    test.each([0, 2, 3])('problem %i: f, ∇f and θ₀', async (b) => {
      const before = readMemory();
      const all = sampleOptimizee(task, PROBLEMS, SEED, 'training', 5);
      const starts = sampleStart(all, SEED, 'training', 5);
      const { optimizee, theta0 } = sampleProblem(task, b, SEED, 'training', 5);
      const n = all.coordinates;
      const row = (values: Float32Array) => values.slice(b * n, (b + 1) * n);
      expect([optimizee.problems, optimizee.coordinates]).toEqual([1, n]);
      expect(await readFloats(theta0)).toEqual(row(await readFloats(starts)));
      for (const step of [0, 17]) {
        const whole = all.lossAndGradient(starts, step);
        const one = optimizee.lossAndGradient(theta0, step);
        const losses = await readFloats(whole.loss);
        same(await readFloats(one.loss), losses.slice(b, b + 1), 'f');
        same(await readFloats(one.gradient), row(await readFloats(whole.gradient)), '∇f');
        for (const { loss, gradient } of [whole, one]) {
          loss.dispose();
          gradient.dispose();
        }
      }
      theta0.dispose();
      starts.dispose();
      optimizee.dispose();
      all.dispose();
      expect(readMemory()).toEqual(before);
    });

    test.each([learned, adam])('a race of $label', async (spec) => {
      const b = 2;
      const run = async (optimizee: ReturnType<typeof sampleOptimizee>, theta0: Tensor2D) => {
        const optimizer = makeOptimizer(spec);
        const { results } = await race(optimizee, [optimizer], { steps: STEPS, theta0 });
        optimizer.dispose();
        theta0.dispose();
        optimizee.dispose();
        return results[0]?.losses ?? new Float32Array(0);
      };
      const all = sampleOptimizee(task, PROBLEMS, SEED, 'race');
      const together = await run(all, sampleStart(all, SEED, 'race'));
      const { optimizee, theta0 } = sampleProblem(task, b, SEED, 'race');
      const alone = await run(optimizee, theta0);
      expect(alone).toHaveLength(STEPS + 1);
      same(
        alone,
        together.filter((_loss, i) => i % PROBLEMS === b),
        'losses',
      );
    });
  });

  test.each([-1, 0.5, Number.NaN])('there is no problem %d', (problem) => {
    const [, task] = TASKS[0] as [string, TaskSpec];
    expect(() => sampleProblem(task, problem, SEED, 'race')).toThrow(/no problem/);
  });
});
