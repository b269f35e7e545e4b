/** What baselines would have proposed, against the same baselines in a race, whose gradients they are. */
import { describe, expect, test } from 'vitest';
import { race } from '../../src/evaluation/race';
import { wouldBeUpdates } from '../../src/evaluation/updateHistory';
import { sampleOptimizee, sampleStart } from '../../src/optimizees/registry';
import type { Optimizer } from '../../src/optimizers/optimizer';
import { makeBaseline } from '../../src/optimizers/registry';
import { RunControl } from '../../src/runtime/control';
import { type Tensor2D, tf } from '../../src/runtime/tf';
import { PAPER_BASELINES, type PaperBaseline } from '../../src/specs/optimizer';
import type { TaskSpec } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';
import { columnOf } from '../helpers/coordinateWays';
import { readAll } from '../helpers/engine';

const DIMENSION = 10;
const STEPS = 12;
const TASK: TaskSpec = { name: 'quadratic', dimension: DIMENSION, initialScale: 0.01 };
const RATES: Record<PaperBaseline, number> = { sgd: 0.01, nag: 0.003, rmsprop: 0.05, adam: 0.4 };

/** ∇ₜ and uₜ [T × n] of a baseline that races. */
async function raced(
  name: PaperBaseline,
): Promise<{ gradients: Float32Array; updates: Float32Array }> {
  const optimizee = sampleOptimizee(TASK, 1, 3, 'race');
  const theta0 = sampleStart(optimizee, 3, 'race');
  const inner = makeBaseline(name, RATES[name]);
  const gradients: Tensor2D[] = [];
  const updates: Tensor2D[] = [];
  const watched: Optimizer = {
    ...inner,
    step(gradient, state) {
      const next = inner.step(gradient, state);
      gradients.push(gradient.clone());
      updates.push(next.update.clone());
      return next;
    },
  };
  await race(optimizee, [watched], { steps: STEPS, theta0 });
  const values = {
    gradients: Float32Array.from(await readAll(gradients)),
    updates: Float32Array.from(await readAll(updates)),
  };
  optimizee.dispose();
  tf.dispose([theta0, gradients, updates]);
  return values;
}

forEachBackend(() => {
  describe.each(PAPER_BASELINES)('%s', (name) => {
    test('on the gradients of its own race, its own updates to the last bit', async () => {
      const { gradients, updates } = await raced(name);
      const before = tf.memory().numTensors;
      const [only, ...others] = await wouldBeUpdates(gradients, STEPS, DIMENSION, {
        [name]: RATES[name],
      });
      expect(others).toEqual([]);
      expect(only).toEqual({ name, learningRate: RATES[name], updates });
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  test('on those of another, to the last bit, whichever coordinates are asked about', async () => {
    const { gradients } = await raced('adam');
    const all = await wouldBeUpdates(gradients, STEPS, DIMENSION, RATES);
    expect(all.map(({ name }) => name)).toEqual(PAPER_BASELINES);
    for (const k of [0, 7]) {
      const own = columnOf(gradients, k, DIMENSION);
      for (const [i, { updates }] of (await wouldBeUpdates(own, STEPS, 1, RATES)).entries()) {
        expect(updates).toEqual(columnOf(all[i]?.updates ?? new Float32Array(), k, DIMENSION));
      }
    }
  });

  test('behind a divergence nothing is proposed, before it all', async () => {
    const { gradients } = await raced('sgd');
    const row = 5 * DIMENSION;
    const spoilt = gradients.slice().fill(Number.NaN, row);
    const whole = await wouldBeUpdates(gradients, STEPS, DIMENSION, RATES);
    for (const [i, { updates }] of (
      await wouldBeUpdates(spoilt, STEPS, DIMENSION, RATES)
    ).entries()) {
      expect(updates).toHaveLength(STEPS * DIMENSION);
      expect(updates.subarray(0, row)).toEqual(whole[i]?.updates.subarray(0, row));
      expect(updates.subarray(row).every(Number.isNaN)).toBe(true);
    }
    const none = await wouldBeUpdates(spoilt.fill(Number.NaN), STEPS, DIMENSION, { adam: 1 });
    expect(none[0]?.updates.every(Number.isNaN)).toBe(true);
  });

  test('stopped, it leaves nothing behind', async () => {
    const control = new RunControl();
    control.stop();
    const before = tf.memory().numTensors;
    const gradients = new Float32Array(STEPS).fill(1);
    await expect(wouldBeUpdates(gradients, STEPS, 1, RATES, control)).rejects.toThrow('stopped');
    expect(tf.memory().numTensors).toBe(before);
  });
});
