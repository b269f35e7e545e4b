/** When a run has diverged, and what to say about it. */
import type { Divergence } from '../specs/race';

/** A mean loss this many times the starting one (or this large, where that is below 1) counts as exploding. */
export const EXPLOSION_FACTOR = 1e8;

/**
 * Looks at the losses of one step over the problems.
 *
 * @param losses f(θₜ) [B]
 * @param startMean the mean of f(θ₀)
 * @returns what is wrong, or null
 */
export function findDivergence(
  losses: Float32Array,
  step: number,
  startMean: number,
  remedy: string,
): Divergence | null {
  let nonFinite = 0;
  let exploding = 0;
  let sum = 0;
  const limit = EXPLOSION_FACTOR * Math.max(1, Math.abs(startMean));
  for (const loss of losses) {
    sum += loss;
    if (!Number.isFinite(loss)) nonFinite++;
    else if (Math.abs(loss) > limit) exploding++;
  }
  const of = `${losses.length} problem${losses.length === 1 ? '' : 's'}`;
  if (nonFinite > 0) {
    return {
      step,
      problems: nonFinite,
      kind: 'non-finite',
      message: `the loss is not a finite number at step ${step} on ${nonFinite} of ${of}`,
      remedy,
    };
  }
  if (Math.abs(sum / losses.length) > limit) {
    return {
      step,
      problems: exploding,
      kind: 'exploding',
      message: `the mean loss grew more than ${EXPLOSION_FACTOR.toExponential(0)}-fold by step ${step}`,
      remedy,
    };
  }
  return null;
}
