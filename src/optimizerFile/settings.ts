/** The settings of an optimizer file: as its tensors' shapes show them, and as its metadata say. */
import { z } from 'zod';
import { LabError } from '../specs/errors';
import { inputFeatures, lstmTensorShapes } from '../specs/lstmShapes';
import type { TrainingRecord } from '../specs/optimizer';
import { type LstmConfig, lstmConfigSchema, trainingRecordSchema } from '../specs/optimizer';
import { badFile, quoted } from './badFile';
import type { StoredTensor } from './safetensors';

export const FORMAT = 'learned-optimizer-lab';
export const VERSION = '1';
/** The metadata keys that this version gives a meaning to; all others are kept as they are. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'format',
  'version',
  'rule',
  'preprocess',
  'p',
  'outputScale',
  'output',
  'hiddenUnits',
  'layers',
  'training',
]);

type Tensors = ReadonlyMap<string, StoredTensor>;

/** What the tensors' shapes alone tell. */
export type InferredSettings = Pick<LstmConfig, 'rule' | 'layers' | 'hiddenUnits' | 'preprocess'>;
/** What they do not, so that a person has to say it. */
export type NeededSetting = 'p' | 'outputScale';

/** A file of fitting tensors without our metadata: read it again with the settings in `needed`. */
export class MissingSettings extends LabError {
  readonly inferred: InferredSettings;
  readonly needed: readonly NeededSetting[];

  constructor(fileName: string, inferred: InferredSettings, needed: readonly NeededSetting[]) {
    super({
      code: 'bad-file',
      message: `${fileName}: the settings ${needed.join(' and ')} are missing; the file has no metadata of this Lab`,
      remedy: `Say what ${needed.join(' and ')} ${needed.length > 1 ? 'were' : 'was'} when it was trained.`,
    });
    this.inferred = inferred;
    this.needed = needed;
  }
}

/**
 * Names and shapes of a file's tensors: φ's, and `bias_hh` beside each `bias_ih` as in PyTorch's LSTMCell.
 */
export function fileTensorShapes(config: LstmConfig): { name: string; shape: number[] }[] {
  return lstmTensorShapes(config).flatMap(({ name, shape }) =>
    name.endsWith('.bias_ih')
      ? [
          { name, shape },
          { name: name.replace('bias_ih', 'bias_hh'), shape },
        ]
      : [{ name, shape }],
  );
}

/** The first tensor that is missing, of another shape than the configuration's, or not a part of it. */
export function misfit(tensors: Tensors, config: LstmConfig): string | undefined {
  const expected = fileTensorShapes(config);
  for (const { name, shape } of expected) {
    const tensor = tensors.get(name);
    if (tensor === undefined) return `tensor ${name} [${shape.join(', ')}] is missing`;
    if (!sameShape(tensor.shape, shape)) {
      return `tensor ${name} is [${tensor.shape.join(', ')}], expected [${shape.join(', ')}]`;
    }
  }
  const names = new Set(expected.map(({ name }) => name));
  const extra = [...tensors.keys()].find((name) => !names.has(name));
  return extra === undefined ? undefined : `tensor ${quoted(extra)} is not a part of the optimizer`;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}

/**
 * Layers, units and inputs as the tensors have them. All other tensors are still to be checked against the result.
 *
 * @throws LabError `bad-file`, naming the tensor that does not fit
 */
export function inferSettings(tensors: Tensors, fileName: string): InferredSettings {
  let layers = 0;
  while ([...tensors.keys()].some((name) => name.startsWith(`cells.${layers}.`))) layers++;
  if (layers === 0) {
    const [first] = tensors.keys();
    const seen = first === undefined ? 'it has no tensors' : `its first tensor is ${quoted(first)}`;
    throw badFile(
      fileName,
      `tensor cells.0.weight_ih is missing (${seen})`,
      'Choose a file whose tensors are named cells.{l}.weight_ih, …, output.bias, or as PyTorch names an nn.LSTM and an nn.Linear.',
    );
  }
  const weightIh = tensors.get('cells.0.weight_ih');
  if (weightIh === undefined) throw badFile(fileName, 'tensor cells.0.weight_ih is missing');
  const [rows = 0, inputs = 0] = weightIh.shape;
  const preprocess = inputs === 1 ? 'none' : inputs === 2 ? 'log-sign' : undefined;
  if (weightIh.shape.length !== 2 || rows === 0 || rows % 4 !== 0 || preprocess === undefined) {
    throw badFile(
      fileName,
      `tensor cells.0.weight_ih is [${weightIh.shape.join(', ')}], expected [4H, 1] or [4H, 2]`,
    );
  }
  const inferred: InferredSettings = { rule: 'lstm', layers, hiddenUnits: rows / 4, preprocess };
  const checked = lstmConfigSchema.safeParse(inferred);
  if (!checked.success) throw badFile(fileName, settingProblem(checked.error, inferred));
  const problem = misfit(tensors, checked.data);
  if (problem !== undefined) throw badFile(fileName, problem);
  return inferred;
}

