/** What is kept of a run: a training, a race or a search, whoever computed it and however it ended. */
import { z } from 'zod';
import { raceSummaryConfigSchema } from './runConfig';
import { trainConfigSchema } from './training';

export const RUN_KINDS = ['training', 'race', 'search'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/**
 * `running` and `paused` are those of a run that some tab holds; one that nobody holds any more is `interrupted`.
 * `done`: it reached its end (an early stop by patience included).
 */
export const RUN_STATES = [
  'running',
  'paused',
  'interrupted',
  'done',
  'stopped',
  'failed',
  'diverged',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** How far it is: horizons of a training, steps of a race, trials of a search. */
const progressSchema = z.object({
  done: z.number().int().min(0),
  total: z.number().int().min(0),
  unit: z.enum(['horizons', 'steps', 'trials']),
});
export type RunProgress = z.infer<typeof progressSchema>;

/** A number as JSON can carry it: what is not finite is null there. */
const resultNumber = z.number().nullable();

const MAX_TAGS = 64;

const wordsSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[\w-]{1,80}$/, 'an id has letters, digits, _ and - only'),
  name: z.string().min(1).max(200),
  /** ISO dates. */
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
  state: z.enum(RUN_STATES),
  seed: z.number().int().min(0),
  /** The backend it was last computed on, as people read it; null: not known. */
  backend: z.string().max(200).nullable(),
  appVersion: z.string().max(80),
  progress: progressSchema,
  /** Seconds of computing, pauses not counted. */
  seconds: z.number().min(0),
  /** The numbers of its result by what they are: `final loss, Adam`, `best validation`. */
  result: z.record(z.string().max(200), resultNumber),
  tags: z.array(z.string().min(1).max(60)).max(MAX_TAGS),
  note: z.string().max(20_000),
  /** The library entry of the optimizer that came out of it; null: none was kept. */
  optimizerId: z.string().max(200).nullable(),
  /** The run whose settings it began with, where it is a duplicate of one; null: none. */
  parentId: z.string().max(80).nullable(),
  /** Why it failed or diverged, in words; null: it did not. */
  trouble: z.string().max(4000).nullable(),
});

/** What decides the run, by kind. A search's settings are checked by whoever searches. */
export const runRecordSchema = z.discriminatedUnion('kind', [
  wordsSchema.extend({ kind: z.literal('training'), config: trainConfigSchema }),
  wordsSchema.extend({ kind: z.literal('race'), config: raceSummaryConfigSchema }),
  wordsSchema.extend({
    kind: z.literal('search'),
    config: z.record(z.string(), z.unknown()),
  }),
]);
export type RunRecord = z.infer<typeof runRecordSchema>;
export type RecordOf<K extends RunKind> = Extract<RunRecord, { kind: K }>;

/** One line of a picture. Of a training `x` counts horizons, of its validation races and of races it counts steps. */
export interface RunCurve {
  /** `meta-loss`, `validation mean`, `validation median`, `best validation race`; of a race an entrant's label. */
  name: string;
  /** What `x` counts. */
  unit: 'horizons' | 'steps' | 'trials';
  x: Float32Array;
  y: Float32Array;
  /** When each point was reached, in seconds of training; absent where that is not kept. */
  seconds?: Float32Array;
}
