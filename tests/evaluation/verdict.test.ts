/** What numbers must be called what: made-up results, each with one thing about it. */
import { describe, expect, test } from 'vitest';
import { areaOf, curveOf, spreadOf } from '../../src/evaluation/figures/measures';
import { verdictOn } from '../../src/evaluation/figures/verdict';
import type { FigureLine, SettingResult } from '../../src/specs/figureResult';
import { figurePlan } from '../../src/specs/figures';

const STEPS = 100;
const AHEAD = figurePlan('4-centre', 'mnist');
const FAILS = figurePlan('5-right', 'mnist');
const MANY = figurePlan('6', 'mnist');

/** A line whose curve is `at(t)`. */
function line(id: string, at: (t: number) => number, final = at(STEPS)): FigureLine {
  const median = Array.from({ length: STEPS + 1 }, (_, t) => at(t));
  const spread = { mean: final, median: final, q10: final, q90: final };
  return {
    id,
    rate: null,
    curve: { median, q10: median, q90: median },
    area: areaOf(median, 0),
    final: spread,
    test: null,
    divergedAt: null,
  };
}

const diverged = (id: string): FigureLine => ({
  ...line(id, () => 1),
  area: null,
  final: { mean: null, median: null, q10: null, q90: null },
  divergedAt: 3,
});

const falling = (t: number) => 2.3 * 0.98 ** t;
const slower = (t: number) => 2.3 * 0.985 ** t;

const verdict = (plan: Parameters<typeof verdictOn>[0], ...lines: FigureLine[]) =>
  verdictOn(plan, [{ key: 'only', lines }], ['nag', 'adam'], 'lstm');

describe('of the claim that it is ahead', () => {
  test('ahead all along and at the end: it holds', () => {
    const found = verdict(
      AHEAD,
      line('lstm', falling),
      line('nag', slower),
      line('adam', () => 2.3),
    );
    expect(found).toMatchObject({ kind: 'holds', best: 'nag', aheadUntil: 100, ahead: 1, of: 1 });
    expect(found.areaRatio).toBeLessThan(1);
  });

  test('ahead until others pass it: it holds early only, and until when is said', () => {
    // Falls fast and stays at 0.5; NAG falls below that at step 76.
    const own = (t: number) => Math.max(0.5, 2.3 * 0.9 ** t);
    const found = verdict(AHEAD, line('lstm', own), line('nag', falling), line('adam', slower));
    expect(found).toMatchObject({ kind: 'early', best: 'nag', ahead: 0 });
    expect(found.aheadUntil).toBeGreaterThan(74);
    expect(found.aheadUntil).toBeLessThan(82);
  });

  test('behind by the area and ahead at the end: at the end only', () => {
    const own = (t: number) => (t < 90 ? 2.3 : 0.01);
    expect(verdict(AHEAD, line('lstm', own), line('nag', slower)).kind).toBe('late');
  });

  test('behind in both: it does not hold', () => {
    const found = verdict(AHEAD, line('lstm', slower), line('nag', falling));
    expect(found).toMatchObject({ kind: 'not', aheadUntil: null });
  });

  test('less than 2 % apart is level, and level is not ahead', () => {
    const own = line('lstm', (t) => 0.99 * falling(t));
    expect(verdict(AHEAD, own, line('nag', falling)).kind).toBe('not');
    const further = line('lstm', (t) => 0.97 * falling(t));
    expect(verdict(AHEAD, further, line('nag', falling)).kind).toBe('holds');
  });

  test('what diverges is behind, and no rival', () => {
    expect(verdict(AHEAD, diverged('lstm'), line('nag', slower))).toMatchObject({
      kind: 'not',
      final: null,
      best: 'nag',
    });
    const found = verdict(
      AHEAD,
      line('lstm', slower),
      diverged('nag'),
      line('adam', () => 2.3),
    );
    expect(found).toMatchObject({ kind: 'holds', best: 'adam' });
  });

  test('the end is judged by the whole set, whatever the last minibatch says', () => {
    const own = line('lstm', falling, 0.5);
    expect(verdict(AHEAD, own, line('nag', slower, 0.4)).kind).toBe('early');
  });
});

describe('of the claim that it fails', () => {
  test('behind or diverged at the end it holds, however it began', () => {
    const own = (t: number) => Math.max(0.5, 2.3 * 0.9 ** t);
    expect(verdict(FAILS, line('lstm', own), line('nag', falling)).kind).toBe('holds');
    expect(verdict(FAILS, diverged('lstm'), line('nag', falling)).kind).toBe('holds');
  });

  test('level or ahead it does not', () => {
    expect(verdict(FAILS, line('lstm', falling), line('nag', falling)).kind).toBe('not');
    expect(verdict(FAILS, line('lstm', falling), line('nag', slower)).kind).toBe('not');
  });
});

describe('of several architectures', () => {
  const setting = (key: string, own: number, other: number): SettingResult => ({
    key,
    lines: [line('lstm', () => own), line('nag', () => other)],
  });
  const of = (...settings: SettingResult[]) => verdictOn(MANY, settings, ['nag', 'adam'], 'lstm');

  test('ahead in all, in some, in none', () => {
    const good = setting('a', 0.2, 0.3);
    const bad = setting('b', 0.6, 0.3);
    expect(of(good, good)).toMatchObject({ kind: 'holds', ahead: 2, of: 2 });
    expect(of(good, bad)).toMatchObject({ kind: 'partly', ahead: 1, of: 2, final: 0.6 });
    expect(of(bad, bad)).toMatchObject({ kind: 'not', ahead: 0 });
  });
});

describe('measures', () => {
  test('spread and curve over problems', () => {
    expect(spreadOf(Float32Array.from([3, 1, 2]))).toEqual({
      mean: 2,
      median: 2,
      q10: 1.2,
      q90: 2.8,
    });
    const curve = curveOf(Float32Array.from([1, 3, 2, Number.NaN]), 2);
    expect(curve.median).toEqual([2, null]);
  });

  test('the area leaves out the start, and is not to be had of a line that ended early', () => {
    expect(areaOf([9, 1, 3], 0)).toBe(2);
    expect(areaOf([9, 1, 3], 1)).toBe(3);
    expect(areaOf([9, 1, null], 0)).toBeNull();
  });
});
