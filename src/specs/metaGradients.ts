/** What is found out about the two meta-gradients, first-order and full, at given weights: plain data. */

/** How two meta-gradients lie to each other. */
export interface GradientPair {
  /** arccos of ⟨first, full⟩ / (‖first‖ ‖full‖), in degrees; NaN where one of them is zero. */
  degrees: number;
  /** ‖first‖₂ and ‖full‖₂ */
  firstNorm: number;
  fullNorm: number;
}

/** The two meta-gradients over a horizon, at weights that stay as they are. */
export interface GradientAngle {
  /** Of the sums over the horizon's unrolls. */
  whole: GradientPair;
  /** Of each unroll that counts in the meta-loss, over the steps behind `fromStep` up to `toStep`. */
  unrolls: ({ fromStep: number; toStep: number } & GradientPair)[];
  /** Milliseconds of the quickest unroll, forward and back: whatever else goes on disturbs that one least. */
  firstMs: number;
  fullMs: number;
}

/** What the meta-loss does along one direction, and what the two gradients say that it does. */
export interface DirectionSlope {
  /** Along the full meta-gradient, or along a random direction. */
  along: 'gradient' | 'random';
  /** The step that was chosen, along a direction of length 1. */
  epsilon: number;
  /** Central difference of the meta-loss, extrapolated. */
  difference: number;
  /** How far the differences at neighbouring steps lie apart: what the difference can be trusted to. */
  uncertainty: number;
  /** ⟨first-order gradient, direction⟩ and ⟨full gradient, direction⟩ */
  first: number;
  full: number;
}

/** Both meta-gradients against finite differences of the meta-loss of a horizon's first unroll that counts. */
export interface SlopeCheck {
  fromStep: number;
  toStep: number;
  /** L at the weights themselves. */
  metaLoss: number;
  directions: DirectionSlope[];
}
