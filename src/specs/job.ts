/**
 * A job file: one command with its settings, for a scheduler that starts one process for each. `config` is what the
 * command's own settings are; names of files in it are relative to the folder in which the job is started.
 */
import { z } from 'zod';
import { BACKEND_CHOICES } from './backend';
import { EXPORT_FORMATS } from './exportFormats';
import { FIGURE_IDS, FIGURE_SIZE_NAMES } from './figures';
import { oneOf, positive, whole } from './limits';
import { RATED_BASELINES } from './optimizer';
import { searchConfigSchema } from './search';
import { SETTING_PRESET_NAMES } from './settingPresets';
import { taskSpecSchema } from './task';
import { trainConfigSchema } from './training';

const text = z.string().min(1).max(4096);
const seed = whole(0, 0xffff_ffff);
const steps = whole(1, 100_000);
const problems = whole(1, 4096);

const train = z.strictObject({
  command: z.literal('train'),
  config: trainConfigSchema,
  /** Begin with the weights of this optimizer file, or of a pretrained one. */
  init: text.optional(),
  /** Stop after so many horizons in all, where the last one comes later: the job of a longer one goes on from there. */
  until: whole(1, 1_000_000).optional(),
});
const search = z.strictObject({ command: z.literal('search'), config: searchConfigSchema });
const evaluate = z.strictObject({
  command: z.literal('evaluate'),
  config: z.strictObject({
    task: taskSpecSchema,
    /** Files, names of pretrained ones, baselines with a rate (adam:lr=0.1). */
    optimizers: z.array(text).min(1).max(64),
    count: problems.optional(),
    seed: seed.optional(),
    steps: steps.optional(),
    at: z.array(whole(0, 100_000)).min(1).max(1000).optional(),
    /** Quadratics from a file, instead of sampled ones. */
    problems: text.optional(),
  }),
});
const tune = z.strictObject({
  command: z.literal('tune'),
  config: z.strictObject({
    task: taskSpecSchema,
    optimizers: z.array(oneOf(RATED_BASELINES)).min(1).optional(),
    steps: steps.optional(),
    count: problems.optional(),
    seed: seed.optional(),
    fine: z.boolean().optional(),
    examples: whole(1, 60_000).optional(),
  }),
});
const metaGradient = z.strictObject({
  command: z.literal('meta-gradient'),
  config: z.strictObject({
    optimizer: text,
    problems: text,
    unroll: whole(1, 1000),
    secondOrder: z.boolean().optional(),
  }),
});
const trace = z.strictObject({
  command: z.literal('trace'),
  config: z.strictObject({
    task: taskSpecSchema,
    optimizer: text,
    /** As behind `--coordinates`: 0,5,17, or random:8, or all. */
    coordinates: text,
    problem: whole(0, 4095).optional(),
    seed: seed.optional(),
    steps: whole(1, 10_000).optional(),
    baselines: text.optional(),
    rates: z.partialRecord(oneOf(RATED_BASELINES), positive(1e6)).optional(),
    sweep: text.optional(),
    scale: oneOf(['linear', 'symlog']).optional(),
    limit: positive(1e12).optional(),
    points: whole(3, 100_001).optional(),
    inside: z.boolean().optional(),
  }),
});
const figures = z.strictObject({
  command: z.literal('figures'),
  config: z.strictObject({
    only: z.array(oneOf(FIGURE_IDS)).min(1).optional(),
    size: oneOf(FIGURE_SIZE_NAMES).optional(),
    seed: seed.optional(),
    optimizers: z.array(text).min(1).max(64).optional(),
  }),
});
const exporting = z.strictObject({
  command: z.literal('export'),
  config: z.strictObject({
    optimizer: text,
    format: oneOf(EXPORT_FORMATS),
    /** What a file that does not say p and output scale is taken to have. */
    settings: oneOf(SETTING_PRESET_NAMES).optional(),
  }),
});

/** What every job may say. */
const common = {
  version: z.literal(1, { error: 'expected a job of version 1' }),
  /** The folder of its results; by default that of the job file's name, beside it. */
  out: text.optional(),
  /** The folder of MNIST's four files, where the task is `mnist` and they do not lie in their usual place. */
  data: text.optional(),
  engine: z
    .strictObject({ backend: oneOf(BACKEND_CHOICES).optional(), threads: whole(1, 64).optional() })
    .optional(),
};

export const jobSchema = z.discriminatedUnion(
  'command',
  [
    train.extend(common),
    search.extend(common),
    evaluate.extend(common),
    tune.extend(common),
    metaGradient.extend(common),
    trace.extend(common),
    figures.extend(common),
    exporting.extend(common),
  ],
  {
    error:
      'expected the command train, search, evaluate, tune, meta-gradient, trace, figures or export',
  },
);
export type Job = z.infer<typeof jobSchema>;
export type JobOf<C extends Job['command']> = Extract<Job, { command: C }>;

export const JOB_STATUSES = ['done', 'failed', 'stopped'] as const;

/** What a job leaves behind as `result.json`. */
export const jobResultSchema = z.looseObject({
  version: z.literal(1),
  status: z.enum(JOB_STATUSES),
  command: z.string(),
  seconds: z.number(),
  /** When it ended, ISO 8601. */
  date: z.string(),
  versions: z.record(z.string(), z.string()),
  /** The job itself, as it was read. */
  job: jobSchema,
  /** What came out, by command; null where nothing did. */
  numbers: z.record(z.string(), z.unknown()).nullable(),
  /** Files beside it, in the same folder. */
  files: z.array(z.string()),
  error: z
    .looseObject({ code: z.string(), message: z.string(), remedy: z.string().optional() })
    .nullable(),
});
export type JobResult = z.infer<typeof jobResultSchema>;
