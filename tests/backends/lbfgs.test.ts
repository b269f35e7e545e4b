/** L-BFGS: a batch of problems, each with its own step length and memory. */
import { describe, expect, test } from 'vitest';
import { race } from '../../src/evaluation/race';
import type { Optimizee } from '../../src/optimizees/optimizee';
import { Quadratic } from '../../src/optimizees/quadratic';
import { sampleOptimizee, sampleProblem, sampleStart } from '../../src/optimizees/registry';
import { lbfgs } from '../../src/optimizers/lbfgs/lbfgs';
import { disposeState, type Point } from '../../src/optimizers/optimizer';
import { freeRunning } from '../../src/runtime/control';
import { readMemory } from '../../src/runtime/memory';
import { RandomStream } from '../../src/runtime/random';
import { tf } from '../../src/runtime/tf';
import { LabError } from '../../src/specs/errors';
import { taskSpecSchema } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';
import { pointOf, sampled } from '../helpers/digitNetworks';
import { readAll, trajectory } from '../helpers/engine';

const QUADRATIC = taskSpecSchema.parse({ name: 'quadratic', dimension: 10 });

/** B quadratics of n coordinates whose W is a diagonal from 1 to √κ, turned: ∇² f has the condition number κ. */
function conditioned(B: number, n: number, kappa: number): Quadratic {
  const rng = RandomStream.of(5, 'conditioned');
  const w = new Float32Array(B * n * n);
  for (let b = 0; b < B; b++) {
    // A Householder reflection of the diagonal.
    const v = rng.fork('turn', b).normals(n, 1);
    const square = v.reduce((sum, x) => sum + x * x, 0);
    for (let i = 0; i < n; i++) {
      const scale = kappa ** (i / (n - 1) / 2);
      for (let j = 0; j < n; j++) {
        const reflected = (i === j ? 1 : 0) - (2 * (v[i] as number) * (v[j] as number)) / square;
        w[(b * n + i) * n + j] = scale * reflected;
      }
    }
  }
  return new Quadratic(w, rng.fork('y', 0).normals(B * n, 1), B, n, 0);
}

/** What a step is told, on minibatch `step`. */
function stepAt(optimizee: Optimizee, theta: Point['theta'], step: number): Point {
  const evaluate = (at: Point['theta']) => optimizee.lossAndGradient(at, step);
  return { theta, ...evaluate(theta), evaluate };
}

