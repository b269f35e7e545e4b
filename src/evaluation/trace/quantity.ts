/** The quantities that a map shows, step by step, and how large they are. */
import type { MapQuantity } from '../../specs/trace';
import { type Trace, valuesOf } from './trace';

/**
 * A quantity of all coordinates that were kept [k], for t = 0 … T − 1 in turn, each in an array that is good until the
 * next: uₜ, ∇ₜ, θₜ, or uₜ/∇ₜ, which is NaN where the gradient is zero.
 */
export function* quantityRows(trace: Trace, quantity: MapQuantity): Generator<Float32Array, void> {
  const { gradient, update, kept, config } = trace;
  const k = kept.length;
  if (quantity === 'value') {
    yield* valuesOf(trace, config.steps - 1);
    return;
  }
  const rates = new Float32Array(k);
  for (let t = 0; t < config.steps; t++) {
    const from = t * k;
    if (quantity === 'update') yield update.subarray(from, from + k);
    else if (quantity === 'gradient') yield gradient.subarray(from, from + k);
    else {
      for (let i = 0; i < k; i++) {
        const slope = gradient[from + i] as number;
        rates[i] = slope === 0 ? Number.NaN : (update[from + i] as number) / slope;
      }
      yield rates;
    }
  }
}

/** Of a quantity over all coordinates and steps; numbers that are not finite do not count. */
export interface QuantitySizes {
  /** Each coordinate's root mean square over the steps [k]. */
  rms: Float64Array;
  /** The largest magnitude, 0 where there is none. */
  largest: number;
  /** The LOW_QUANTILE of the magnitudes that are not zero; 0 where there are none. */
  low: number;
}

const LOW_QUANTILE = 0.1;
/** Magnitudes are counted by their first bits: 8 of the exponent and 7 behind the point, so to 1/128 of their size. */
const DROPPED_BITS = 16;

export function quantitySizes(trace: Trace, quantity: MapQuantity): QuantitySizes {
  const k = trace.kept.length;
  const squares = new Float64Array(k);
  const steps = new Int32Array(k);
  const counts = new Int32Array(2 ** (31 - DROPPED_BITS));
  const one = new Float32Array(1);
  const bits = new Uint32Array(one.buffer);
  let largest = 0;
  let all = 0;
  for (const row of quantityRows(trace, quantity)) {
    for (let i = 0; i < k; i++) {
      const size = Math.abs(row[i] as number);
      if (!(size < Number.POSITIVE_INFINITY)) continue;
      squares[i] = (squares[i] as number) + size * size;
      steps[i] = (steps[i] as number) + 1;
      if (size === 0) continue;
      if (size > largest) largest = size;
      one[0] = size;
      const bin = (bits[0] as number) >>> DROPPED_BITS;
      counts[bin] = (counts[bin] as number) + 1;
      all++;
    }
  }
  const rms = squares.map((sum, i) => Math.sqrt(sum / Math.max(1, steps[i] as number)));
  return { rms, largest, low: lowOf(counts, all) };
}

/** The least magnitude of the bin that the quantile falls into. */
function lowOf(counts: Int32Array, all: number): number {
  if (all === 0) return 0;
  let below = 0;
  let bin = 0;
  while (below + (counts[bin] as number) <= LOW_QUANTILE * (all - 1))
    below += counts[bin++] as number;
  return new Float32Array(Uint32Array.of(bin << DROPPED_BITS).buffer)[0] as number;
}
