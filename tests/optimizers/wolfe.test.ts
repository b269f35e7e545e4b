/** The line search by itself, on functions of one variable: where it ends, the strong Wolfe conditions hold. */
import { describe, expect, test } from 'vitest';
import { WolfeSearch } from '../../src/optimizers/lbfgs/wolfe';
import { RandomStream } from '../../src/runtime/random';

type Line = (alpha: number) => { value: number; slope: number };

function searched(phi: Line, first: number, most = 20): WolfeSearch {
  const { value, slope } = phi(0);
  const search = new WolfeSearch(value, slope, first);
  for (let trial = 0; trial < most && !search.decided; trial++) {
    const there = phi(search.alpha);
    search.found(there.value, there.slope);
  }
  return search;
}

function expectWolfe(phi: Line, { alpha }: WolfeSearch): void {
  const start = phi(0);
  const end = phi(alpha);
  expect(end.value).toBeLessThanOrEqual(
    start.value + 1e-4 * alpha * start.slope + 1e-6 * Math.abs(start.value),
  );
  expect(Math.abs(end.slope)).toBeLessThanOrEqual(0.9 * Math.abs(start.slope));
}

describe('a parabola', () => {
  const parabola =
    (minimum: number): Line =>
    (a) => ({ value: (a - minimum) ** 2, slope: 2 * (a - minimum) });

  test.each([1e-6, 1e-3, 0.5, 3, 1e3, 1e8])('with its minimum at %d', (minimum) => {
    const search = searched(parabola(minimum), 1);
    expect(search.decided).toBe(true);
    expectWolfe(parabola(minimum), search);
  });

  test('whose first step is good takes it after one look', () => {
    const search = searched(parabola(1), 1);
    expect([search.alpha, search.evaluations]).toEqual([1, 1]);
  });
});

test('1,000 random lines with hills and valleys: always a step that fulfils both conditions', () => {
  const rng = RandomStream.of(1, 'wolfe');
  for (let i = 0; i < 1000; i++) {
    const [a, b, c, d] = rng.fork('line', i).normals(4, 1) as unknown as number[] as [
      number,
      number,
      number,
      number,
    ];
    const phi: Line = (x) => ({
      value:
        10 + 0.05 * x * x + a * Math.sin(b * x) - (Math.abs(c) + Math.abs(a * b)) * Math.tanh(x),
      slope:
        0.1 * x + a * b * Math.cos(b * x) - (Math.abs(c) + Math.abs(a * b)) / Math.cosh(x) ** 2,
    });
    if (!(phi(0).slope < -1e-3)) continue;
    const search = searched(phi, 10 ** d, 40);
    expect(search.decided).toBe(true);
    expectWolfe(phi, search);
  }
});

test('what is not a number is too far, and never taken', () => {
  const phi: Line = (x) =>
    x > 0.01
      ? { value: Number.NaN, slope: Number.NaN }
      : { value: 1 - x, slope: -1 + (x > 0.002 ? 0.5 : 0) };
  const search = searched(phi, 1);
  expect(search.decided).toBe(true);
  expect(search.alpha).toBeGreaterThan(0);
  expect(search.alpha).toBeLessThanOrEqual(0.01);
});

test.each([
  ['rises', 1, 0.5],
  ['is level', 1, 0],
  ['starts at no number', Number.NaN, -1],
  ['has no slope', 1, Number.NaN],
])('a line that %s is not walked', (_, value, slope) => {
  const search = new WolfeSearch(value, slope, 1);
  expect([search.decided, search.alpha, search.evaluations]).toEqual([true, 0, 0]);
});

test('a line on which nothing is lower is given up where it began', () => {
  const search = new WolfeSearch(1, -1, 1);
  for (let trial = 0; trial < 30 && !search.decided; trial++) search.found(2, 5);
  search.giveUp();
  expect([search.decided, search.alpha]).toEqual([true, 0]);
});
