/** `figures`: computes the paper's figures anew and writes them as the page shows them. */
import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../../../package.json';
import {
  FIGURE_IDS,
  FIGURE_SEED,
  FIGURE_SIZE_NAMES,
  type FigureId,
  type FigureSizeName,
  isDissection,
  usesDigits,
} from '../../specs/figures';
import { type DigitSource, mnistSpecSchema } from '../../specs/task';
import { folderIn, withDigits } from '../digits';
import { dissectedFigure } from '../dissectedFigure';
import { openBackend } from '../engine';
import { UsageError } from '../failure';
import { FigureFiles } from '../figureFiles';
import type { FigureContext } from '../figureJob';
import { publicFolder, requireWritable } from '../files';
import { addEngineOptions, type EngineOptions, seed } from '../options';
import { racedFigure } from '../racedFigure';
import type { Terminal } from '../terminal';

interface FiguresOptions extends EngineOptions {
  only: FigureId[];
  data?: string;
  size: FigureSizeName;
  seed: number;
  optimizer?: string[];
  out?: string;
  commit?: string;
  force: boolean;
}

export function addFigures(program: Command, terminal: Terminal): void {
  const command = program
    .command('figures')
    .description(
      "compute the paper's figures 4, 5, 6, 10 and 11 anew; what is up to date is left alone",
    )
    .option('--only <figures>', `some of ${FIGURE_IDS.join(',')}`, figureIds, [...FIGURE_IDS])
    .option(
      '--data <folder>',
      "the folder of MNIST's four files, or synthetic (default: public/data/mnist)",
    )
    .addOption(
      new Option('--size <name>', 'how many problems to race on, and to tune rates on')
        .choices(FIGURE_SIZE_NAMES)
        .default('full' satisfies FigureSizeName),
    )
    .option('--seed <number>', 'which problems', seed, FIGURE_SEED)
    .option(
      '--optimizer <file...>',
      'learned optimizers (default: those that ship); figures 10 and 11 look into the first',
    )
    .option('--out <folder>', 'where to write (default: public/figures)')
    .option('--commit <name>', "the state of the project's repository, for the record")
    .option('--force', 'compute again what is up to date', false);
  addEngineOptions(command).action(async (options: FiguresOptions) => {
    const files = new FigureFiles(outFolder(options));
    const source = await dataSource(options);
    const backend = await openBackend(options, terminal);
    const context: FigureContext = { ...options, source, files, terminal };
    for (const figure of options.only) {
      const job = isDissection(figure)
        ? dissectedFigure(figure, context)
        : racedFigure(figure, context);
      if (!options.force && job.current) {
        terminal.note(`figure ${figure}: up to date`);
        continue;
      }
      const from = performance.now();
      const [findings, cameOut] = await job.compute();
      const seconds = Math.round(performance.now() - from) / 1000;
      files.write({
        version: 1,
        ...findings,
        date: new Date().toISOString(),
        seconds,
        backend: backend.name,
        appVersion: version,
        ...(options.commit === undefined ? {} : { commit: options.commit }),
      });
      terminal.note(`figure ${figure}: ${cameOut} (${Math.round(seconds)} s)`);
    }
  });
}

function figureIds(text: string): FigureId[] {
  return text.split(',').map((part) => {
    const id = FIGURE_IDS.find((known) => known === part);
    if (id === undefined) throw new InvalidArgumentError(`Expected ${FIGURE_IDS.join(', ')}.`);
    return id;
  });
}

/** @throws UsageError where there is no such folder */
function outFolder({ out }: FiguresOptions): string {
  const root = publicFolder();
  if (out === undefined && root === undefined) throw new UsageError('give --out FOLDER');
  const folder = out ?? path.join(root ?? '', 'figures');
  requireWritable(path.join(folder, 'index.json'));
  return folder;
}

/**
 * Loads the digits where a figure needs them.
 *
 * @throws UsageError where they are not named as they have to be
 */
async function dataSource({ only, data = '' }: FiguresOptions): Promise<DigitSource> {
  // The page's name for them. What lies in the usual folder is MNIST.
  if (data === 'files') {
    throw new UsageError(
      '--data files: digits of your own are read from their folder; name it by --data FOLDER (./files, if that is its name)',
    );
  }
  if (!only.some(usesDigits) || data === 'synthetic') return 'synthetic';
  const task = mnistSpecSchema.parse({ name: 'mnist', data: 'mnist' });
  const loaded = await withDigits(task, folderIn(data), '--data FOLDER');
  return loaded.name === 'mnist' ? loaded.data : 'synthetic';
}
