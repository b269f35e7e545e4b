/** From the losses of a race to the few numbers that a figure keeps. Pure. */
import type { FigureLine, Spread } from '../../specs/figureResult';
import { mean, quantile } from '../summary';

/** By default four significant digits: more than a figure shows, and short in a file. */
export function shortened(value: number, digits = 4): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
}

/** @param values of the B problems; one that is not finite makes everything null */
export function spreadOf(values: Float32Array): Spread {
  const average = mean(values);
  if (values.length === 0 || !Number.isFinite(average)) return NO_SPREAD;
  const sorted = values.slice().sort();
  return {
    mean: shortened(average),
    median: shortened(quantile(sorted, 0.5)),
    q10: shortened(quantile(sorted, 0.1)),
    q90: shortened(quantile(sorted, 0.9)),
  };
}

export const NO_SPREAD: Spread = { mean: null, median: null, q10: null, q90: null };

/** @param losses [steps × B], row per step */
export function curveOf(losses: Float32Array, problems: number): NonNullable<FigureLine['curve']> {
  const rows = Array.from({ length: losses.length / problems }, (_, t) =>
    spreadOf(losses.subarray(t * problems, (t + 1) * problems)),
  );
  return {
    median: rows.map((row) => row.median),
    q10: rows.map((row) => row.q10),
    q90: rows.map((row) => row.q90),
  };
}

/** Mean of a curve over the steps after `from`; null where it has none, or ended early. */
export function areaOf(curve: readonly (number | null)[], from: number): number | null {
  const shown = curve.slice(from + 1);
  const known = shown.filter((value) => value !== null);
  if (known.length < shown.length || known.length === 0) return null;
  return shortened(known.reduce((sum, value) => sum + value, 0) / known.length);
}
