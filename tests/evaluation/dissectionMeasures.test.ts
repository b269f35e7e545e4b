import { describe, expect, test } from 'vitest';
import { historyMeasures, sweepMeasures } from '../../src/evaluation/figures/dissectionMeasures';

type Numbers = (number | null)[];
const steps = (count: number, of: (t: number) => number): number[] =>
  Array.from({ length: count }, (_, t) => of(t));

describe('updates over the steps', () => {
  const alternating = steps(100, (t) => (t % 2 === 0 ? 1 : -1));
  const halves = steps(100, (t) => (t < 50 ? 2 : 0.5));

  test('how often their sign changes', () => {
    const { measures } = historyMeasures(alternating, [{ name: 'sgd', updates: halves }]);
    expect(measures.map(({ id, signChanges }) => [id, signChanges])).toEqual([
      ['own', 1],
      ['sgd', 0],
    ]);
    // A step that moves nothing keeps the sign: one change in four steps.
    expect(historyMeasures([1, 0, 0, 2, -1], []).measures[0]?.signChanges).toBe(0.25);
  });

  test('how closely the others go with them', () => {
    const own = steps(100, Math.sin);
    const { measures } = historyMeasures(own, [
      { name: 'sgd', updates: own.map((u) => 3 * u) },
      { name: 'nag', updates: own.map((u) => 1 - u) },
      { name: 'adam', updates: steps(100, () => 2) },
    ]);
    expect(measures.map(({ correlation }) => correlation)).toEqual([null, 1, -1, null]);
  });

  test('how large they are in the first fifth and in the last', () => {
    const { window, measures } = historyMeasures(halves, []);
    expect(window).toBe(20);
    expect(measures[0]).toMatchObject({ early: 2, late: 0.5 });
    // Root mean square: 3 and 4 alternating.
    const mixed = steps(10, (t) => (t % 2 === 0 ? 3 : -4));
    expect(historyMeasures(mixed, []).measures[0]?.early).toBe(3.536);
  });

  test('count as far as there are any', () => {
    const ended: Numbers = [...alternating.slice(0, 10), ...steps(90, () => 7).map(() => null)];
    const { window, measures } = historyMeasures(ended, [{ name: 'sgd', updates: halves }]);
    expect(window).toBe(2);
    expect(measures[0]).toMatchObject({ signChanges: 1, early: 1, late: 1 });
    expect(measures[1]).toMatchObject({ late: 2 });
    const none = historyMeasures([null, null], [{ name: 'sgd', updates: [null, null] }]);
    for (const measure of none.measures) {
      expect(measure).toMatchObject({ signChanges: null, correlation: null, early: null });
    }
  });
});

describe('proposed updates against the gradient', () => {
  const gradients = steps(81, (i) => (i - 40) / 40);
  const row = (of: (g: number) => number) => gradients.map(of);
  const measure = (rows: readonly Numbers[]) => {
    const [own] = sweepMeasures(gradients, rows, []);
    if (own === undefined) throw new Error('nothing was measured');
    return own;
  };

  test('of gradient descent are a straight line through 0', () => {
    const line = row((g) => -0.3 * g);
    expect(measure([line, line])).toEqual({ id: 'own', falling: 2, endSlope: 1, offset: 0 });
  });

  test('that level off are flatter at the ends, by the ratio of the slopes', () => {
    const { endSlope } = measure([row((g) => -Math.tanh(3 * g))]);
    // Means of the slope over a twentieth of the sweep: 0.9 … 1 and −0.05 … 0.05.
    const wanted = (Math.tanh(3) - Math.tanh(2.7)) / (2 * Math.tanh(0.15));
    expect(endSlope).toBeCloseTo(wanted, 4);
  });

  test('that miss 0 do so by a share of the largest', () => {
    expect(measure([row((g) => 0.5 - g)]).offset).toBeCloseTo(0.5 / 1.5, 4);
    expect(measure([row((g) => -0.5 - g)]).offset).toBeCloseTo(0.5 / 1.5, 4);
  });

  test('that rise somewhere do not fall all along; rounding is no rise', () => {
    expect(measure([row((g) => g * g)]).falling).toBe(0);
    expect(measure([row((g) => g)]).falling).toBe(0);
    expect(measure([row(() => 1)]).falling).toBe(0);
    const noisy = row((g) => -g).map((u, i) => (i === 10 ? u + 0.026 : u));
    // One point rises by 0.001 of 2 above the one before.
    expect(measure([noisy]).falling).toBe(1);
    expect(measure([row((g) => -g).map((u, i) => (i === 10 ? u + 0.1 : u))]).falling).toBe(0);
  });

  test('are medians over the steps; steps without numbers do not count', () => {
    const level = row(() => 0);
    const own = measure([row((g) => -g), row((g) => 1 - g), row((g) => 3 - g), level, [null]]);
    // Offsets 0, 1/2 and 3/4; of the level one there is neither.
    expect(own).toMatchObject({ falling: 3, endSlope: 1, offset: 0.5 });
    expect(measure([[null]])).toEqual({ id: 'own', falling: 0, endSlope: null, offset: null });
  });
});
