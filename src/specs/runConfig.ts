/** The settings of a race as its record keeps them: enough to race it again, without the weights. */
import { z } from 'zod';
import { whole } from './limits';
import { BASELINE_NAMES } from './optimizer';
import { taskSpecSchema } from './task';

const entrantSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('baseline'),
    id: z.enum(BASELINE_NAMES),
    label: z.string().max(200),
    /** Null for those that have none. */
    learningRate: z.number().positive().nullable(),
    /** Where the rate comes from. */
    source: z.enum(['manual', 'shipped', 'tuned']).nullable(),
  }),
  z.object({
    kind: z.literal('learned'),
    /** The id of its library entry, and a hash of its weights: an entry of that id may have others by now. */
    id: z.string().min(1).max(200),
    label: z.string().max(200),
    weightsHash: z.string().max(80).nullable(),
  }),
]);
export type RaceEntrantRecord = z.infer<typeof entrantSchema>;

export const raceSummaryConfigSchema = z.object({
  task: taskSpecSchema,
  /** T */
  steps: whole(1, 100_000),
  /** B */
  problems: whole(1, 4096),
  seed: whole(0, 0xffff_ffff),
  entrants: z.array(entrantSchema).max(64),
});
export type RaceSummaryConfig = z.infer<typeof raceSummaryConfigSchema>;
