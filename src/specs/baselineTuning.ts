/** Where the rates of optimizers designed by hand come from when nobody says them: the same everywhere. */
import { z } from 'zod';
import { tunedRatesSchema } from './race';
import { type TaskSpec, taskSpecSchema } from './task';

/** `public/pretrained/baselines.json` and `public/figures/rates.json`: rates that were tuned beforehand. */
export const ratesFileSchema = z.object({
  version: z.literal(1),
  entries: z.array(
    z.object({
      task: taskSpecSchema,
      steps: z.number().int().min(1),
      rates: tunedRatesSchema,
      date: z.string(),
    }),
  ),
});

export type RatesFile = z.infer<typeof ratesFileSchema>;

/** How many rates a grid has: from 10⁻⁴ to 10¹, neighbours differ by a factor of 1.65. A second, finer one adds to them. */
export const LEARNING_RATES = 24;

const TUNING_PROBLEMS = 64;
/** Networks take long and differ little; one minibatch would say little about which rate is best. */
const TUNING_NETWORKS = { problems: 2, examples: 2000 };
const TUNING_SEED = 77_001;

/** How a rate that is not known is tuned for a race of this seed: never on the race's own problems. */
export function baselineTuning(
  task: TaskSpec,
  raceSeed: number,
): { problems: number; examples?: number; seed: number } {
  const seed = raceSeed === TUNING_SEED ? TUNING_SEED + 1 : TUNING_SEED;
  return { ...(task.name === 'mnist' ? TUNING_NETWORKS : { problems: TUNING_PROBLEMS }), seed };
}
