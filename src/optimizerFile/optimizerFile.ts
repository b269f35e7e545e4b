/**
 * The optimizer file: one `.safetensors` file with a learned optimizer's weights and what is needed to use them.
 *
 * The tensors have the names and layout of PyTorch's `nn.LSTMCell` and `nn.Linear` (gates i, f, g, o), so that
 * `load_state_dict` takes them: `cells.{l}.weight_ih` [4H, inputs], `cells.{l}.weight_hh` [4H, H],
 * `cells.{l}.bias_ih` and `cells.{l}.bias_hh` [4H], `output.weight` [1, H], `output.bias` [1]. PyTorch adds the two
 * biases; so does the reader. The writer puts all of it in `bias_ih`, the forget gate's 1 included.
 *
 * `__metadata__` holds strings: `format`, `version`, `rule`, `preprocess`, `p`, `outputScale`, `output` (`linear` where
 * it is missing), `hiddenUnits`, `layers` and `training` (JSON). Keys that we do not know are kept and written back.
 */
import { LabError } from '../specs/errors';
import { learnedOptimizerFromPhi, phiFromLearnedOptimizer } from '../specs/lstmShapes';
import { type LearnedOptimizer, type LstmConfig, lstmConfigSchema } from '../specs/optimizer';
import { badFile } from './badFile';
import { CHECKPOINT_FORMAT } from './checkpointFile';
import {
  readSafetensors,
  requireFinite,
  type SafetensorsFile,
  type StoredTensor,
  writeSafetensors,
} from './safetensors';
import {
  FORMAT,
  fileTensorShapes,
  inferSettings,
  KNOWN_KEYS,
  labelledSettings,
  MissingSettings,
  type NeededSetting,
  parseTraining,
  VERSION,
} from './settings';

export { type InferredSettings, MissingSettings, type NeededSetting } from './settings';

/**
 * Reads and checks an optimizer file.
 *
 * A file without our `format` is accepted where its tensors fit; what their shapes do not tell is taken from
 * `missing`, and asked for where it is not there. For a file with our metadata `missing` is not used.
 *
 * @param fileName for messages only
 * @throws LabError `bad-file`, naming the tensor or key at fault; as MissingSettings where settings are asked for
 */
export function readOptimizerFile(
  bytes: Uint8Array,
  fileName: string,
  missing: Partial<LstmConfig> = {},
): LearnedOptimizer {
  return optimizerFromTensors(readSafetensors(bytes, fileName), fileName, missing);
}

/** As `readOptimizerFile`, from named tensors and metadata, whatever file they came in. */
export function optimizerFromTensors(
  file: SafetensorsFile,
  fileName: string,
  missing: Partial<LstmConfig> = {},
): LearnedOptimizer {
  const format = file.metadata.get('format');
  if (format === CHECKPOINT_FORMAT) {
    throw badFile(
      fileName,
      'is the checkpoint of a training run, not an optimizer',
      'Resume the training from it, or choose the optimizer file beside it.',
    );
  }
  const ours = format === FORMAT;
  const config = ours
    ? labelledSettings(file.metadata, file.tensors, fileName)
    : completedSettings(file.tensors, fileName, missing);
  const { tensors } = learnedOptimizerFromPhi(config, readPhi(file.tensors, config, fileName), {});
  return {
    config,
    tensors,
    training: ours ? parseTraining(file.metadata.get('training'), fileName) : {},
    extra: Object.fromEntries([...file.metadata].filter(([key]) => !KNOWN_KEYS.has(key))),
  };
}

function completedSettings(
  tensors: SafetensorsFile['tensors'],
  fileName: string,
  missing: Partial<LstmConfig>,
): LstmConfig {
  const inferred = inferSettings(tensors, fileName);
  const asked: NeededSetting[] =
    inferred.preprocess === 'log-sign' ? ['p', 'outputScale'] : ['outputScale'];
  const needed = asked.filter((key) => missing[key] === undefined);
  if (needed.length > 0) throw new MissingSettings(fileName, inferred, needed);
  const { p, outputScale } = missing;
  const parsed = lstmConfigSchema.safeParse({ ...inferred, p, outputScale });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new LabError({
    code: 'bad-input',
    message: `the setting ${String(issue?.path[0])} is not accepted: ${issue?.message}`,
    remedy: `Give another value for ${String(issue?.path[0])}.`,
  });
}

/** φ as float32, the two biases added. The tensors' names and shapes have been checked. */
function readPhi(
  tensors: ReadonlyMap<string, StoredTensor>,
  config: LstmConfig,
  fileName: string,
): Float32Array {
  const named: LearnedOptimizer['tensors'] = {};
  for (const { name, shape } of fileTensorShapes(config)) {
    const stored = tensors.get(name);
    if (stored === undefined) throw badFile(fileName, `tensor ${name} is missing`);
    // A float64 may be finite and too large for float32: checked after the conversion.
    const tensor = { shape, values: Float32Array.from(stored.values) };
    requireFinite(name, tensor, fileName);
    named[name] = tensor;
  }
  const phi = phiFromLearnedOptimizer({ config, tensors: named, training: {}, extra: {} });
  requireFinite('bias_ih + bias_hh', { shape: [phi.length], values: phi }, fileName);
  return phi;
}

/**
 * The bytes of an optimizer file. The same optimizer gives the same bytes.
 *
 * @throws LabError `bad-input` where a weight is missing, of the wrong length or not finite
 */
export function writeOptimizerFile(optimizer: LearnedOptimizer): Uint8Array<ArrayBuffer> {
  const { config, training, extra } = optimizer;
  const { tensors } = learnedOptimizerFromPhi(config, checkedPhi(optimizer), training);
  return writeSafetensors(Object.entries(tensors), [
    ['format', FORMAT],
    ['version', VERSION],
    ['rule', config.rule],
    ['preprocess', config.preprocess],
    ['p', String(config.p)],
    ['outputScale', String(config.outputScale)],
    ['output', config.output],
    ['hiddenUnits', String(config.hiddenUnits)],
    ['layers', String(config.layers)],
    ['training', JSON.stringify(training, withoutNonFinite)],
    ...Object.entries(extra).filter(([key]) => !KNOWN_KEYS.has(key)),
  ]);
}

/** JSON would write null for these, which the reader refuses where it knows the field as a number. */
function withoutNonFinite(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}

function checkedPhi(optimizer: LearnedOptimizer): Float32Array {
  const refused = (problem: string) =>
    new LabError({
      code: 'bad-input',
      message: `The optimizer cannot be written: ${problem}.`,
      remedy: 'Keep an earlier checkpoint of its training, or train it again.',
    });
  for (const [name, { values }] of Object.entries(optimizer.tensors)) {
    if (!values.every(Number.isFinite)) throw refused(`tensor ${name} is not finite`);
  }
  try {
    return phiFromLearnedOptimizer(optimizer);
  } catch (thrown) {
    throw refused(thrown instanceof Error ? thrown.message : String(thrown));
  }
}
