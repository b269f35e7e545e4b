/** `toBeAllClose`: numbers within a stated tolerance, and a message that shows the worst of them. */
import { expect } from 'vitest';
import {
  flat,
  largestDeviation,
  type Measure,
  type Nested,
  type Numbers,
  recordDeviation,
} from './deviation';

export interface Tolerance {
  /** How the distance is measured; `absolute` unless told. */
  measure?: Measure;
  within: number;
  /** What is compared, for the message. */
  what?: string;
}

declare module 'vitest' {
  interface Matchers<T> {
    /** Equal lengths, and no element (or, measured by `norm`, not the whole) further off than `within`. */
    toBeAllClose(expected: Nested | Numbers, tolerance: Tolerance): T;
  }
}

expect.extend({
  toBeAllClose(received: Nested | Numbers, wanted: Nested | Numbers, tolerance: Tolerance) {
    const { measure = 'absolute', within, what = 'the numbers' } = tolerance;
    const actual = flat(received);
    const expected = flat(wanted);
    if (actual.length !== expected.length) {
      return {
        pass: false,
        message: () => `${what}: got ${actual.length} numbers, expected ${expected.length}`,
      };
    }
    const worst = largestDeviation(actual, expected, measure);
    recordDeviation(this.currentTestName ?? '', what, worst.value, within);
    const pass = worst.value <= within;
    return {
      pass,
      message: () =>
        [
          `${what}: ${pass ? 'no' : 'a'} deviation of more than ${within} (${measure}) among ${expected.length} numbers`,
          `  largest deviation: ${worst.value}`,
          `  worst element:     [${worst.index}]`,
          `  actual:            ${worst.actual}`,
          `  expected:          ${worst.expected}`,
        ].join('\n'),
    };
  },
});
