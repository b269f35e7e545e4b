import { expect, test } from 'vitest';
import type { ValidationPoint } from '../../../src/specs/training';
import { validationAxis } from '../../../src/ui/screens/train/validationAxis';

const points = (...means: number[]): ValidationPoint[] =>
  means.map((mean, i) => ({ horizon: 10 * i, seconds: i, mean, median: mean, best: false }));

test('an untrained optimizer that is far off stays above the frame', () => {
  const axis = validationAxis(points(700, 0.5, 0.3), [0.9, 0.4]);
  expect(axis?.above).toBe(700);
  expect(axis?.domain[1]).toBeLessThan(2);
  expect(axis?.domain[0]).toBeLessThan(0.3);
});

test('one that is near is shown', () => {
  const axis = validationAxis(points(3, 0.5), [0.9]);
  expect(axis?.above).toBeNull();
  expect(axis?.domain[1]).toBeGreaterThan(3);
});

test('before the first validation of trained weights the chart finds its own range', () => {
  expect(validationAxis(points(700), [0.9])).toBeNull();
  expect(validationAxis([], [])).toBeNull();
});

test('weights that diverged on validation do not spoil the range', () => {
  const axis = validationAxis(points(3, Number.POSITIVE_INFINITY, 0.5), [0.9]);
  expect(axis?.domain.every(Number.isFinite)).toBe(true);
});
