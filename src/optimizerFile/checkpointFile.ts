/**
 * The checkpoint of a training run as a safetensors file, exact to the last bit.
 *
 * Tensors (float32): `phi`, `adam.m`, `adam.v` [P] and, where there are any, `best.phi` and `average` [P], all in the flat order of
 * `lstmTensorShapes`; (float64, one row for each point): `curve.metaLoss` [points, 3] with the columns horizon,
 * unroll, value; `curve.validation` [points, 5] with horizon, seconds, mean, median, best (0 or 1).
 * `__metadata__`: `format`, `version`, and `state` (JSON: all that is not an array of numbers).
 */
import { z } from 'zod';
import { lstmWeightCount } from '../specs/lstmShapes';
import {
  type Checkpoint,
  type MetaLossPoint,
  trainConfigSchema,
  type ValidationPoint,
} from '../specs/training';
import { badFile, quoted } from './badFile';
import {
  readSafetensors,
  requireFinite,
  type SafetensorsFile,
  type StoredTensor,
  writeSafetensors,
} from './safetensors';

export const CHECKPOINT_FORMAT = 'learned-optimizer-lab-checkpoint';
const VERSION = 1;
/** The curves of a million horizons fit. */
const MAX_CHECKPOINT_BYTES = 512 * 2 ** 20;
const META_LOSS_COLUMNS = 3;
const VALIDATION_COLUMNS = 5;

const stateSchema = z.object({
  config: trainConfigSchema,
  horizonsDone: z.number().int().min(0),
  seconds: z.number().min(0),
  adamStep: z.number().int().min(0),
  best: z
    .object({
      // JSON knows no infinity, which is the score of weights that diverged on validation.
      score: z
        .number()
        .nullable()
        .transform((score) => score ?? Number.POSITIVE_INFINITY),
      horizon: z.number().int().min(0),
    })
    .nullable(),
  validationsSinceBest: z.number().int().min(0),
});

/** The bytes of a checkpoint file. The same checkpoint gives the same bytes. */
export function writeCheckpointFile(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const { config, horizonsDone, seconds, phi, adam, best, validationsSinceBest } = checkpoint;
  const state: z.infer<typeof stateSchema> = {
    config,
    horizonsDone,
    seconds,
    adamStep: adam.step,
    best: best && { score: best.score, horizon: best.horizon },
    validationsSinceBest,
  };
  const vector = (values: Float32Array): StoredTensor => ({ shape: [values.length], values });
  const tensors: [string, StoredTensor][] = [
    ['phi', vector(phi)],
    ['adam.m', vector(adam.m)],
    ['adam.v', vector(adam.v)],
    [
      'curve.metaLoss',
      table(
        checkpoint.metaLoss.map(({ horizon, unroll, value }) => [horizon, unroll, value]),
        META_LOSS_COLUMNS,
      ),
    ],
    [
      'curve.validation',
      table(
        checkpoint.validation.map((point) => [
          point.horizon,
          point.seconds,
          point.mean,
          point.median,
          point.best ? 1 : 0,
        ]),
        VALIDATION_COLUMNS,
      ),
    ],
  ];
  if (best !== null) tensors.push(['best.phi', vector(best.phi)]);
  if (checkpoint.average !== undefined) tensors.push(['average', vector(checkpoint.average)]);
  return writeSafetensors(tensors, [
    ['format', CHECKPOINT_FORMAT],
    ['version', String(VERSION)],
    ['state', JSON.stringify(state)],
  ]);
}

function table(rows: number[][], columns: number): StoredTensor {
  return { shape: [rows.length, columns], values: Float64Array.from(rows.flat()) };
}

/**
 * Reads and checks a checkpoint file.
 *
 * @param fileName for messages only
 * @throws LabError `bad-file`, naming the tensor or key at fault
 */
