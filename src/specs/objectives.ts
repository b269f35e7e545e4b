/** What a training is for, as data: which steps count, how long horizons are, what is learned besides. */
import { z } from 'zod';
import { between, oneOf, positive, whole } from './limits';
import { RATED_BASELINES } from './optimizer';

/**
 * wₜ over a horizon of T steps: `uniform`, all 1 (the paper); `rising`, t/T; `exponential`, γ^(T − t); `last`, 1 at
 * the last step of each unroll; `final`, 1 at step T only. All others are 0.
 */
export const STEP_WEIGHTS = ['uniform', 'rising', 'exponential', 'last', 'final'] as const;
export type StepWeights = (typeof STEP_WEIGHTS)[number];

/** γ where nothing else is said: a step counts half as much as the one 14 steps later. */
export const USUAL_STEP_DECAY = 0.95;

const curriculumSchema = z
  .array(
    z.object({
      horizon: whole(1),
      steps: whole(1, 10_000),
    }),
  )
  .min(1, 'a curriculum names at least one change')
  .refine(
    (s) => s.every((e, i) => i === 0 || e.horizon > (s[i - 1]?.horizon ?? 0)),
    'horizons must ascend',
  );

const drawnHorizonsSchema = z
  .object({
    shortest: whole(1, 10_000),
    longest: whole(1, 10_000),
  })
  .refine((s) => s.shortest <= s.longest, 'the shortest is longer than the longest');

/**
 * How long horizons are where they are not all alike. A curriculum (Chen et al., "Training Stronger Baselines for
 * Learning to Optimize", 2020): from horizon `horizon` on (counted from 0) they have `steps` steps. Or drawn for each
 * horizon, log-uniformly from `shortest` to `longest` steps (as Metz et al., "VeLO: Training Versatile Learned Optimizers
 * by Scaling Up", 2022, do).
 */
export const horizonScheduleSchema = z.union([curriculumSchema, drawnHorizonsSchema], {
  error: 'expected a list of lengths, or the shortest and the longest',
});
export type Curriculum = z.infer<typeof curriculumSchema>;
export type DrawnHorizons = z.infer<typeof drawnHorizonsSchema>;
export type HorizonSchedule = Curriculum | DrawnHorizons;

export const isCurriculum = (schedule: HorizonSchedule | undefined): schedule is Curriculum =>
  Array.isArray(schedule);

/**
 * A convex function that is optimised beside the task's, on coordinates of its own: F(θ, x) = f(θ) + 1/m ‖x − v‖²
 * with v ~ U(−1, 1) (Lv, Jiang and Li, "Learning Gradient Descent: Better Generalization and Longer Horizons", 2017,
 * section 4.2).
 */
export const convexTermSchema = z.object({
  /** m; 20 in the paper. */
  coordinates: whole(1, 1000).default(20),
  /** r of random scaling of x, as `coordinateScaling` is of θ; 0: none. The authors' code has 1. */
  scaling: between(0, 10).default(0),
});
export type ConvexTerm = z.infer<typeof convexTermSchema>;

/** Whom the rule is to follow. */
const example = { optimizer: oneOf(RATED_BASELINES), learningRate: positive(100) };

/**
 * A beginning by example: for so many horizons the meta-gradient is that of the squared distance between the rule's
 * updates and a hand-designed optimizer's for the same gradients. In the first half of them θ moves by the example's
 * updates, in the second half by the rule's own.
 */
const beginningSchema = z.object({
  mode: z.literal('beginning').optional(),
  horizons: whole(1, 1_000_000),
  ...example,
});

/**
 * Horizons by example all along: each is one with the probability `share`. θ then moves by the example's updates, and
 * the meta-loss is the distance of the rule's (Chen et al., 2020, section 3.2: Adam at rate 0.01, share 0.3).
 */
const sharedSchema = z.object({
  mode: z.literal('share'),
  share: between(0, 1),
  ...example,
});

/** The distance beside the meta-loss, `weight` times, where θ moves by the rule's own updates. */
const besideSchema = z.object({
  mode: z.literal('beside'),
  weight: positive(1e6),
  /** The weight falls to 0 in a straight line over so many horizons; it stays where this is left out. */
  horizons: whole(1, 1_000_000).optional(),
  ...example,
});

export const imitationSchema = z.union([beginningSchema, sharedSchema, besideSchema], {
  error: `expected one of ${RATED_BASELINES.join(', ')}, its learning rate, and how long or how much`,
});
export type Imitation = z.infer<typeof imitationSchema>;
export type ImitationMode = NonNullable<Imitation['mode']>;
