/** What the units of an LSTM follow: Pearson's r of their hidden values with what other optimizers keep count of. */
import { TRACKED, type Tracked, type UnitCorrelation } from '../specs/trace';
import { finiteSteps } from './finiteSteps';

/** β of the gradient's running mean and of its running mean square, as in Adam. */
export const MEAN_DECAY = 0.9;
export const SQUARE_DECAY = 0.999;

/** In so few steps anything follows anything. */
export const LEAST_CORRELATED_STEPS = 5;

/** A spread below this share of the largest magnitude is the rounding of float32, not a change. */
const CONSTANT = 1e-7;

/**
 * r of every unit over the steps, in float64, with the gradient ∇ₜ, its running mean m̂ₜ and mean square v̂ₜ,
 *
 *     m ← β₁ m + (1 − β₁) ∇,   m̂ = m / (1 − β₁ᵗ⁺¹)         v ← β₂ v + (1 − β₂) ∇²,   v̂ = v / (1 − β₂ᵗ⁺¹)
 *
 * (each with ∇ₜ already in it, as hₜ₊₁ has), and t. Null where there are too few steps or where either is constant.
 *
 * @param hidden h of each layer [T × H], row by step
 * @param gradient ∇ₜ [T]; steps from the first that is not finite on are left out
 */
export function unitCorrelations(
  hidden: readonly Float32Array[],
  hiddenUnits: number,
  gradient: Float32Array,
): UnitCorrelation[] {
  const steps = finiteSteps(gradient);
  const tracked = trackedSeries(gradient.subarray(0, steps));
  const against = TRACKED.map((name) => [name, centred(tracked[name])] as const);
  return hidden.flatMap((values, layer) =>
    Array.from({ length: hiddenUnits }, (_, unit) => {
      const series = Float64Array.from(
        { length: steps },
        (_, t) => values[t * hiddenUnits + unit] as number,
      );
      const own = centred(series);
      const r = Object.fromEntries(against.map(([name, other]) => [name, pearson(own, other)]));
      return { layer, unit, r: r as Record<Tracked, number | null> };
    }),
  );
}

/** What the hidden values are compared with, t = 0 … T − 1. */
export function trackedSeries(gradient: Float32Array): Record<Tracked, Float64Array> {
  const steps = gradient.length;
  const momentum = new Float64Array(steps);
  const square = new Float64Array(steps);
  let m = 0;
  let v = 0;
  for (const [t, g] of gradient.entries()) {
    m = MEAN_DECAY * m + (1 - MEAN_DECAY) * g;
    v = SQUARE_DECAY * v + (1 - SQUARE_DECAY) * g * g;
    momentum[t] = m / (1 - MEAN_DECAY ** (t + 1));
    square[t] = v / (1 - SQUARE_DECAY ** (t + 1));
  }
  return {
    gradient: Float64Array.from(gradient),
    momentum,
    square,
    step: Float64Array.from({ length: steps }, (_, t) => t),
  };
}

/** Pearson's r of two series of one length; null where they are too short, or where either is constant. */
export const correlation = (a: Float64Array, b: Float64Array): number | null =>
  pearson(centred(a), centred(b));

/** x − x̄, scaled to length 1; null where x does not change. */
function centred(series: Float64Array): Float64Array | null {
  if (series.length < LEAST_CORRELATED_STEPS) return null;
  const largest = series.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return null;
  // By the largest first: squares of gradients' squares would leave the range of float64.
  const share = series.map((value) => value / largest);
  const mean = share.reduce((sum, value) => sum + value, 0) / share.length;
  const apart = share.map((value) => value - mean);
  const length = Math.sqrt(apart.reduce((sum, value) => sum + value * value, 0));
  if (!(length > CONSTANT * Math.sqrt(apart.length))) return null;
  return apart.map((value) => value / length);
}

function pearson(a: Float64Array | null, b: Float64Array | null): number | null {
  if (a === null || b === null) return null;
  const r = a.reduce((sum, value, t) => sum + value * (b[t] as number), 0);
  return Math.min(1, Math.max(-1, r));
}