export function readCheckpointFile(bytes: Uint8Array, fileName: string): Checkpoint {
  const file = readSafetensors(bytes, fileName, MAX_CHECKPOINT_BYTES);
  const format = file.metadata.get('format');
  if (format !== CHECKPOINT_FORMAT) {
    throw badFile(
      fileName,
      `is not the checkpoint of a training run (the metadata key format is ${format === undefined ? 'missing' : quoted(format)})`,
      'Choose the file that ends in .checkpoint.safetensors.',
    );
  }
  const version = file.metadata.get('version');
  if (version !== String(VERSION)) {
    throw badFile(
      fileName,
      `is a checkpoint of version ${quoted(String(version))}; this Lab reads version ${VERSION}`,
      'Resume it with the version of the Lab that wrote it.',
    );
  }
  const { adamStep, best, ...state } = parseState(file, fileName);
  const size = lstmWeightCount(state.config.optimizer);
  const weights = (name: string) => readWeights(file, name, size, fileName);
  return {
    version: VERSION,
    ...state,
    phi: weights('phi'),
    adam: { step: adamStep, m: weights('adam.m'), v: weights('adam.v') },
    ...(file.tensors.has('average') ? { average: weights('average') } : {}),
    best: best && { phi: weights('best.phi'), ...best },
    metaLoss: readRows(file, 'curve.metaLoss', META_LOSS_COLUMNS, fileName).map(toMetaLoss),
    validation: readRows(file, 'curve.validation', VALIDATION_COLUMNS, fileName).map(toValidation),
  };
}

function parseState(file: SafetensorsFile, fileName: string): z.infer<typeof stateSchema> {
  let state: unknown;
  try {
    state = JSON.parse(file.metadata.get('state') ?? '');
  } catch {
    throw badFile(fileName, 'the metadata key state is not JSON');
  }
  const parsed = stateSchema.safeParse(state);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badFile(
    fileName,
    `the metadata key state is damaged at ${quoted(issue?.path.join('.') ?? '')}: ${issue?.message ?? ''}`,
  );
}

function readWeights(
  file: SafetensorsFile,
  name: string,
  size: number,
  fileName: string,
): Float32Array {
  const tensor = file.tensors.get(name);
  if (tensor === undefined) throw badFile(fileName, `tensor ${name} is missing`);
  if (!(tensor.values instanceof Float32Array) || tensor.values.length !== size) {
    throw badFile(
      fileName,
      `tensor ${name} is [${tensor.shape.join(', ')}], expected ${size} float32 numbers`,
    );
  }
  requireFinite(name, tensor, fileName);
  return tensor.values;
}

function readRows(
  file: SafetensorsFile,
  name: string,
  columns: number,
  fileName: string,
): number[][] {
  const tensor = file.tensors.get(name);
  if (tensor === undefined) throw badFile(fileName, `tensor ${name} is missing`);
  if (tensor.shape.length !== 2 || tensor.shape[1] !== columns) {
    throw badFile(
      fileName,
      `tensor ${name} is [${tensor.shape.join(', ')}], expected [points, ${columns}]`,
    );
  }
  return Array.from({ length: tensor.shape[0] ?? 0 }, (_, i) => {
    const row = [...tensor.values.subarray(i * columns, (i + 1) * columns)];
    const horizon = row[0] ?? Number.NaN;
    if (Number.isSafeInteger(horizon) && horizon >= 0) return row;
    throw badFile(fileName, `tensor ${name} counts ${horizon} as a horizon in row ${i}`);
  });
}

// A curve may hold a NaN (a run that diverged keeps its curve), so the values are not checked for finiteness.
function toMetaLoss([horizon = 0, unroll = 0, value = 0]: number[]): MetaLossPoint {
  return { horizon, unroll, value };
}

function toValidation([
  horizon = 0,
  seconds = 0,
  mean = 0,
  median = 0,
  best = 0,
]: number[]): ValidationPoint {
  return { horizon, seconds, mean, median, best: best === 1 };
}
