import type { Checkpoint } from '../specs/training';

/** Over so many horizons the average is of all φ so far, before β takes over. */
const YOUNG = 10;

/**
 * φ̄ ← β φ̄ + (1 − β) φ behind a horizon, where the configuration asks for it. Early on β is smaller,
 * (1 + horizons) / (10 + horizons), because the first weights are random.
 *
 * @param before the checkpoint in front of the horizon
 * @param phi φ [P] behind it
 */
export function movingAverage(
  { config, average, phi: first, horizonsDone }: Checkpoint,
  phi: Float32Array,
): Pick<Checkpoint, 'average'> {
  if (config.averaging === undefined) return {};
  const beta = Math.min(config.averaging, (1 + horizonsDone) / (YOUNG + horizonsDone));
  const before = average ?? first;
  return { average: phi.map((value, i) => beta * (before[i] as number) + (1 - beta) * value) };
}
