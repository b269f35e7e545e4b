/** What the Train screen knows about the two meta-gradients, first-order and full. */
import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../../specs/errors';
import type { GradientAngle, SlopeCheck } from '../../specs/metaGradients';
import type { MetaGradientKind, TrainConfig } from '../../specs/training';

/** What was found at the weights after so many horizons of training. */
export interface MeasuredAngle extends GradientAngle {
  horizon: number;
  /** The meta-gradient that trains. */
  kind: MetaGradientKind;
}

export interface MeasuredSlopes extends SlopeCheck {
  horizon: number;
  /** Of the optimizer and the meta-loss that were looked at. */
  config: TrainConfig;
}

/** What is being computed: the angle because it was asked for, or because training goes on; or the differences. */
export type GradientWork = 'angle' | 'following' | 'slopes';

export interface GradientState {
  working: { what: GradientWork; share: number; stopping: boolean } | null;
  /** The angles measured in this training, the newest last. */
  angles: readonly MeasuredAngle[];
  slopes: MeasuredSlopes | null;
  /** Whether the angle is measured again and again while training goes on, and after how many horizons. */
  following: boolean;
  every: number;
  error: ErrorInfo | null;
}

export interface GradientActions {
  /** The angle at the weights as they are now. */
  measureAngle(): Promise<void>;
  /** Both meta-gradients against finite differences at the weights as they are now. */
  checkSlopes(): Promise<void>;
  /** Ends what is being computed; what was found before stays. */
  stop(): void;
  setFollowing(following: boolean): void;
  setEvery(horizons: number): void;
}

export type GradientStore = StoreApi<GradientState & GradientActions>;
