/** Mean and quantiles over the problems, step by step. */
import { SUMMARY_COLUMNS } from '../specs/race';

/** The p-quantile of ascending values, with linear interpolation between neighbours. */
export function quantile(ascending: Float32Array, p: number): number {
  if (ascending.length === 0) return Number.NaN;
  const place = p * (ascending.length - 1);
  const below = Math.floor(place);
  const low = ascending[below] as number;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] as number;
  return low + (place - below) * (high - low);
}

export function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

export function median(values: Float32Array): number {
  return quantile(values.slice().sort(), 0.5);
}

/**
 * One row of SUMMARY_COLUMNS (mean, q10, q25, median, q75, q90) for each step.
 *
 * @param losses [steps × B], row per step; a row with a non-finite entry gives a row of NaN
 */
export function summarise(losses: Float32Array, problems: number): Float32Array {
  const steps = losses.length / problems;
  const columns = SUMMARY_COLUMNS.length;
  const rows = new Float32Array(steps * columns);
  for (let t = 0; t < steps; t++) {
    const row = losses.slice(t * problems, (t + 1) * problems);
    const average = mean(row);
    if (!Number.isFinite(average)) {
      rows.fill(Number.NaN, t * columns, (t + 1) * columns);
      continue;
    }
    row.sort();
    rows.set([average, ...[0.1, 0.25, 0.5, 0.75, 0.9].map((p) => quantile(row, p))], t * columns);
  }
  return rows;
}
