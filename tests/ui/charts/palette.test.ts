import { describe, expect, test } from 'vitest';
import { BASELINE_NAMES, type BaselineName, PAPER_BASELINES } from '../../../src/specs/optimizer';
import { LEARNED_STYLES, optimizerStyle } from '../../../src/ui/charts/palette';
import type { LineStyle } from '../../../src/ui/charts/types';
import { contrast, difference, seenDifference, type Vision } from './colour';

/** Page and raised surfaces of both themes. */
const LIGHT_GROUNDS = ['#ffffff', '#fdfdfc', '#f8f9fa'];
const DARK_GROUNDS = ['#14171a', '#1a1b1e', '#1d2125', '#242424', '#2e2e2e'];

const learned = Array.from({ length: LEARNED_STYLES }, (_, i) => i);
const keys: (BaselineName | number)[] = [...BASELINE_NAMES, ...learned];
const styles = keys.map((key) => [String(key), optimizerStyle(key)] as const);

function leastDifference(
  set: readonly (readonly [string, LineStyle])[],
  theme: 'light' | 'dark',
  vision: Vision,
): { value: number; pair: string } {
  let least = { value: Number.POSITIVE_INFINITY, pair: '' };
  for (const [i, [a, one]] of set.entries()) {
    for (const [b, other] of set.slice(i + 1)) {
      const value = seenDifference(one[theme], other[theme], vision);
      if (value < least.value) least = { value, pair: `${a} and ${b}` };
    }
  }
  return least;
}

test('the colour difference agrees with the published test data', () => {
  // Sharma, Wu, Dalal 2005, table 1, pairs 1, 7 and 17.
  expect(difference([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
  expect(difference([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 4);
  expect(difference([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
});

describe.each(styles)('%s', (_, style) => {
  test('lines stand out from every ground, 3 to 1', () => {
    for (const ground of LIGHT_GROUNDS) {
      expect(contrast(style.light, ground)).toBeGreaterThanOrEqual(3);
    }
    for (const ground of DARK_GROUNDS) {
      expect(contrast(style.dark, ground)).toBeGreaterThanOrEqual(3);
    }
  });

  test('text is readable on every ground, 4.5 to 1', () => {
    for (const ground of LIGHT_GROUNDS) {
      expect(contrast(style.textLight, ground)).toBeGreaterThanOrEqual(4.5);
    }
    for (const ground of DARK_GROUNDS) {
      expect(contrast(style.textDark, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const landing = [
    ...styles.slice(0, PAPER_BASELINES.length),
    ...styles.slice(BASELINE_NAMES.length, BASELINE_NAMES.length + 1),
  ];
  test.each([
    ['normal', 18],
    ['deuteranopia', 12],
    ['protanopia', 12],
    ['tritanopia', 9],
  ] as const)(
    'the four baselines and the first learned optimizer differ for %s sight',
    (vision, least) => {
      const found = leastDifference(landing, theme, vision);
      expect(found.value, found.pair).toBeGreaterThanOrEqual(least);
    },
  );

  test.each([
    ['normal', 11],
    ['deuteranopia', 7],
    ['protanopia', 7],
    ['tritanopia', 7],
  ] as const)('all optimizers differ for %s sight', (vision, least) => {
    const found = leastDifference(styles, theme, vision);
    expect(found.value, found.pair).toBeGreaterThanOrEqual(least);
  });
});

test('hand-designed optimizers have a dash each, learned ones are solid and heavier', () => {
  const dashes = BASELINE_NAMES.map((name) => optimizerStyle(name).dash);
  expect(new Set(dashes).size).toBe(BASELINE_NAMES.length);
  expect(dashes).not.toContain(undefined);
  const designed = Math.max(...BASELINE_NAMES.map((name) => optimizerStyle(name).width));
  for (const index of learned) {
    expect(optimizerStyle(index).dash).toBeUndefined();
    expect(optimizerStyle(index).width).toBeGreaterThan(designed);
  }
});

test('more learned optimizers than colours begin anew', () => {
  expect(optimizerStyle(LEARNED_STYLES)).toBe(optimizerStyle(0));
});
