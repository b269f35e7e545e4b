/** Reading and scaling the numbers of a slider field. */
import { describe, expect, test } from 'vitest';
import {
  fromPosition,
  LOG_POSITIONS,
  readNumber,
  toPosition,
} from '../../../src/ui/controls/numbers';

const horizon = { name: 'Horizon', min: 1, max: 10_000, whole: true };
const rate = { name: 'Meta learning rate', min: 1e-6, max: 1, whole: false };

describe('readNumber', () => {
  test.each([
    ['100', 100],
    [' 7 ', 7],
    ['1e3', 1000],
  ])('takes %j', (text, value) => {
    expect(readNumber(text, horizon)).toEqual({ ok: true, value });
  });

  test.each(['', 'many', '0', '-3', '10001', '2.5', 'Infinity'])('refuses %j', (text) => {
    expect(readNumber(text, horizon)).toEqual({
      ok: false,
      error: 'Horizon takes whole numbers from 1 to 10,000.',
    });
  });

  test('names a range that begins below a thousandth', () => {
    expect(readNumber('2', rate)).toEqual({
      ok: false,
      error: 'Meta learning rate takes numbers from 0.000001 to 1.',
    });
  });
});

describe('a logarithmic slider', () => {
  test('has its ends at its ends', () => {
    expect(toPosition(1e-4, 1e-4, 0.1, 'log')).toBe(0);
    expect(toPosition(0.1, 1e-4, 0.1, 'log')).toBe(LOG_POSITIONS);
    expect(fromPosition(0, 1e-4, 0.1)).toBe(1e-4);
    expect(fromPosition(LOG_POSITIONS, 1e-4, 0.1)).toBe(0.1);
  });

  test('gives two significant digits, and comes back to the same place', () => {
    for (let position = 0; position <= LOG_POSITIONS; position++) {
      const value = fromPosition(position, 1e-4, 0.1);
      expect(value).toBe(Number(value.toPrecision(2)));
      // Rounding to two digits moves a value by 5 % at most, which is less than two positions.
      expect(Math.abs(toPosition(value, 1e-4, 0.1, 'log') - position)).toBeLessThanOrEqual(2);
    }
  });

  test('every step to the right gives another value or a larger one', () => {
    let before = 0;
    for (let position = 0; position <= LOG_POSITIONS; position++) {
      const value = fromPosition(position, 1e-4, 0.1);
      expect(value).toBeGreaterThanOrEqual(before);
      before = value;
    }
  });
});
