import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/runtime/random';
import { shortestDecimal, toCsv } from '../../../src/ui/charts/csv';

describe('shortestDecimal', () => {
  test('float32 values lose their tail', () => {
    expect(shortestDecimal(Math.fround(0.1))).toBe('0.1');
    expect(shortestDecimal(Math.fround(1.2e-5))).toBe('0.000012');
  });

  test('other numbers keep every digit', () => {
    expect(shortestDecimal(0.1)).toBe('0.1');
    expect(shortestDecimal(1 / 3)).toBe(String(1 / 3));
    expect(shortestDecimal(Number.NaN)).toBe('NaN');
    expect(shortestDecimal(62)).toBe('62');
  });

  test('reads back as the same float32, exactly', () => {
    const rng = RandomStream.of(3, 'csv');
    for (let i = 0; i < 500; i++) {
      const value = Math.fround(rng.normal() * 10 ** (20 * rng.uniform() - 10));
      expect(Math.fround(Number(shortestDecimal(value)))).toBe(value);
    }
  });
});

test('quotes what needs quoting and leaves gaps empty', () => {
  const cells = [
    [0, 'diverged', null],
    [1, 'say "hi"', Math.fround(0.3)],
  ];
  const csv = toCsv({
    columns: ['step', 'LSTM, 40 units', 'Adam'],
    rows: 2,
    cell: (row, column) => cells[row]?.[column] ?? null,
  });
  expect(csv).toBe('step,"LSTM, 40 units",Adam\r\n0,diverged,\r\n1,"say ""hi""",0.3\r\n');
});
