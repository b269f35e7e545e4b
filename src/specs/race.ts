/** A race as data: the same problems, from the same starts, for every optimizer. */
import { z } from 'zod';
import { BASELINE_NAMES, type OptimizerSpec } from './optimizer';
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
  /** The whole grid with its losses (null: diverged), ascending. */
  grid: z.array(z.object({ learningRate: z.number().positive(), loss: z.number().nullable() })),
});
export type TunedRate = z.infer<typeof tunedRateSchema>;

export const tunedRatesSchema = z.partialRecord(z.enum(BASELINE_NAMES), tunedRateSchema);
export type TunedRates = z.infer<typeof tunedRatesSchema>;

/** What rates are kept by: one text for each task and number of steps, whatever the order of the task's keys. */
export function rateKey(task: TaskSpec, steps: number): string {
  return `${steps} ${JSON.stringify(taskSpecSchema.parse(task))}`;
}
