/**
 * A training as its run keeps it, read back:
 *
 * - part `checkpoint`: a checkpoint file without its curves (validated as any file), and the settings in force;
 * - series `meta-loss` [points, 3] and `validation` [points, 5], as in checkpoint files;
 * - where a horizon was under way: part `mid-horizon`, and series `weights of horizon h` [unrolls, P], the φ that each
 *   of its unrolls was made with;
 * - parts `curves` and `baselines`: what the Train screen draws besides.
 */
import { z } from 'zod';
import { readCheckpointFile } from '../optimizerFile';
import { LabError } from '../specs/errors';
import { PAPER_BASELINES } from '../specs/optimizer';
import type { RunCurve } from '../specs/run';
import type {
  Checkpoint,
  LiveSettings,
  MetaLossPoint,
  MidHorizon,
  ValidationPoint,
} from '../specs/training';
import type { LibraryRun, RunReading } from './contents';

export interface Training {
  checkpoint: Checkpoint;
  /** Settings that the person changed during the run; null where there were none. */
  live: LiveSettings | null;
  /** The hand-designed optimizers on the validation problems. */
  baselines: readonly z.infer<typeof baselinesSchema>[number][];
  /** Mean loss at each step of the newest and of the best validation race. */
  validationCurve: Float32Array | null;
  bestCurve: Float32Array | null;
}

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
/** A baseline that diverged has a loss that is not finite, which `z.number` would refuse. */
const anyNumber = z.custom<number>((value) => typeof value === 'number');

export const liveSchema = z
  .object({
    horizon: z.number().int().min(1),
    unroll: z.number().int().min(1),
    problems: z.number().int().min(1),
    metaLearningRate: z.number().positive(),
  })
  .nullable();

export const baselinesSchema = z.array(
  z.object({
    name: z.enum(PAPER_BASELINES),
    learningRate: z.number().positive(),
    mean: anyNumber,
    median: anyNumber,
    curve: floats,
  }),
);

const checkpointSchema = z.object({
  version: z.literal(1),
  file: z.instanceof(Uint8Array),
  live: liveSchema,
});
const midHorizonSchema = z.object({
  horizon: z.number().int().min(0),
  phi: floats,
  adam: z.object({ step: z.number().int().min(0), m: floats, v: floats }),
  metaLoss: z.array(z.object({ horizon: z.number(), unroll: z.number(), value: anyNumber })),
  seconds: z.number().min(0),
});
const curvesSchema = z.object({ validation: floats.nullable(), best: floats.nullable() });

export const META_LOSS = 'meta-loss';
export const META_LOSS_COLUMNS = 3;
export const VALIDATION = 'validation';
export const VALIDATION_COLUMNS = 5;
export const WEIGHTS_OF = 'weights of horizon ';

interface Table {
  columns: number;
  values: Float64Array;
}

/**
 * A training as it was saved last; null where its checkpoint is not there (it had none yet, or was thinned out).
 *
 * @throws LabError 'bad-file' or 'storage', or a ZodError, where a part of it is damaged
 */
export async function readTraining(from: RunReading, id: string): Promise<Training | null> {
  const names = ['checkpoint', 'mid-horizon', 'curves', 'baselines'] as const;
  const [checkpoint, mid, curves, baselines] = await Promise.all(
    names.map((name) => from.part(id, name)),
  );
  if (checkpoint === undefined) return null;
  const under = midHorizonSchema.safeParse(mid).data?.horizon;
  const [metaLoss, validation, weights] = await Promise.all([
    from.series(id, META_LOSS),
    from.series(id, VALIDATION),
    under === undefined ? null : from.series(id, WEIGHTS_OF + under),
  ]);
  return trainingOf({ checkpoint, mid, curves, baselines }, { metaLoss, validation, weights });
}

/** Throws where the training of a run cannot be read. */
export function checkTraining({ series, parts }: LibraryRun): void {
  if (parts.checkpoint === undefined) return;
  const none: Table = { columns: 1, values: new Float64Array() };
  const under = midHorizonSchema.safeParse(parts['mid-horizon']).data?.horizon;
  const { checkpoint, curves, baselines } = parts;
  trainingOf(
    { checkpoint, mid: parts['mid-horizon'], curves, baselines },
    {
      metaLoss: series[META_LOSS] ?? none,
      validation: series[VALIDATION] ?? none,
      weights: under === undefined ? null : (series[WEIGHTS_OF + under] ?? null),
    },
  );
}