forEachBackend((backend) => {
  test('is at the minimum of ten coordinates within 30 steps, to 1e-6', async () => {
    const optimizee = conditioned(4, 10, 100);
    const start = RandomStream.of(6, 'start').normals(40, 1);
    const { losses } = await trajectory(optimizee, lbfgs(), start, 30);
    const end = losses.slice(-4);
    expect(Math.max(...end)).toBeLessThan(1e-6);
    // There is something to do: the starts are far from it.
    expect(Math.min(...losses.slice(0, 4))).toBeGreaterThan(10);
    optimizee.dispose();
  });

  test('every problem goes its own way: alone as in company', async () => {
    const B = 3;
    const together = sampleOptimizee(QUADRATIC, B, 9, 'race');
    const theta0 = sampleStart(together, 9, 'race');
    const starts = await readAll([theta0]);
    const { losses } = await trajectory(together, lbfgs(), starts, 12);
    for (let b = 0; b < B; b++) {
      const { optimizee, theta0: own } = sampleProblem(QUADRATIC, b, 9, 'race');
      const alone = await trajectory(optimizee, lbfgs(), await readAll([own]), 12);
      const row = Array.from({ length: 13 }, (_, t) => losses[t * B + b] as number);
      // Sums over coordinates may be added in another order, which bends the way a little more at each step.
      expect(row).toBeAllClose(Array.from(alone.losses), {
        what: `problem ${b}`,
        measure: 'scaled',
        within: backend === 'webgpu' ? 1e-2 : 1e-3,
      });
      own.dispose();
      optimizee.dispose();
    }
    theta0.dispose();
    together.dispose();
  });

  test.each(['rosenbrock', 'beale', 'himmelblau'] as const)(
    'finds a minimum of %s',
    async (surface) => {
      const task = taskSpecSchema.parse({ name: 'surface', surface });
      const optimizee = sampleOptimizee(task, 4, 3, 'race');
      const theta0 = sampleStart(optimizee, 3, 'race');
      const { losses } = await trajectory(optimizee, lbfgs(), await readAll([theta0]), 60);
      const ends = Array.from(losses.slice(-4)).sort((a, b) => a - b);
      // Beale's has a plateau from which nobody comes back; most starts are not on it.
      expect(ends[1]).toBeLessThan(1e-5);
      theta0.dispose();
      optimizee.dispose();
    },
  );

  test('never goes up on a function without minibatches', async () => {
    const optimizee = sampleOptimizee(QUADRATIC, 5, 2, 'race');
    const theta0 = sampleStart(optimizee, 2, 'race');
    const { losses } = await trajectory(optimizee, lbfgs(), await readAll([theta0]), 25);
    for (let i = 5; i < losses.length; i++) {
      // Float32 knows a loss of 10 to 1e-6.
      expect(losses[i]).toBeLessThanOrEqual((losses[i - 5] as number) * (1 + 2e-6) + 1e-9);
    }
    theta0.dispose();
    optimizee.dispose();
  });

  test('brings networks down on minibatches, each of them', async () => {
    const networks = sampled({ hiddenUnits: 8, side: 14, batch: 128, initialScale: 0.5 }, 2);
    const start = pointOf(networks, 0.5);
    const { losses } = await trajectory(networks, lbfgs(), start, 30);
    for (const b of [0, 1]) {
      expect(losses[60 + b]).toBeLessThan(0.75 * (losses[b] as number));
    }
    networks.dispose();
  });

  test('rests where float32 knows nothing lower, at one evaluation a step', async () => {
    const optimizee = conditioned(1, 4, 10);
    const theta0 = tf.tensor2d([[1, 2, 3, 4]]);
    const { results } = await race(optimizee, [lbfgs()], { steps: 60, theta0 });
    const { evaluations, losses } = results[0] ?? {};
    expect(losses?.[60]).toBeLessThan(1e-10);
    expect((evaluations?.[60] ?? 0) - (evaluations?.[50] ?? 0)).toBe(10);
    theta0.dispose();
    optimizee.dispose();
  });

  describe('a step', () => {
    test('is a function of its point and its state, and leaves nothing behind', async () => {
      const before = readMemory();
      const optimizee = sampleOptimizee(QUADRATIC, 2, 4, 'race');
      const theta = sampleStart(optimizee, 4, 'race');
      const optimizer = lbfgs(3);
      const at = stepAt(optimizee, theta, 0);
      let state = optimizer.init(2, 10);
      for (let t = 0; t < 5; t++) {
        const next = await optimizer.search(at, state, freeRunning);
        next.update.dispose();
        disposeState(state);
        state = next.state;
      }
      // γ, where it is stuck, and no more than three pairs of s, y and ρ.
      expect(state.tensors).toHaveLength(11);
      const kept = await readAll([theta, at.gradient, ...state.tensors]);
      const one = await optimizer.search(at, state, freeRunning);
      const other = await optimizer.search(at, state, freeRunning);
      expect(await readAll([one.update, ...one.state.tensors])).toEqual(
        await readAll([other.update, ...other.state.tensors]),
      );
      expect(one.evaluations).toBe(other.evaluations);
      expect(await readAll([theta, at.gradient, ...state.tensors])).toEqual(kept);
      for (const each of [state, one.state, other.state]) disposeState(each);
      tf.dispose([one.update, other.update, at.loss, at.gradient, theta]);
      optimizer.dispose();
      optimizee.dispose();
      expect(readMemory()).toEqual(before);
    });

    test('that is stopped between two trials leaves nothing behind', async () => {
      const before = readMemory();
      const optimizee = sampleOptimizee(QUADRATIC, 2, 4, 'race');
      const theta = sampleStart(optimizee, 4, 'race');
      const optimizer = lbfgs();
      const at = stepAt(optimizee, theta, 0);
      const state = optimizer.init(2, 10);
      const stopped = new LabError({ code: 'stopped', message: 'The run was stopped.' });
      const control = { tick: () => Promise.reject(stopped) };
      await expect(optimizer.search(at, state, control)).rejects.toThrow(stopped);
      disposeState(state);
      tf.dispose([at.loss, at.gradient, theta]);
      optimizee.dispose();
      expect(readMemory()).toEqual(before);
    });

    test('looks at the minibatch of its own step, and no other', async () => {
      const inner = sampleOptimizee(QUADRATIC, 2, 4, 'race');
      const asked: number[] = [];
      const watched: Optimizee = {
        ...inner,
        problems: 2,
        coordinates: 10,
        groups: inner.groups,
        lossAndGradient: (theta, step) => {
          asked.push(step);
          return inner.lossAndGradient(theta, step);
        },
        loss: (theta, step) => inner.loss(theta, step),
        initialPoint: (rng) => inner.initialPoint(rng),
        repeat: (copies) => inner.repeat(copies),
        dispose: () => inner.dispose(),
      };
      const theta0 = sampleStart(inner, 4, 'race');
      const { results } = await race(watched, [lbfgs()], { steps: 4, theta0 });
      expect([...asked].sort((a, b) => a - b)).toEqual(asked);
      expect(new Set(asked)).toEqual(new Set([0, 1, 2, 3]));
      const counted = results[0]?.evaluations as Float32Array;
      expect(counted[0]).toBe(0);
      // The mean over the problems is no more than what was evaluated for both together.
      expect(counted[4]).toBeGreaterThanOrEqual(8);
      expect(counted[4]).toBeLessThanOrEqual(asked.length);
      theta0.dispose();
      inner.dispose();
    });

    test('from a minimum goes nowhere, and says so with zeros', async () => {
      const identity = Float32Array.from([1, 0, 0, 1]);
      const optimizee = new Quadratic(identity, new Float32Array(2), 1, 2, 0);
      const { thetas, losses } = await trajectory(optimizee, lbfgs(), [0, 0], 3);
      expect(thetas.every((value) => value === 0)).toBe(true);
      expect(Array.from(losses)).toEqual([0, 0, 0, 0]);
      optimizee.dispose();
    });
  });
});
