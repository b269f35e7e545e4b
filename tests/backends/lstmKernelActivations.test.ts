/** How far the kernel's σ and tanh are off, in units of the last place of the float32 result. */
import { expect, test } from 'vitest';
import { kernelModule } from '../../src/runtime/kernels/module';

const COUNT = 2 ** 18;

const lastPlace = (value: number): number =>
  2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -126))) - 23);

function largestError(
  name: 'sigmoids' | 'tanhs',
  exact: (x: number) => number,
  range: number,
): number {
  const module = kernelModule();
  if (typeof module === 'string') throw new Error(module);
  const { code, arena } = module;
  const [x, y] = [arena.take(4 * COUNT), arena.take(4 * COUNT)];
  // Between the powers of two, so that no argument is a round number.
  const xs = Float32Array.from({ length: COUNT }, (_, i) => range * ((2 * i + 1) / COUNT - 1));
  arena.floats(x, COUNT).set(xs);
  code[name](x, y, COUNT);
  const ys = arena.floats(y, COUNT);
  let worst = 0;
  for (const [i, argument] of xs.entries()) {
    const expected = exact(argument);
    worst = Math.max(worst, Math.abs((ys[i] ?? Number.NaN) - expected) / lastPlace(expected));
  }
  arena.give(x);
  arena.give(y);
  return worst;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

// Measured: 2.4 and 3.7.
test.each([0.01, 1, 10, 80])('σ within 2.6 units on ±%f', (range) => {
  expect(largestError('sigmoids', sigmoid, range)).toBeLessThan(2.6);
});

test.each([1e-3, 0.1, 0.4, 1, 4, 20])('tanh within 4 units on ±%f', (range) => {
  expect(largestError('tanhs', Math.tanh, range)).toBeLessThan(4);
});

test('infinity saturates, NaN stays', () => {
  const module = kernelModule();
  if (typeof module === 'string') throw new Error(module);
  const { code, arena } = module;
  const at = arena.take(16);
  const arguments_ = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, 0];
  arena.floats(at, 4).set(arguments_);
  code.tanhs(at, at, 4);
  expect([...arena.floats(at, 4)]).toEqual([-1, 1, Number.NaN, 0]);
  arena.floats(at, 4).set(arguments_);
  code.sigmoids(at, at, 4);
  const [low, ...rest] = arena.floats(at, 4);
  expect(rest).toEqual([1, Number.NaN, 0.5]);
  expect(low).toBeGreaterThan(0);
  expect(low).toBeLessThan(1e-34);
  arena.give(at);
});
