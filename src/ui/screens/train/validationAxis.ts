import type { ValidationPoint } from '../../../specs/training';

export interface ValidationAxis {
  domain: readonly [number, number];
  /** The loss before training, where it lies above the frame. */
  above: number | null;
}

/** An untrained optimizer further off than this is left above the frame: it would press the rest flat. */
const FAR_OFF = 8;

/**
 * The range of losses to show: everything since training began, and the baselines.
 *
 * @returns null while there is nothing but the untrained optimizer
 */
export function validationAxis(
  points: readonly ValidationPoint[],
  references: readonly number[],
): ValidationAxis | null {
  const trained = points.filter((point) => point.horizon > 0).map((point) => point.mean);
  const shown = [...trained, ...references].filter((loss) => Number.isFinite(loss) && loss > 0);
  if (trained.length === 0 || shown.length === 0) return null;
  const most = Math.max(...shown);
  const least = Math.min(...shown);
  const untrained = points.find((point) => point.horizon === 0)?.mean ?? most;
  const above = untrained > FAR_OFF * most ? untrained : null;
  return {
    domain: [0.6 * least, 1.8 * (above === null ? Math.max(most, untrained) : most)],
    above,
  };
}
