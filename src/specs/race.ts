/** A race as data: the same problems, from the same starts, for every optimizer. */
import { z } from 'zod';
import { type OptimizerSpec, RATED_BASELINES } from './optimizer';
import { type TaskSpec, taskSpecSchema } from './task';

export interface RaceConfig {
  task: TaskSpec;
  /** T, how many updates each optimizer makes; losses are kept for θ₀ … θ_T. */
  steps: number;
  /** B, how many functions are sampled. */
  problems: number;
  seed: number;
  optimizers: OptimizerSpec[];
}

/** The columns of a summary row, over the B problems at one step. */
export const SUMMARY_COLUMNS = ['mean', 'q10', 'q25', 'median', 'q75', 'q90'] as const;
export type SummaryColumn = (typeof SUMMARY_COLUMNS)[number];

/** Why an optimizer's run ended early. `step` is the first step whose loss is not usable. */
export interface Divergence {
  step: number;
  /** How many of the problems had diverged at that step. */
  problems: number;
  kind: 'non-finite' | 'exploding';
  message: string;
  remedy: string;
}

/** How a baseline's learning rate was found. */
export const tunedRateSchema = z.object({
  learningRate: z.number().positive(),
  /** Mean loss at the last step over the tuning problems at that rate. */
  loss: z.number(),
  steps: z.number().int().min(1),
  problems: z.number().int().min(1),
  seed: z.number().int(),
  /** Of networks: the loss was that over so many training examples; absent: that of one minibatch. */
  examples: z.number().int().min(1).optional(),
  /** The whole grid with its mean losses (null: diverged), and their medians where they were kept, ascending. */
  grid: z.array(
    z.object({
      learningRate: z.number().positive(),
      loss: z.number().nullable(),
      median: z.number().nullable().optional(),
    }),
  ),
  /** When it was tuned, as far as that is known: the day, or the moment. */
  date: z.string().optional(),
});
export type TunedRate = z.infer<typeof tunedRateSchema>;

export const tunedRatesSchema = z.partialRecord(z.enum(RATED_BASELINES), tunedRateSchema);
export type TunedRates = z.infer<typeof tunedRatesSchema>;

/** What rates are kept by: one text for each task and number of steps, whatever the order of the task's keys. */
export function rateKey(task: TaskSpec, steps: number): string {
  return `${steps} ${JSON.stringify(taskSpecSchema.parse(task))}`;
}
