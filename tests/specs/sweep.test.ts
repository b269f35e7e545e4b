import { describe, expect, test } from 'vitest';
import { spreadSteps, usualLimit } from '../../src/specs/sweep';

describe('steps of a sweep', () => {
  test.each([
    [100, 3, [0, 50, 99]],
    [100, 1, [0]],
    [2, 32, [0, 1]],
    [1, 32, [0]],
  ])('of %i steps %i', (steps, count, wanted) => {
    expect(spreadSteps(steps, count)).toEqual(wanted);
  });

  test('are each there once, the first and the last among them', () => {
    for (const steps of [32, 33, 40, 63, 200, 1000]) {
      const found = spreadSteps(steps, 32);
      expect(new Set(found).size).toBe(32);
      expect([found[0], found.at(-1)]).toEqual([0, steps - 1]);
    }
  });
});

test('a sweep goes beyond the largest gradient that is a number', () => {
  const gradient = Float32Array.of(0.5, -4, 3, Number.NaN, Number.POSITIVE_INFINITY);
  expect(usualLimit(gradient, 'linear')).toBe(5);
  expect(usualLimit(gradient, 'symlog')).toBe(40);
  expect(usualLimit(Float32Array.of(0, Number.NaN), 'linear')).toBe(1);
  expect(usualLimit(Float32Array.of(1.2345e-5), 'linear')).toBe(1.5e-5);
});
