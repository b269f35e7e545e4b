/** The two meta-gradients, compared beside a training or without one. */
import type { GradientAngle, SlopeCheck } from '../../specs/metaGradients';
import type { TrainConfig } from '../../specs/training';

/** Where they are compared. */
export interface GradientsAt {
  config: TrainConfig;
  /** φ, flattened as in a checkpoint; null: the random weights that a training would begin with. */
  phi: Float32Array | null;
  /** Whose functions are rolled: its number, counted from 0. */
  horizon: number;
}

export interface GradientProgress {
  kind: 'gradient-progress';
  /** Unrolls so far, and how many there are at most. */
  done: number;
  total: number;
}

export type GradientAngleEnd =
  | { outcome: 'finished'; angle: GradientAngle }
  | { outcome: 'stopped' };
export type SlopeCheckEnd = { outcome: 'finished'; check: SlopeCheck } | { outcome: 'stopped' };
