/** Meta-training as data (paper, section 2): everything that decides a training curve, given a backend. */
import { z } from 'zod';
import { between, oneOf, positive, whole } from './limits';
import {
  convexTermSchema,
  horizonScheduleSchema,
  imitationSchema,
  STEP_WEIGHTS,
} from './objectives';
import { lstmConfigSchema } from './optimizer';
import { DEFAULT_TASK, taskSpecSchema } from './task';

/** The meta learning rate as a step function: from horizon `horizon` on (counted from 0) it is `rate`. */
export const rateScheduleSchema = z
  .array(z.object({ horizon: whole(0), rate: positive(1) }))
  .min(1)
  .refine((s) => s[0]?.horizon === 0, 'the first entry must start at horizon 0')
  .refine(
    (s) => s.every((e, i) => i === 0 || e.horizon > (s[i - 1]?.horizon ?? -1)),
    'horizons must ascend',
  );
export type RateSchedule = z.infer<typeof rateScheduleSchema>;

/**
 * Which derivative of the meta-loss trains the optimizer. `first-order` takes ∂∇ₜ/∂φ = 0, as the paper does (section
 * 2.1): cheap, and the gradients that the rule is fed are constants to it. `full` counts it, by one Hessian-vector product
 * for each step; exact, and dearer.
 */
export const META_GRADIENTS = ['first-order', 'full'] as const;
export type MetaGradientKind = (typeof META_GRADIENTS)[number];

export const trainConfigSchema = z.object({
  task: taskSpecSchema.default(DEFAULT_TASK),
  /** Further tasks: each horizon's is drawn from `task` and these, and validation is on all of them. */
  mixture: z.array(taskSpecSchema).min(1).max(16).optional(),
  /**
   * s of random scaling: a horizon's functions are θ ↦ f(c ⊙ θ), started at θ₀ / c, with c = exp(U(−s, s)) for each
   * coordinate (Lv, Jiang and Li, 2017, section 4.1).
   */
  coordinateScaling: positive(10).optional(),
  convexTerm: convexTermSchema.optional(),
  optimizer: lstmConfigSchema.default(lstmConfigSchema.parse({})),
  /** How many horizons to train for. */
  epochs: whole(1, 1_000_000).default(500),
  /** T, steps of one roll-out from θ₀. */
  horizon: whole(1, 10_000).default(100),
  /** What T becomes later on; or between what it is drawn, and `horizon` only says how long validation is. */
  horizonSchedule: horizonScheduleSchema.optional(),
  /** K, steps between two truncations: one step of the meta-optimizer each. */
  unroll: whole(1, 1_000).default(20),
  /** B, functions sampled for each horizon. */
  problems: whole(1, 4096).default(128),
  metaLearningRate: rateScheduleSchema.default([{ horizon: 0, rate: 0.01 }]),
  /** `sum`: Σ wₜ f̄(θₜ); `log`: Σ wₜ log f̄(θₜ); f̄ is the mean over the batch of problems. */
  objective: oneOf(['sum', 'log']).default('sum'),
  /** wₜ over a horizon. */
  stepWeights: oneOf(STEP_WEIGHTS).default('uniform'),
  /** γ of exponential step weights; `USUAL_STEP_DECAY` where it is left out. */
  stepDecay: between(0.01, 1).optional(),
  metaGradient: oneOf(META_GRADIENTS).default('first-order'),
  /** What the meta-gradient's norm is cut down to where it is larger. */
  clipping: positive(1e12).optional(),
  imitation: imitationSchema.optional(),
  /**
   * β of a moving average of φ over horizons. Where it is given, that average is what is validated and kept; while
   * few horizons are done, it looks back less far.
   */
  averaging: between(0, 0.9999).optional(),
  seed: whole(0, 0xffff_ffff).default(1),
  validation: z
    .object({
      /** Validate after every so many horizons. */
      every: whole(1).default(10),
      problems: whole(1, 4096).default(128),
      /** Steps of the validation race; the horizon at the start of the run where it is left out. */
      steps: whole(1, 10_000).optional(),
      /**
       * What counts, mean over the problems: `final`, f(θ_T) (of networks over all held-back examples); `area`, the
       * mean of f(θₜ) over the steps 1 … T.
       */
      measure: oneOf(['final', 'area']).default('final'),
      /** Stop after so many validations without a new best; 0: never. */
      patience: whole(0).default(0),
    })
    .default({ every: 10, problems: 128, measure: 'final', patience: 0 }),
  /** The optimizer whose weights training began with, where it did not begin with random ones. */
  startedFrom: z.object({ name: z.string(), training: z.unknown() }).optional(),
});
export type TrainConfig = z.infer<typeof trainConfigSchema>;

/** What may be changed while a run goes on; acts from the next horizon. */
export interface LiveSettings {
  horizon: number;
  unroll: number;
  problems: number;
  /** A constant rate from now on. */
  metaLearningRate: number;
}

export interface MetaLossPoint {
  /** Horizon, counted from 0, and unroll within it. */
  horizon: number;
  unroll: number;
  /** The unroll's meta-loss divided by the sum of its weights, so that unrolls of different lengths compare. */
  value: number;
}

export interface ValidationPoint {
  /** Number of horizons trained when this was measured. */
  horizon: number;
  /** Seconds of training (pauses and validation not counted). */
  seconds: number;
  /** Mean and median over the validation problems of what `validation.measure` names. */
  mean: number;
  median: number;
  best: boolean;
}

/**
 * Everything that a run needs to go on as if it had never stopped.
 * Randomness is drawn by (seed, horizon), so `horizonsDone` is the whole state of the random stream.
 */
export interface Checkpoint {
  version: 1;
  config: TrainConfig;
  horizonsDone: number;
  seconds: number;
  /** φ, flattened in the order of `lstmTensorShapes`, and the meta-optimizer's moments. */
  phi: Float32Array;
  adam: { step: number; m: Float32Array; v: Float32Array };
  /** The moving average of φ, with `config.averaging`. */
  average?: Float32Array;
  best: { phi: Float32Array; score: number; horizon: number } | null;
  validationsSinceBest: number;
  metaLoss: MetaLossPoint[];
  validation: ValidationPoint[];
  /** How far the horizon behind `horizonsDone` is, where the run was saved in the middle of it. */
  midHorizon?: MidHorizon;
}

/**
 * The part of a horizon that is done. Its problems are drawn again and its unrolls made again, forward only, with the φ
 * that each was made with: θ and the optimizer's state are then what they were, to the last bit.
 */
export interface MidHorizon {
  /** φ [P] of each unroll that is done, from the first on. */
  phis: Float32Array[];
  /** φ and the meta-optimizer's moments behind the last of them. */
  phi: Float32Array;
  adam: Checkpoint['adam'];
  /** What the unrolls gave; not yet among the checkpoint's. */
  metaLoss: MetaLossPoint[];
  /** Seconds of this horizon so far. */
  seconds: number;
}