/** An optional plus or minus, digits with or without a point, an optional exponent: what JSON and Python write. */
const decimal = z
  .string()
  .regex(/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i, 'is not a number')
  .transform(Number);

const metadataSchema = z.object({
  version: z.literal(VERSION),
  rule: z.literal('lstm'),
  preprocess: lstmConfigSchema.shape.preprocess.unwrap(),
  p: decimal.pipe(lstmConfigSchema.shape.p.unwrap()).optional(),
  outputScale: decimal.pipe(lstmConfigSchema.shape.outputScale.unwrap()),
  // Files from before there was a choice do not say it.
  output: lstmConfigSchema.shape.output,
  hiddenUnits: decimal.pipe(lstmConfigSchema.shape.hiddenUnits.unwrap()),
  layers: decimal.pipe(lstmConfigSchema.shape.layers.unwrap()),
});

/**
 * The configuration that the metadata name, checked against the tensors.
 *
 * @throws LabError `bad-file`, naming the key where the tensors agree among themselves, else the tensor
 */
export function labelledSettings(
  metadata: ReadonlyMap<string, string>,
  tensors: Tensors,
  fileName: string,
): LstmConfig {
  const version = metadata.get('version');
  if (version !== VERSION) {
    const said =
      version === undefined ? 'the metadata key version is missing' : `is of version ${version}`;
    throw badFile(
      fileName,
      `${said}; this Lab reads version ${VERSION}`,
      version === undefined
        ? 'Export the optimizer again from where it was made.'
        : 'Update the Lab, or export the optimizer again with this version of it.',
    );
  }
  const values = Object.fromEntries(metadata);
  const parsed = metadataSchema.safeParse(values);
  if (!parsed.success) throw badFile(fileName, settingProblem(parsed.error, values));
  const { p, ...settings } = parsed.data;
  if (p === undefined && settings.preprocess === 'log-sign') {
    throw badFile(fileName, 'the metadata key p is missing, which log-sign preprocessing needs');
  }
  // Elsewhere p means nothing: a file may leave it out.
  const config = lstmConfigSchema.parse({ ...settings, p });

  const problem = misfit(tensors, config);
  if (problem === undefined) return config;
  const inferred = tryInfer(tensors, fileName);
  if (inferred === undefined) throw badFile(fileName, problem);
  throw badFile(fileName, contradiction(config, inferred), 'Correct the metadata of the file.');
}

function tryInfer(tensors: Tensors, fileName: string): InferredSettings | undefined {
  try {
    return inferSettings(tensors, fileName);
  } catch {
    return undefined;
  }
}

/** The tensors fit together, but as another optimizer than the metadata say. */
function contradiction(config: LstmConfig, inferred: InferredSettings): string {
  if (config.hiddenUnits !== inferred.hiddenUnits) {
    return `the metadata key hiddenUnits says ${config.hiddenUnits}, but the tensors have ${inferred.hiddenUnits}`;
  }
  if (config.layers !== inferred.layers) {
    return `the metadata key layers says ${config.layers}, but the tensors have ${inferred.layers}`;
  }
  const wanted = inputFeatures(config);
  return `the metadata key preprocess says ${config.preprocess} (${wanted} ${wanted === 1 ? 'input' : 'inputs'}), but tensor cells.0.weight_ih fits ${inferred.preprocess}`;
}

/** "the metadata key p is "x", which is not a number". */
function settingProblem(error: z.ZodError, values: Record<string, unknown>): string {
  const issue = error.issues[0];
  const key = String(issue?.path[0] ?? '');
  const value = values[key];
  if (value === undefined) return `the metadata key ${key} is missing`;
  const shown = typeof value === 'string' ? quoted(value) : String(value);
  return `the setting ${key} is ${shown}: ${issue?.message ?? 'not accepted'}`;
}

/**
 * The `training` metadata.
 *
 * @throws LabError `bad-file` where it is not JSON or its known fields have other types
 */
export function parseTraining(json: string | undefined, fileName: string): TrainingRecord {
  if (json === undefined) return {};
  let record: unknown;
  try {
    record = JSON.parse(json);
  } catch {
    throw badFile(fileName, 'the metadata key training is not JSON');
  }
  const parsed = trainingRecordSchema.safeParse(record);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
  throw badFile(
    fileName,
    `the metadata key training is not a training record${where}: ${issue?.message ?? ''}`,
  );
}
