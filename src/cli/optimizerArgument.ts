/**
 * What people write for an optimizer: `adam:lr=0.1`, the name of a pretrained optimizer, or a file, with what the file
 * does not say behind a colon: `mine.safetensors:outputScale=0.1,p=10` or `mine.npz:settings=deepmind`.
 */
import path from 'node:path';
import { MissingSettings } from '../optimizerFile';
import { readAnyOptimizerFile } from '../optimizerFile/anyFile';
import {
  type GradientSpec,
  isBaselineName,
  isRated,
  type LearnedOptimizer,
  type LstmConfig,
  type OptimizerSpec,
  RATED_BASELINES,
} from '../specs/optimizer';
import { SETTING_PRESETS, type SettingPreset } from '../specs/settingPresets';
import { UsageError } from './failure';
import { isFile, pretrainedFile, pretrainedNames, readBytes } from './files';
import { toNumber } from './options';

/** `name:key=value,key=value`, split. The name may contain colons itself. */
export function splitSettings(argument: string): { name: string; settings: Map<string, string> } {
  const match = /^(.+?):([A-Za-z]+=[^:]*)$/.exec(argument);
  if (match === null) return { name: argument, settings: new Map() };
  const [, name = '', list = ''] = match;
  const settings = new Map<string, string>();
  for (const part of list.split(',')) {
    const [key = '', value] = part.split('=', 2);
    if (value === undefined || settings.has(key)) {
      throw new UsageError(
        `${argument}: expected key=value once for each key, got ${JSON.stringify(part)}`,
      );
    }
    settings.set(key, value);
  }
  return { name, settings };
}

/**
 * @param index the optimizer's place among the command's
 * @throws UsageError where it is nothing that we know; LabError `bad-file` where it is a file and a bad one
 */
export function parseOptimizer(argument: string, index = 0): OptimizerSpec {
  const { settings } = splitSettings(argument);
  const [name = ''] = argument.split(':', 1);
  const common = { id: `${index}`, label: argument };
  if (!isBaselineName(name) || isFile(argument)) {
    return { kind: 'learned', ...common, optimizer: parseLearned(argument) };
  }
  if (!isRated(name)) {
    if (settings.size === 0) return { kind: 'line-search', ...common, name };
    throw new UsageError(`${argument}: ${name} has no settings; a line search finds its steps`);
  }
  const learningRate = toNumber(settings.get('lr') ?? '');
  const others = [...settings.keys()].filter((key) => key !== 'lr');
  if (others.length > 0) {
    throw new UsageError(`${argument}: ${name} has no setting ${others[0]}; give lr`);
  }
  if (learningRate === undefined || learningRate <= 0) {
    const problem = settings.has('lr') ? 'its rate is not a positive number' : 'it has no rate';
    throw new UsageError(
      `${argument}: ${problem}; give one, as in ${name}:lr=0.1, or find one with "tune TASK --optimizer ${name}"`,
    );
  }
  return { kind: 'baseline', ...common, name, learningRate };
}

/** An optimizer that can be traced: one whose updates follow from gradients. */
export function parseTraced(argument: string): GradientSpec {
  const spec = parseOptimizer(argument);
  if (spec.kind !== 'line-search') return spec;
  throw new UsageError(
    `${argument}: a line search looks at the function itself; traces are of optimizers whose updates follow from gradients`,
  );
}

/**
 * A learned optimizer, from a file of any format or by its pretrained name.
 *
 * @param usual what a file without our metadata does not say, where it is not said behind its name
 */
export function parseLearned(argument: string, usual: Partial<LstmConfig> = {}): LearnedOptimizer {
  const { name, settings } = splitSettings(argument);
  // A file whose name looks like settings is still a file.
  const exact = isFile(argument);
  const file = exact ? argument : isFile(name) ? name : pretrainedFile(name);
  if (file === undefined) throw new UsageError(unknownOptimizer(argument, name));
  const missing = { ...usual, ...(exact ? {} : missingSettings(argument, settings)) };
  try {
    return readAnyOptimizerFile(readBytes(file), path.basename(file), missing);
  } catch (thrown) {
    if (!(thrown instanceof MissingSettings)) throw thrown;
    const example = thrown.needed.map((key) => `${key}=${key === 'p' ? 10 : 0.1}`).join(',');
    throw new UsageError(
      `${thrown.message}; say them behind its name, as in ${name}:${example} or ${name}:settings=deepmind (p=5,outputScale=0.01)`,
    );
  }
}

function unknownOptimizer(argument: string, name: string): string {
  if (isBaselineName(name)) {
    return `${argument} is designed by hand; a learned optimizer is needed: a file or a pretrained name`;
  }
  const pretrained = pretrainedNames();
  const list = pretrained.length === 0 ? 'none' : pretrained.join(', ');
  return `${argument} is neither a file, nor a pretrained optimizer (${list}), nor ${RATED_BASELINES.join(', ')} with a rate, nor lbfgs`;
}

function missingSettings(
  argument: string,
  settings: ReadonlyMap<string, string>,
): Partial<LstmConfig> {
  const missing: Partial<LstmConfig> = {};
  for (const [key, text] of settings) {
    if (key === 'settings') {
      Object.assign(missing, presetNamed(argument, text));
      continue;
    }
    const value = toNumber(text);
    if (value === undefined) throw new UsageError(`${argument}: ${key} is not a number`);
    if (key !== 'p' && key !== 'outputScale') {
      throw new UsageError(
        `${argument}: an optimizer file takes p and outputScale, not ${key} (settings=paper and settings=deepmind are both at once)`,
      );
    }
    missing[key] = value;
  }
  return missing;
}

function presetNamed(argument: string, name: string): SettingPreset {
  const known = Object.entries(SETTING_PRESETS).find(([key]) => key === name);
  if (known !== undefined) return known[1];
  const names = Object.keys(SETTING_PRESETS).join(' or ');
  throw new UsageError(`${argument}: settings is ${JSON.stringify(name)}, expected ${names}`);
}
