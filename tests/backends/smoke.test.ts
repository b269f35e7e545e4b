/** What every optimizer must do on every task, whatever else it does. */
import { describe, expect, test } from 'vitest';
import { Quadratic } from '../../src/optimizees/quadratic';
import { sampleOptimizee, sampleStart } from '../../src/optimizees/registry';
import { disposeState } from '../../src/optimizers/optimizer';
import { makeBaseline } from '../../src/optimizers/registry';
import { readMemory } from '../../src/runtime/memory';
import { tf } from '../../src/runtime/tf';
import type { RatedBaseline } from '../../src/specs/optimizer';
import { forEachBackend } from '../helpers/backends';
import { readAll, trajectory } from '../helpers/engine';
import { OPTIMIZERS, TASKS } from '../helpers/specimens';

const PROBLEMS = 2;
const SEED = 11;

/** ‖θ − y‖² on two problems of three coordinates: W is the identity. */
function simpleProblem(): Quadratic {
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const w = Float32Array.from([...identity, ...identity]);
  return new Quadratic(w, Float32Array.from([1, -0.5, 0.25, -1, 0.5, 2]), 2, 3, 0);
}

forEachBackend(() => {
  describe.each(TASKS)('%s', (_, task) => {
    test.each(OPTIMIZERS)('%s: shapes, purity, finite, nothing left', async (_name, make) => {
      const before = readMemory();
      const optimizee = sampleOptimizee(task, PROBLEMS, SEED, 'race');
      const optimizer = make();
      const { problems: B, coordinates: n } = optimizee;
      const theta = sampleStart(optimizee, SEED, 'race');
      const { loss, gradient } = optimizee.lossAndGradient(theta, 0);
      expect([theta.shape, loss.shape, gradient.shape]).toEqual([[B, n], [B], [B, n]]);

      const fresh = optimizer.init(B, n);
      const first = optimizer.step(gradient, fresh, theta);
      const second = optimizer.step(gradient, first.state, theta);
      const inputs = [gradient, theta, ...first.state.tensors];
      const inputsBefore = await readAll(inputs);
      const again = optimizer.step(gradient, first.state, theta);
      expect([fresh.step, first.state.step, second.state.step]).toEqual([0, 1, 2]);
      expect(second.update.shape).toEqual([B, n]);
      const numbers = await readAll([loss, second.update, ...second.state.tensors]);
      expect(numbers.every(Number.isFinite)).toBe(true);

      // The same gradient and state give the same update and the same next state, and stay as they were.
      expect(await readAll([again.update, ...again.state.tensors])).toEqual(
        await readAll([second.update, ...second.state.tensors]),
      );
      expect(await readAll(inputs)).toEqual(inputsBefore);

      tf.dispose([theta, loss, gradient, first.update, second.update, again.update]);
      for (const state of [fresh, first.state, second.state, again.state]) disposeState(state);
      optimizer.dispose();
      optimizee.dispose();
      expect(readMemory()).toEqual(before);
    });
  });

  // Rates found by hand; 60 steps bring each of them to a hundredth of where it started, and most much lower;
  // Lion, whose steps are all of one length, needs short ones and more of them.
  test.each<[RatedBaseline, number, number?]>([
    ['sgd', 0.1],
    ['nag', 0.02],
    ['rmsprop', 0.02],
    ['adam', 0.1],
    ['momentum', 0.02],
    ['adamw', 0.1],
    ['adagrad', 0.3],
    ['lion', 0.005, 600],
  ])('%s learns the simple problem', async (name, rate, steps = 60) => {
    const optimizee = simpleProblem();
    const { losses } = await trajectory(
      optimizee,
      makeBaseline(name, rate),
      new Float32Array(6),
      steps,
    );
    for (const problem of [0, 1]) {
      const [start, end] = [losses[problem], losses[losses.length - 2 + problem]];
      expect(end).toBeLessThan(0.01 * (start ?? 0));
    }
    optimizee.dispose();
  });
});
