/** How far computed numbers lie from expected ones. */
import { appendFileSync } from 'node:fs';

export type Numbers = Float32Array | Float64Array | readonly number[];

/** Numbers in arrays of any depth, row by row. */
export type Nested = number | readonly Nested[];

export function flat(nested: Nested | Numbers): number[] {
  if (typeof nested === 'number') return [nested];
  return Array.from<Nested, number[]>(nested, (part) => flat(part)).flat();
}

/**
 * - `absolute`: |a − e|
 * - `relative`: |a − e| / |e|
 * - `scaled`: |a − e| / (1 + |e|)
 * - `norm`: ‖a − e‖₂ / ‖e‖₂, one number for the whole
 */
export type Measure = 'absolute' | 'relative' | 'scaled' | 'norm';

export interface Deviation {
  /** By the measure asked for, the largest there is; NaN or infinity where something is not finite. */
  value: number;
  /** The element that is furthest off. */
  index: number;
  actual: number;
  expected: number;
}

const elementwise: Record<Measure, (actual: number, expected: number) => number> = {
  absolute: (a, e) => Math.abs(a - e),
  relative: (a, e) => (a === e ? 0 : Math.abs(a - e) / Math.abs(e)),
  scaled: (a, e) => Math.abs(a - e) / (1 + Math.abs(e)),
  norm: (a, e) => Math.abs(a - e),
};

export function largestDeviation(
  actual: readonly number[],
  expected: readonly number[],
  measure: Measure,
): Deviation {
  let worst: Deviation = { value: 0, index: 0, actual: Number.NaN, expected: Number.NaN };
  for (const [index, e] of expected.entries()) {
    const a = actual[index] ?? Number.NaN;
    const value = elementwise[measure](a, e);
    // Written so that NaN counts as worse than any number.
    if (index === 0 || !(value <= worst.value)) worst = { value, index, actual: a, expected: e };
    if (Number.isNaN(value)) break;
  }
  if (measure !== 'norm') return worst;
  const difference = Math.hypot(...expected.map((e, i) => (actual[i] ?? Number.NaN) - e));
  return { ...worst, value: difference === 0 ? 0 : difference / Math.hypot(...expected) };
}

/**
 * Where LAB_DEVIATIONS names a file, every comparison adds a line to it: how close the engine comes, and not
 * only whether it comes close enough.
 */
export function recordDeviation(
  test: string,
  quantity: string,
  value: number,
  limit: number,
): void {
  const file = process.env.LAB_DEVIATIONS;
  if (file !== undefined) {
    appendFileSync(file, `${JSON.stringify({ test, quantity, value, limit })}\n`);
  }
}
