/** When a meta-training has diverged, and what to say about it. */
import { EXPLOSION_FACTOR } from '../evaluation/divergence';
import type { Divergence } from '../specs/race';

/** A meta-gradient longer than this is of no use to Adam: its square overflows float32 soon after. */
const LARGEST_GRADIENT_NORM = 1e15;

const REMEDY =
  'Lower the meta learning rate, shorten the unroll, or lower the output scale; then train again.';

/**
 * @param meanLosses f̄ at the steps behind `fromStep`
 * @param startLoss f̄(θ₀) of the horizon
 */
export function lossDivergence(
  meanLosses: Float32Array,
  fromStep: number,
  startLoss: number,
  horizon: number,
): Divergence | null {
  const limit = EXPLOSION_FACTOR * Math.max(1, Math.abs(startLoss));
  for (const [i, loss] of meanLosses.entries()) {
    const step = fromStep + i + 1;
    if (Number.isFinite(loss) && Math.abs(loss) <= limit) continue;
    const kind = Number.isFinite(loss) ? 'exploding' : 'non-finite';
    return {
      step,
      problems: 0,
      kind,
      message: `the loss ${kind === 'exploding' ? 'exploded' : 'is not a finite number'} at step ${step} of horizon ${horizon + 1}`,
      remedy: REMEDY,
    };
  }
  return null;
}

export function gradientDivergence(
  norm: number,
  fromStep: number,
  toStep: number,
  horizon: number,
): Divergence | null {
  if (Number.isFinite(norm) && norm <= LARGEST_GRADIENT_NORM) return null;
  const kind = Number.isFinite(norm) ? 'exploding' : 'non-finite';
  return {
    step: toStep,
    problems: 0,
    kind,
    message: `the meta-gradient ${kind === 'exploding' ? 'exploded' : 'is not finite'} in the unroll over steps ${fromStep + 1} to ${toStep} of horizon ${horizon + 1}`,
    remedy: REMEDY,
  };
}
