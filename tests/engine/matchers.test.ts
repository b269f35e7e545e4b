import { describe, expect, test } from 'vitest';

const message = (check: () => void) => {
  try {
    check();
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
  return 'passed';
};

describe('toBeAllClose', () => {
  test('takes nested and typed arrays', () => {
    expect(Float32Array.from([1, 2, 3, 4])).toBeAllClose(
      [
        [1, 2],
        [[3], 4],
      ],
      { within: 0 },
    );
  });

  test('shows the worst element', () => {
    const text = message(() =>
      expect([1, 2.5, 3.1]).toBeAllClose([1, 2, 3], { what: 'theta', within: 0.2 }),
    );
    expect(text).toMatch(/theta: a deviation of more than 0\.2 \(absolute\) among 3 numbers/);
    expect(text).toMatch(/\[1\]\s+actual:\s+2\.5\s+expected:\s+2/);
  });

  test('measures relatively, scaled, and by norm', () => {
    const close = (measure: 'relative' | 'scaled' | 'norm', within: number) => () =>
      expect([101, 0.02]).toBeAllClose([100, 0.01], { measure, within });
    expect(close('relative', 1)).not.toThrow();
    expect(close('relative', 0.9)).toThrow('expected:          0.01');
    expect(close('scaled', 0.011)).not.toThrow();
    expect(close('norm', 0.011)).not.toThrow();
    expect(close('norm', 0.009)).toThrow();
  });

  test('never takes NaN, nor another number of elements', () => {
    expect(() => expect([1, Number.NaN]).toBeAllClose([1, 1], { within: 1e9 })).toThrow('NaN');
    expect(() =>
      expect([Number.NaN]).toBeAllClose([Number.NaN], { measure: 'norm', within: 1e9 }),
    ).toThrow();
    expect(() => expect([1]).toBeAllClose([1, 1], { within: 1 })).toThrow(
      'got 1 numbers, expected 2',
    );
  });
});
