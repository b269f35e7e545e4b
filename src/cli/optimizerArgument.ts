/**
 * What people write for an optimizer: `adam:lr=0.1`, the name of a pretrained optimizer, or a file, with what the file
 * does not say behind a colon: `mine.safetensors:outputScale=0.1,p=10`.
 */
import path from 'node:path';
import { MissingSettings, readOptimizerFile } from '../optimizerFile';
import {
  BASELINE_NAMES,
  type BaselineName,
  type LearnedOptimizer,
  type LstmConfig,
  type OptimizerSpec,
} from '../specs/optimizer';
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

export function isBaseline(name: string): name is BaselineName {
  return BASELINE_NAMES.some((baseline) => baseline === name);
}

/**
 * @param index the optimizer's place among the command's
 * @throws UsageError where it is nothing that we know; LabError `bad-file` where it is a file and a bad one
 */
export function parseOptimizer(argument: string, index = 0): OptimizerSpec {
  const { settings } = splitSettings(argument);
  const [name = ''] = argument.split(':', 1);
  const common = { id: `${index}`, label: argument };
  if (!isBaseline(name) || isFile(argument)) {
    return { kind: 'learned', ...common, optimizer: parseLearned(argument) };
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

/** A learned optimizer, from a file or by its pretrained name. */
export function parseLearned(argument: string): LearnedOptimizer {
  const { name, settings } = splitSettings(argument);
  // A file whose name looks like settings is still a file.
  const exact = isFile(argument);
  const file = exact ? argument : isFile(name) ? name : pretrainedFile(name);
  if (file === undefined) throw new UsageError(unknownOptimizer(argument, name));
  const missing = exact ? {} : missingSettings(argument, settings);
  try {
    return readOptimizerFile(readBytes(file), path.basename(file), missing);
  } catch (thrown) {
    if (!(thrown instanceof MissingSettings)) throw thrown;
    const example = thrown.needed.map((key) => `${key}=${key === 'p' ? 10 : 0.1}`).join(',');
    throw new UsageError(`${thrown.message}; say them behind its name, as in ${name}:${example}`);
  }
}

function unknownOptimizer(argument: string, name: string): string {
  if (isBaseline(name)) {
    return `${argument} is designed by hand; a learned optimizer is needed: a file or a pretrained name`;
  }
  const pretrained = pretrainedNames();
  const list = pretrained.length === 0 ? 'none' : pretrained.join(', ');
  return `${argument} is neither a file, nor a pretrained optimizer (${list}), nor ${BASELINE_NAMES.join(', ')} with a rate`;
}

function missingSettings(
  argument: string,
  settings: ReadonlyMap<string, string>,
): Partial<LstmConfig> {
  const missing: Partial<LstmConfig> = {};
  for (const [key, text] of settings) {
    const value = toNumber(text);
    if (value === undefined) throw new UsageError(`${argument}: ${key} is not a number`);
    if (key !== 'p' && key !== 'outputScale') {
      throw new UsageError(`${argument}: an optimizer file takes p and outputScale, not ${key}`);
    }
    missing[key] = value;
  }
  return missing;
}
