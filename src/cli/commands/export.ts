/** `export`: an optimizer's weights in formats that other programs read. */
import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import { FORMAT, fileTensorShapes, VERSION } from '../../optimizerFile/settings';
import type { LearnedOptimizer } from '../../specs/optimizer';
import { UsageError } from '../failure';
import { requireWritable, writeWhole } from '../files';
import { nested } from '../json';
import { type NpyArray, npz } from '../npz';
import { parseLearned } from '../optimizerArgument';
import type { Terminal } from '../terminal';

const WRITERS = { npz: writeNpz, json: writeJsonWeights } as const;
const LATER = ['pytorch', 'jax', 'tfjs'] as const;

type Format = keyof typeof WRITERS | (typeof LATER)[number];

export function addExport(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description('write an optimizer for other programs')
    .addArgument(new Argument('<file>', 'an optimizer file or a pretrained name'))
    .addOption(
      new Option('--format <name>', `npz, json; ${LATER.join(', ')} come later`)
        .choices([...Object.keys(WRITERS), ...LATER])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <path>', 'the file to write')
    .action((file: string, { format, out }: { format: Format; out: string }) => {
      if (format !== 'npz' && format !== 'json') {
        throw new UsageError(
          `--format ${format} comes later; ${Object.keys(WRITERS).join(' and ')} can be written now`,
        );
      }
      requireWritable(out);
      const optimizer = parseLearned(file);
      writeWhole(out, WRITERS[format](optimizer));
      terminal.note(`Wrote ${out}`);
    });
}

function settingsOf({ config, training, extra }: LearnedOptimizer): object {
  return { ...extra, format: FORMAT, version: Number(VERSION), ...config, training };
}

/** The file's tensors by their names, and the settings as JSON under `__metadata__`. */
function writeNpz(optimizer: LearnedOptimizer): Uint8Array {
  const arrays: Record<string, NpyArray> = {
    __metadata__: { kind: 'text', text: JSON.stringify(settingsOf(optimizer)) },
  };
  for (const { name, shape } of fileTensorShapes(optimizer.config)) {
    arrays[name] = { kind: 'float32', shape, values: valuesOf(optimizer, name) };
  }
  return npz(arrays);
}

/** The settings, and the tensors as nested lists under `tensors`. */
function writeJsonWeights(optimizer: LearnedOptimizer): string {
  const tensors = fileTensorShapes(optimizer.config).map(({ name, shape }) => [
    name,
    nested(valuesOf(optimizer, name), shape),
  ]);
  const content = { ...settingsOf(optimizer), tensors: Object.fromEntries(tensors) };
  return `${JSON.stringify(content)}\n`;
}

function valuesOf({ tensors }: LearnedOptimizer, name: string): Float32Array {
  return tensors[name]?.values ?? new Float32Array(0);
}
