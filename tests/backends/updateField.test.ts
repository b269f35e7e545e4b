/** Sweeps of the current gradient, against optimizers that really meet those gradients. */
import { describe, expect, test } from 'vitest';
import { updateField } from '../../src/evaluation/updateField';
import { wouldBeUpdates } from '../../src/evaluation/updateHistory';
import { makeOptimizer } from '../../src/optimizers/registry';
import { RunControl } from '../../src/runtime/control';
import { tf } from '../../src/runtime/tf';
import { type GradientSpec, PAPER_BASELINES, type PaperBaseline } from '../../src/specs/optimizer';
import type { FieldConfig } from '../../src/specs/trace';
import { forEachBackend } from '../helpers/backends';
import { columnOf, LSTM_KINDS, lstmWay, updatesOn } from '../helpers/coordinateWays';

const STEPS = 12;
const COORDINATES = 5;
const COORDINATE = 3;
const ASKED = [0, 1, 6, 11];
const RATES: Record<PaperBaseline, number> = { sgd: 0.01, nag: 0.003, rmsprop: 0.05, adam: 0.4 };

/** Two float32 ways to the same update: one coordinate or many side by side, one step or a batch of them. */
const CLOSE = 1e-6;

const field = (patch: Partial<FieldConfig>): FieldConfig => ({
  coordinate: COORDINATE,
  steps: ASKED,
  scale: 'symlog',
  limit: 2,
  points: 9,
  ...patch,
});

/** The update at step t, had the gradient there been another: each of `others` after the same history. */
async function updatesHad(
  run: (gradients: Float32Array, columns: number) => Promise<Float32Array>,
  gradients: Float32Array,
  t: number,
  others: Float32Array,
): Promise<Float32Array> {
  const ways = new Float32Array((t + 1) * others.length);
  for (let s = 0; s < t; s++) {
    ways.fill(gradients[s] as number, s * others.length, (s + 1) * others.length);
  }
  ways.set(others, t * others.length);
  return (await run(ways, others.length)).slice(t * others.length);
}

forEachBackend(() => {
  describe.each(LSTM_KINDS)('LSTM, %s', (_, kind) => {
    const { learned, gradients: all } = lstmWay(kind, COORDINATES, STEPS);
    const gradients = columnOf(all, COORDINATE, COORDINATES);

    test('at the actual gradient it is the actual update', async () => {
      const updates = await updatesOn(makeOptimizer(learned), all, COORDINATES);
      const own = columnOf(updates, COORDINATE, COORDINATES);
      const before = tf.memory().numTensors;
      for (const t of ASKED) {
        const g = gradients[t] as number;
        const limit = Math.abs(g);
        const { learned: swept, actual } = await updateField(
          learned,
          {},
          gradients,
          field({ steps: [t], limit, scale: t === 1 ? 'linear' : 'symlog' }),
        );
        expect(actual.gradient).toEqual(Float32Array.of(g));
        expect(actual.update).toBeAllClose([own[t] as number], { within: CLOSE });
        expect([swept[g < 0 ? 0 : 8] as number]).toBeAllClose([own[t] as number], {
          within: CLOSE,
        });
      }
      expect(tf.memory().numTensors).toBe(before);
    });

    test('at every other it is what the optimizer does there after the same history', async () => {
      const { learned: swept, gradients: points } = await updateField(
        learned,
        {},
        gradients,
        field({}),
      );
      for (const [i, t] of ASKED.entries()) {
        const wanted = await updatesHad(
          (ways, columns) => updatesOn(makeOptimizer(learned), ways, columns),
          gradients,
          t,
          points,
        );
        expect(swept.subarray(9 * i, 9 * (i + 1))).toBeAllClose(wanted, { within: CLOSE });
        // The curves are not all one value, nor the same at every step.
        expect(Math.max(...wanted) - Math.min(...wanted)).toBeGreaterThan(100 * CLOSE);
      }
    });
  });

  describe.each(PAPER_BASELINES)('%s', (name) => {
    const { gradients } = lstmWay({}, 1, STEPS);
    const spec: GradientSpec = {
      kind: 'baseline',
      id: name,
      label: name,
      name,
      learningRate: RATES[name],
    };

    test('swept by itself or beside another: as it steps, at every step', async () => {
      const before = tf.memory().numTensors;
      const found = await updateField(spec, { [name]: RATES[name] }, gradients, field({}));
      expect(tf.memory().numTensors).toBe(before);
      expect(found.wouldBe).toEqual([{ name, learningRate: RATES[name], updates: found.learned }]);
      const run = async (ways: Float32Array, columns: number) => {
        const [only] = await wouldBeUpdates(ways, ways.length / columns, columns, {
          [name]: RATES[name],
        });
        return only?.updates ?? new Float32Array();
      };
      for (const [i, t] of ASKED.entries()) {
        const wanted = await updatesHad(run, gradients, t, found.gradients);
        expect(found.learned.subarray(9 * i, 9 * (i + 1))).toBeAllClose(wanted, {
          measure: 'relative',
          within: CLOSE,
        });
      }
      const own = await run(gradients, 1);
      expect(found.actual.update).toBeAllClose(
        ASKED.map((t) => own[t] as number),
        { measure: 'relative', within: CLOSE },
      );
    });
  });

  test('behind a divergence there is nothing; at it, a sweep without an actual point', async () => {
    const { learned, gradients } = lstmWay({}, 1, STEPS);
    const whole = await updateField(learned, RATES, gradients, field({ steps: [2, 6, 7] }));
    const spoilt = gradients.slice().fill(Number.NaN, 6);
    const found = await updateField(learned, RATES, spoilt, field({ steps: [2, 6, 7] }));
    expect(found.actual.update[0]).toBe(whole.actual.update[0]);
    expect(found.actual.update.subarray(1)).toEqual(Float32Array.of(Number.NaN, Number.NaN));
    const curves = [found, whole].map(({ learned: own, wouldBe }) => [
      own,
      ...wouldBe.map(({ updates }) => updates),
    ]);
    for (const [i, values] of (curves[0] ?? []).entries()) {
      const wanted = curves[1]?.[i]?.slice(0, 18) ?? [];
      expect(values.subarray(0, 18)).toBeAllClose(wanted, { within: CLOSE });
      expect(values.subarray(18).every(Number.isNaN)).toBe(true);
    }
    const nothing = await updateField(learned, RATES, spoilt, field({ steps: [8] }));
    expect(nothing.learned.every(Number.isNaN)).toBe(true);
  });

  test('stopped, it leaves nothing behind', async () => {
    const { learned, gradients } = lstmWay({}, 1, STEPS);
    const before = tf.memory().numTensors;
    const control = new RunControl();
    control.stop();
    await expect(updateField(learned, RATES, gradients, field({}), control)).rejects.toThrow(
      'stopped',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
