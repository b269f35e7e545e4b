const WEIGHT = 0.95;

/**
 * Debiased exponential mean, sₜ = Σ 0.95ᵗ⁻ⁱ vᵢ / Σ 0.95ᵗ⁻ⁱ over the finite values so far. A value that is not finite
 * is passed on as it is and left out of the mean.
 */
export function smoothed(values: Float64Array): Float64Array {
  let sum = 0;
  let weights = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    sum = WEIGHT * sum + value;
    weights = WEIGHT * weights + 1;
    return sum / weights;
  });
}
