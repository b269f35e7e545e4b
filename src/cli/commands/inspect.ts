/** `inspect`: what is in an optimizer file, or in a checkpoint. */
import path from 'node:path';
import type { Command } from 'commander';
import { MissingSettings, readOptimizerFile, writeOptimizerFile } from '../../optimizerFile';
import { readAnyOptimizerFile } from '../../optimizerFile/anyFile';
import { CHECKPOINT_FORMAT, readCheckpointFile } from '../../optimizerFile/checkpointFile';
import { looksLikeJson } from '../../optimizerFile/jsonWeights';
import { readSafetensors, type StoredTensor } from '../../optimizerFile/safetensors';
import { looksLikeZip } from '../../optimizerFile/zipFile';
import type { LearnedOptimizer, LstmConfig } from '../../specs/optimizer';
import { SETTING_PRESETS } from '../../specs/settingPresets';
import type { Checkpoint } from '../../specs/training';
import { UsageError } from '../failure';
import { isFile, pretrainedFile, readBytes } from '../files';
import { writeJson } from '../output';
import type { Terminal } from '../terminal';

export function addInspect(program: Command, terminal: Terminal): void {
  program
    .command('inspect')
    .description('what is in an optimizer file (or a checkpoint)')
    .argument('<file>', 'a file or a pretrained name')
    .option('--json', 'as JSON')
    .action(async (name: string, options: { json?: boolean }) => {
      const file = isFile(name) ? name : pretrainedFile(name);
      if (file === undefined)
        throw new UsageError(`there is no file or pretrained optimizer ${name}`);
      const bytes = readBytes(file);
      const fileName = path.basename(file);
      const { safetensors, unsaid } = asSafetensors(bytes, fileName);
      const found = summarise(safetensors, fileName);
      const settings = { ...found.settings, ...notInTheFile(unsaid) };
      const summary = { ...found, settings, bytes: bytes.length };
      if (options.json === true) await writeJson(summary, undefined, terminal);
      else await terminal.result(asText(summary));
    });
}

/** Whatever else an optimizer may come in (NPZ, JSON, a project) is read and written as its own file. */
function asSafetensors(
  bytes: Uint8Array,
  fileName: string,
): { safetensors: Uint8Array; unsaid: readonly string[] } {
  if (!looksLikeZip(bytes) && !looksLikeJson(bytes)) return { safetensors: bytes, unsaid: [] };
  const written = (missing: Partial<LstmConfig>) =>
    writeOptimizerFile(readAnyOptimizerFile(bytes, fileName, missing));
  try {
    return { safetensors: written({}), unsaid: [] };
  } catch (thrown) {
    if (!(thrown instanceof MissingSettings)) throw thrown;
    // Any will do: they are not shown.
    return { safetensors: written(SETTING_PRESETS.paper), unsaid: thrown.needed };
  }
}

const notInTheFile = (keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, 'not in the file']));

interface Summary {
  file: string;
  bytes: number;
  kind: string;
  settings: Record<string, unknown>;
  training: Record<string, unknown>;
  otherMetadata: Record<string, string>;
  parameters: number;
  tensors: {
    name: string;
    shape: readonly number[];
    rms: number;
    smallest: number;
    largest: number;
  }[];
}

function summarise(bytes: Uint8Array, fileName: string): Summary {
  const { metadata, tensors } = readSafetensors(bytes, fileName);
  const rows = [...tensors].map(([name, tensor]) => tensorRow(name, tensor));
  const common = { file: fileName, bytes: bytes.length, tensors: rows };
  const parameters = (skip: RegExp) =>
    rows.reduce((sum, { name, shape }) => sum + (skip.test(name) ? 0 : size(shape)), 0);
  if (metadata.get('format') === CHECKPOINT_FORMAT) {
    const checkpoint = readCheckpointFile(bytes, fileName);
    return {
      ...common,
      kind: 'checkpoint of a training run',
      settings: { ...checkpoint.config.optimizer },
      training: checkpointProgress(checkpoint),
      otherMetadata: {},
      parameters: checkpoint.phi.length,
    };
  }
  return {
    ...common,
    kind: 'learned optimizer',
    ...optimizerSummary(bytes, fileName),
    // bias_hh is added to bias_ih: it is not a parameter of its own.
    parameters: parameters(/bias_hh$/),
  };
}

function optimizerSummary(
  bytes: Uint8Array,
  fileName: string,
): Pick<Summary, 'settings' | 'training' | 'otherMetadata'> {
  let optimizer: LearnedOptimizer;
  try {
    optimizer = readOptimizerFile(bytes, fileName);
  } catch (thrown) {
    if (!(thrown instanceof MissingSettings)) throw thrown;
    const settings = { ...thrown.inferred, ...notInTheFile(thrown.needed) };
    return { settings, training: {}, otherMetadata: {} };
  }
  const { config, training, extra } = optimizer;
  return { settings: { ...config }, training, otherMetadata: extra };
}

function checkpointProgress({
  config,
  horizonsDone,
  seconds,
  best,
}: Checkpoint): object & Record<string, unknown> {
  const { optimizer: _, ...settings } = config;
  return {
    ...settings,
    horizonsDone,
    seconds,
    ...(best === null ? {} : { bestValidation: best.score, bestHorizon: best.horizon }),
  };
}

function tensorRow(name: string, { shape, values }: StoredTensor): Summary['tensors'][number] {
  let squares = 0;
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    squares += value * value;
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  return { name, shape, rms: Math.sqrt(squares / values.length), smallest, largest };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function asText(summary: Summary): string {
  const lines = [
    `${summary.file}: ${summary.kind}, ${summary.parameters} parameters, ${summary.bytes} bytes`,
  ];
  const section = (title: string, entries: [string, string][]) => {
    if (entries.length === 0) return;
    const width = Math.max(...entries.map(([key]) => key.length));
    lines.push('', title, ...entries.map(([key, value]) => `  ${key.padEnd(width)}  ${value}`));
  };
  const shown = (record: Record<string, unknown>): [string, string][] =>
    Object.entries(record).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]);
  section('Settings', shown(summary.settings));
  section('Training', shown(summary.training));
  section('Other metadata', shown(summary.otherMetadata));
  section(
    'Tensors',
    summary.tensors.map(({ name, shape, rms, smallest, largest }) => [
      name,
      `[${shape.join(', ')}]`.padEnd(10) +
        (size(shape) === 0
          ? ''
          : `  rms ${rms.toPrecision(4)}, from ${smallest.toPrecision(4)} to ${largest.toPrecision(4)}`),
    ]),
  );
  return `${lines.join('\n')}\n`;
}