function trainingOf(
  parts: Record<'checkpoint' | 'mid' | 'curves' | 'baselines', unknown>,
  tables: { metaLoss: Table; validation: Table; weights: Table | null },
): Training {
  const { file, live } = checkpointSchema.parse(parts.checkpoint);
  const checkpoint = readCheckpointFile(file, 'the stored training');
  const pictures = parts.curves === undefined ? null : curvesSchema.parse(parts.curves);
  const midHorizon = midHorizonOf(checkpoint, parts.mid, tables.weights);
  return {
    checkpoint: {
      ...checkpoint,
      metaLoss: rowsOf(tables.metaLoss, META_LOSS_COLUMNS).map(toMetaLoss),
      validation: rowsOf(tables.validation, VALIDATION_COLUMNS).map(toValidation),
      ...(midHorizon === null ? {} : { midHorizon }),
    },
    live,
    baselines: parts.baselines === undefined ? [] : baselinesSchema.parse(parts.baselines),
    validationCurve: pictures?.validation ?? null,
    bestCurve: pictures?.best ?? null,
  };
}

/** Null where the checkpoint is at the end of a horizon. */
function midHorizonOf(
  { horizonsDone, phi }: Checkpoint,
  part: unknown,
  weights: Table | null,
): MidHorizon | null {
  if (part === undefined) return null;
  const { horizon, ...mid } = midHorizonSchema.parse(part);
  if (horizon !== horizonsDone) return null;
  const size = phi.length;
  const { phi: now, adam } = mid;
  if ([now, adam.m, adam.v].some((vector) => vector.length !== size)) throw damaged('mid-horizon');
  if (weights === null) throw damaged(WEIGHTS_OF + horizon);
  const phis = rowsOf(weights, size).map((row) => Float32Array.from(row));
  return { phis, ...mid };
}

function rowsOf({ columns, values }: Table, expected: number): Float64Array[] {
  if (values.length === 0) return [];
  if (columns !== expected) throw damaged(`a curve of ${columns} columns`);
  return Array.from({ length: values.length / columns }, (_, i) =>
    values.subarray(i * columns, (i + 1) * columns),
  );
}

const damaged = (what: string): LabError =>
  new LabError({
    code: 'storage',
    message: `The stored training is damaged at ${what}.`,
    remedy: 'Duplicate the run, and train it again.',
  });

function toMetaLoss([horizon = 0, unroll = 0, value = 0]: Float64Array): MetaLossPoint {
  return { horizon, unroll, value };
}

function toValidation([
  horizon = 0,
  seconds = 0,
  mean = 0,
  median = 0,
  best = 0,
]: Float64Array): ValidationPoint {
  return { horizon, seconds, mean, median, best: best === 1 };
}

/** The curves of a training, to be drawn: without reading its weights. */
export async function trainingCurves(from: RunReading, id: string): Promise<RunCurve[]> {
  const [metaLoss, validation, curves] = await Promise.all([
    from.series(id, META_LOSS),
    from.series(id, VALIDATION),
    from.part(id, 'curves'),
  ]);
  const points = rowsOf(metaLoss, META_LOSS_COLUMNS).map(toMetaLoss);
  const marks = rowsOf(validation, VALIDATION_COLUMNS).map(toValidation);
  const best = curvesSchema.safeParse(curves).data?.best ?? new Float32Array();
  const curve = (
    name: string,
    unit: RunCurve['unit'],
    x: readonly number[],
    y: ArrayLike<number>,
  ): RunCurve[] =>
    y.length === 0 ? [] : [{ name, unit, x: Float32Array.from(x), y: Float32Array.from(y) }];
  const at = marks.map(({ horizon }) => horizon);
  const seconds = Float32Array.from(marks, (mark) => mark.seconds);
  const ofValidation = (name: string, y: readonly number[]): RunCurve[] =>
    curve(name, 'horizons', at, y).map((timed) => ({ ...timed, seconds }));
  return [
    ...curve(
      'meta-loss',
      'horizons',
      horizonsOf(points),
      points.map(({ value }) => value),
    ),
    ...ofValidation(
      'validation mean',
      marks.map(({ mean }) => mean),
    ),
    ...ofValidation(
      'validation median',
      marks.map(({ median }) => median),
    ),
    ...curve('best validation race', 'steps', [...best.keys()], best),
  ];
}

/** Where each unroll stands, in horizons: the unrolls of one are spread over it evenly. */
function horizonsOf(points: readonly MetaLossPoint[]): number[] {
  const counts = new Map<number, number>();
  for (const { horizon } of points) counts.set(horizon, (counts.get(horizon) ?? 0) + 1);
  return points.map(({ horizon, unroll }) => horizon + (unroll + 1) / (counts.get(horizon) ?? 1));
}
