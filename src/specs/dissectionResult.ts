/** What comes out of Figures 10 and 11: small enough to ship, and checked when it is read. */
import { z } from 'zod';
import { figureOriginShape } from './figureResult';
import { PAPER_BASELINES } from './optimizer';
import { DIGIT_SOURCES, mnistSpecSchema } from './task';

/** One number for each step; null behind a divergence. */
const steps = z.array(z.number().nullable());
/** Null where there is nothing to be measured. */
const measured = z.number().nullable();

/** An optimizer designed by hand, at its rate, which only watches. */
const rated = z.object({ name: z.enum(PAPER_BASELINES), learningRate: z.number().positive() });

const commonShape = {
  ...figureOriginShape,
  data: z.enum(DIGIT_SOURCES),
  seed: z.number().int(),
  /** Which of the seed's problems, counted from 0. */
  problem: z.number().int(),
  tuning: z.object({ problems: z.number().int(), seed: z.number().int() }),
  /** The one that is dissected. */
  optimizer: z.object({
    id: z.string(),
    label: z.string(),
    /** Of its weights as they stand in their file. */
    sha256: z.string().optional(),
  }),
  task: mnistSpecSchema,
  /** T */
  steps: z.number().int().min(1),
  /** Of the first layer's weights the one whose updates have the largest root mean square over the steps. */
  coordinate: z.number().int().min(0),
  divergedAt: z.number().int().nullable(),
};

/** The measures of one optimizer's updates over the steps. */
export const historyMeasureSchema = z.object({
  /** `own`, or the name of one designed by hand. */
  id: z.enum(['own', ...PAPER_BASELINES]),
  /** Of the steps after the first, the share at which its update has another sign than the one before. */
  signChanges: measured,
  /** Pearson's r with the learned one's updates, over the steps; null for that one itself. */
  correlation: measured,
  /** The root mean square of its updates over the first `window` steps, and over the last. */
  early: measured,
  late: measured,
});
export type HistoryMeasure = z.infer<typeof historyMeasureSchema>;

export const historyResultSchema = z
  .object({
    ...commonShape,
    figure: z.literal('10'),
    /** ∇ₜ and uₜ, t = 0 … T − 1, and θₜ, t = 0 … T. */
    gradient: steps,
    update: steps,
    value: steps,
    /** What others would have proposed on the same way. */
    wouldBe: z.array(rated.extend({ updates: steps })),
    /** How many steps `early` and `late` are of. */
    window: z.number().int(),
    measures: z.array(historyMeasureSchema),
  })
  .refine(
    (result) =>
      [result.gradient, result.update, ...result.wouldBe.map(({ updates }) => updates)].every(
        ({ length }) => length === result.steps,
      ) && result.value.length === result.steps + 1,
    'it has not one number for each step',
  );
export type HistoryResult = z.infer<typeof historyResultSchema>;

/** The measures of one optimizer's curves of proposed updates. */
export const sweepMeasureSchema = z.object({
  id: z.enum(['own', ...PAPER_BASELINES]),
  /** At how many of the steps the proposed update never grows with the gradient. */
  falling: z.number().int(),
  /** How steep it is at the ends of the sweep, as a share of how steep it is around 0: the median over the steps. */
  endSlope: measured,
  /** |proposal for a gradient of 0|, as a share of the largest of its step: the median over the steps. */
  offset: measured,
});
export type SweepMeasure = z.infer<typeof sweepMeasureSchema>;

export const sweepResultSchema = z
  .object({
    ...commonShape,
    figure: z.literal('11'),
    /** Gradients from −limit to limit. */
    limit: z.number().positive(),
    /** At which of the T steps the gradient was swept [S]. */
    sweptSteps: z.array(z.number().int()),
    /** Those tried, ascending, evenly spaced [P]. */
    gradients: z.array(z.number()),
    /** What was proposed [S][P]. */
    proposed: z.array(steps),
    wouldBe: z.array(rated.extend({ updates: z.array(steps) })),
    /** What really happened at those steps [S]. */
    actual: z.object({ gradient: steps, update: steps }),
    measures: z.array(sweepMeasureSchema),
  })
  .refine(({ sweptSteps, gradients, proposed, wouldBe, actual }) => {
    const fields = [proposed, ...wouldBe.map(({ updates }) => updates)];
    const rows = [...fields, actual.gradient, actual.update];
    return (
      rows.every(({ length }) => length === sweptSteps.length) &&
      fields.flat().every(({ length }) => length === gradients.length)
    );
  }, 'it has not one number for each step and gradient');
export type SweepResult = z.infer<typeof sweepResultSchema>;

/** By figure. */
export const DISSECTION_SCHEMAS = { '10': historyResultSchema, '11': sweepResultSchema } as const;
export type DissectionResult = HistoryResult | SweepResult;

/** What of a result the engine finds; who computed it, where and when is added by whoever knows. */
type Found<R> = Omit<R, keyof typeof figureOriginShape>;
export type HistoryFindings = Found<HistoryResult>;
export type SweepFindings = Found<SweepResult>;
export type DissectionFindings = HistoryFindings | SweepFindings;
