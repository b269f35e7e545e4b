import { describe, expect, test } from 'vitest';
import { formatCell, formatCount, formatNumber, formatTicks } from '../../../src/ui/charts/format';

describe('formatNumber', () => {
  test.each([
    [0, '0'],
    [0.02138, '0.0214'],
    [0.000012, '1.2e-5'],
    [0.001, '0.001'],
    [0.00099999, '0.001'],
    [3400, '3.4k'],
    [999.6, '1k'],
    [12, '12'],
    [1, '1'],
    [0.3349, '0.335'],
    [-0.02138, '-0.0214'],
    [123456, '123k'],
    [1234567, '1.23e6'],
    [999_999, '1e6'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '-∞'],
  ])('%s is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

test('a cell has four digits, whole numbers are whole', () => {
  expect(formatCell(0.123456)).toBe('0.1235');
  expect(formatCell(12_345)).toBe('12345');
  expect(formatCell(1.5e-7)).toBe('1.5e-7');
});

test('counts have their thousands apart', () => {
  expect(formatCount(12_400)).toBe('12,400');
});

test('ticks are plain numbers where all of them are of a readable size', () => {
  expect(formatTicks([0, 0.001, 1, 1000])).toEqual(['0', '0.001', '1', '1k']);
});

test('else all are powers of ten', () => {
  expect(formatTicks([1e-12, 1e-6, 0.01, 1, 10])).toEqual(['10⁻¹²', '10⁻⁶', '10⁻²', '1', '10']);
  expect(formatTicks([-100_000, 0, 200_000])).toEqual(['-10⁵', '0', '2·10⁵']);
});
