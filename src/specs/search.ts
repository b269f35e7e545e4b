/** A search over the settings of a training, as data: what is varied, how trials are chosen, how far each one is. */
import { z } from 'zod';
import { oneOf, positive, whole } from './limits';
import { lstmConfigSchema } from './optimizer';
import { trainConfigSchema } from './training';

/** The settings that may be varied. */
export const VARIED = [
  'metaLearningRate',
  'outputScale',
  'unroll',
  'horizon',
  'hiddenUnits',
  'preprocess',
] as const;
export type Varied = (typeof VARIED)[number];
export type VariedNumber = Exclude<Varied, 'preprocess'>;

/** Not more trials than anybody would wait for, or read in one table. */
export const MOST_TRIALS = 1000;
const MOST_POINTS = 64;

/**
 * Numbers between two ends. Random trials draw from it uniformly on its scale; a grid takes `points` of them, at equal
 * distances on its scale.
 */
const rangeOf = (value: z.ZodNumber, scale: 'linear' | 'log') =>
  z
    .strictObject({
      kind: z.literal('range'),
      low: value,
      high: value,
      scale: oneOf(['linear', 'log']).default(scale),
      points: whole(1, MOST_POINTS).default(4),
    })
    .refine(({ low, high }) => low <= high, 'low must not be above high');

/** One of these, each as likely as the others. */
const valuesOf = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    kind: z.literal('values'),
    values: z
      .array(value)
      .min(1, 'a value is needed')
      .max(MOST_POINTS, `expected at most ${MOST_POINTS} values`)
      .refine((all) => new Set(all).size === all.length, 'one of them is there twice'),
  });

const numbers = (value: z.ZodNumber, scale: 'linear' | 'log') =>
  z.discriminatedUnion('kind', [rangeOf(value, scale), valuesOf(value)], {
    error: 'expected the kind range or values',
  });

const { hiddenUnits, outputScale, preprocess } = lstmConfigSchema.shape;
const { unroll, horizon } = trainConfigSchema.shape;

/** What is varied, and within what; settings that are left out stay as the training has them. */
export const searchSpaceSchema = z
  .strictObject({
    /** The rate at the beginning; a schedule keeps its shape. */
    metaLearningRate: numbers(positive(1), 'log').optional(),
    outputScale: numbers(outputScale.unwrap(), 'log').optional(),
    /** Never longer than the horizon. */
    unroll: numbers(unroll.unwrap(), 'linear').optional(),
    horizon: numbers(horizon.unwrap(), 'linear').optional(),
    hiddenUnits: numbers(hiddenUnits.unwrap(), 'linear').optional(),
    preprocess: valuesOf(preprocess.unwrap()).optional(),
  })
  .refine((space) => VARIED.some((name) => space[name] !== undefined), 'nothing is varied');
export type SearchSpace = z.infer<typeof searchSpaceSchema>;
export type SearchRange = Extract<NonNullable<SearchSpace[VariedNumber]>, { kind: 'range' }>;

export const STRATEGIES = ['random', 'grid', 'halving'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/**
 * `random`: all trials trained to the end. `grid`: one trial for every combination. `halving`: successive halving
 * (Jamieson and Talwalkar, 2016): all trials for `first` horizons, the best 1/η of them for η times as many, and so on
 * until the last ones are trained to the end.
 */
export const strategySchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('random'), trials: whole(1, MOST_TRIALS).default(16) }),
    z.strictObject({ kind: z.literal('grid') }),
    z.strictObject({
      kind: z.literal('halving'),
      trials: whole(2, MOST_TRIALS).default(16),
      /** η */
      eta: whole(2, 16).default(3),
      first: whole(1, 1_000_000).default(20),
    }),
  ],
  { error: `expected the strategy ${STRATEGIES.slice(0, -1).join(', ')} or ${STRATEGIES.at(-1)}` },
);
export type Strategy = z.infer<typeof strategySchema>;

/** How many combinations a grid has. */
export function gridSize(space: SearchSpace): number {
  return VARIED.reduce((size, name) => {
    const axis = space[name];
    if (axis === undefined) return size;
    return size * (axis.kind === 'values' ? axis.values.length : axis.points);
  }, 1);
}

export const searchConfigSchema = z
  .strictObject({
    version: z.literal(1, { error: 'expected a search of version 1' }),
    /** What all trials have in common: the task, the seed, the validation problems, and how long a whole training is. */
    training: trainConfigSchema,
    space: searchSpaceSchema,
    strategy: strategySchema,
    /** Which settings are drawn. */
    seed: whole(0, 0xffff_ffff).default(1),
  })
  .refine(({ strategy, space }) => strategy.kind !== 'grid' || gridSize(space) <= MOST_TRIALS, {
    path: ['space'],
    error: `the grid has more than ${MOST_TRIALS} combinations`,
  });
export type SearchConfig = z.infer<typeof searchConfigSchema>;

/** The settings that are a trial's own. */
export const trialSettingsSchema = z.strictObject({
  metaLearningRate: z.number().optional(),
  outputScale: z.number().optional(),
  unroll: z.number().optional(),
  horizon: z.number().optional(),
  hiddenUnits: z.number().optional(),
  preprocess: preprocess.unwrap().optional(),
});
export type TrialSettings = z.infer<typeof trialSettingsSchema>;

/**
 * `waiting`: it has still to train to the end of its rung; `resting`: it is there, and waits for the others; `out`: others
 * were better. The rest are ends.
 */
export const TRIAL_STATES = [
  'waiting',
  'running',
  'resting',
  'out',
  'finished',
  'early-stopped',
  'diverged',
  'failed',
] as const;
export type TrialState = (typeof TRIAL_STATES)[number];

const count = z.number().int().min(0);

export const trialSchema = z.strictObject({
  /** Counted from 0. */
  number: count,
  settings: trialSettingsSchema,
  state: z.enum(TRIAL_STATES),
  /** The rung that it trains for, or was the last it trained for; counted from 0. */
  rung: count,
  horizonsDone: count,
  /** Seconds of training, validation not counted. */
  seconds: z.number().min(0),
  /** The best mean over the validation problems so far, and after how many horizons; null: none was finite yet. */
  score: z.number().nullable(),
  bestHorizon: count.nullable(),
  /** Every validation as [horizons trained, mean]; a mean that is not finite is null. */
  validation: z.array(z.tuple([count, z.number().nullable()])),
  /** Why it diverged or failed; null: it did neither. */
  trouble: z.string().nullable(),
});
export type Trial = z.infer<typeof trialSchema>;

/** All there is to a search but for its trials' checkpoints. JSON can carry it. */
export const searchStateSchema = z.strictObject({
  version: z.literal(1, { error: 'expected a search of version 1' }),
  config: searchConfigSchema,
  trials: z.array(trialSchema).max(MOST_TRIALS),
});
export type SearchState = z.infer<typeof searchStateSchema>;
