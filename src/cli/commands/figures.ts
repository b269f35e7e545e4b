/** `figures`: computes the paper's figures anew and writes them as the page shows them. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../../../package.json';
import { computeFigure, type FigureStage } from '../../evaluation/figures/computeFigure';
import { freeRunning } from '../../runtime/control';
import type { FigureResult } from '../../specs/figureResult';
import {
  FIGURE_IDS,
  FIGURE_SEED,
  FIGURE_SIZE_NAMES,
  FIGURE_TUNING_SEED,
  type FigureConfig,
  type FigureId,
  type FigurePlan,
  type FigureSizeName,
  figurePlan,
  figureSize,
  usesDigits,
} from '../../specs/figures';
import { type DigitSource, mnistSpecSchema } from '../../specs/task';
import { withDigits } from '../digits';
import { engineWork, openBackend } from '../engine';
import { UsageError } from '../failure';
import { FigureFiles } from '../figureFiles';
import { isFile, publicFolder, readBytes, requireWritable } from '../files';
import { parseLearned } from '../optimizerArgument';
import { addEngineOptions, type EngineOptions, seed } from '../options';
import { type Shipped, shippedOptimizers } from '../pretrained';
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
    .description("compute the paper's figures 4, 5 and 6 anew; what is up to date is left alone")
    .option('--only <figures>', `some of ${FIGURE_IDS.join(',')}`, figureIds, [...FIGURE_IDS])
    .option(
      '--data <folder>',
      "the folder of MNIST's four files, or synthetic (default: public/data/mnist)",
    )
    .addOption(
      new Option('--size <name>', 'how many problems')
        .choices(FIGURE_SIZE_NAMES)
        .default('full' satisfies FigureSizeName),
    )
    .option('--seed <number>', 'which problems to race on', seed, FIGURE_SEED)
    .option('--optimizer <file...>', 'learned optimizers (default: those that ship)')
    .option('--out <folder>', 'where to write (default: public/figures)')
    .option('--commit <name>', "the state of the project's repository, for the record")
    .option('--force', 'compute again what is up to date', false);
  addEngineOptions(command).action(async (options: FiguresOptions) => {
    const files = new FigureFiles(outFolder(options));
    const source = await dataSource(options);
    const backend = await openBackend(options, terminal);
    for (const figure of options.only) {
      const { config, hashes } = configOf(figure, source, options, files);
      if (!options.force && isCurrent(files.read(figure), config, hashes)) {
        terminal.note(`figure ${figure}: up to date`);
        continue;
      }
      const result = await compute(config, files, terminal);
      files.write({
        version: 1,
        ...result,
        optimizers: result.optimizers.map((o) =>
          o.kind === 'learned' ? { ...o, sha256: hashes.get(o.id) } : o,
        ),
        backend: backend.name,
        appVersion: version,
        ...(options.commit === undefined ? {} : { commit: options.commit }),
      });
      const verdicts = result.verdicts.map(({ optimizer, kind }) => `${optimizer}: ${kind}`);
      terminal.note(`figure ${figure}: ${verdicts.join(', ')} (${Math.round(result.seconds)} s)`);
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

/** Loads the digits where a figure needs them. */
async function dataSource({ only, data }: FiguresOptions): Promise<DigitSource> {
  if (!only.some(usesDigits) || data === 'synthetic') return 'synthetic';
  const task = mnistSpecSchema.parse({ name: 'mnist', data: 'mnist' });
  const loaded = await withDigits(task, data === undefined ? [] : [`data=${data}`]);
  return loaded.name === 'mnist' ? loaded.data : 'synthetic';
}

function configOf(
  figure: FigureId,
  data: DigitSource,
  options: FiguresOptions,
  files: FigureFiles,
): { config: FigureConfig; hashes: Map<string, string> } {
  const learned = options.optimizer?.map(namedOptimizer) ?? shippedOptimizers(figure);
  if (learned.length === 0) {
    throw new UsageError(
      `figure ${figure}: no optimizer for it is in public/pretrained; give --optimizer FILE`,
    );
  }
  const plan = figurePlan(figure, data);
  const { problems, tuningProblems } = figureSize(figure, options.size);
  const config: FigureConfig = {
    figure,
    data,
    problems,
    seed: options.seed,
    tuning: { problems: tuningProblems, seed: FIGURE_TUNING_SEED },
    learned: learned.map(({ id, label, optimizer }) => ({ kind: 'learned', id, label, optimizer })),
    rates: ratesOf(plan, tuningProblems, files),
  };
  return { config, hashes: new Map(learned.map(({ id, bytes }) => [id, sha256(bytes)])) };
}

/** Rates found on as many problems. */
function ratesOf(plan: FigurePlan, problems: number, files: FigureFiles): FigureConfig['rates'] {
  return Object.fromEntries(
    plan.settings.map(({ key, task }) => {
      const known = Object.entries(files.rates(task, plan.steps));
      return [key, Object.fromEntries(known.filter(([, rate]) => rate.problems === problems))];
    }),
  );
}

function namedOptimizer(argument: string): Shipped {
  const optimizer = parseLearned(argument);
  const shipped = FIGURE_IDS.flatMap(shippedOptimizers).find(({ id }) => id === argument);
  if (shipped !== undefined) return shipped;
  const bytes = readBytes(isFile(argument) ? argument : argument.replace(/:[^:]*$/, ''));
  const id = path.basename(argument).replace(/\.safetensors.*$/, '');
  return { id, label: id, optimizer, bytes };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function isCurrent(
  result: FigureResult | null,
  { data, problems, seed: wanted, tuning, learned }: FigureConfig,
  hashes: ReadonlyMap<string, string>,
): boolean {
  if (result === null) return false;
  const raced = result.optimizers.filter(({ kind }) => kind === 'learned');
  return (
    (result.data === null || result.data === data) &&
    result.problems === problems &&
    result.seed === wanted &&
    result.tuning.problems === tuning.problems &&
    result.tuning.seed === tuning.seed &&
    raced.length === learned.length &&
    raced.every(({ id, sha256: hash }) => hash !== undefined && hashes.get(id) === hash)
  );
}

async function compute(config: FigureConfig, files: FigureFiles, terminal: Terminal) {
  const from = performance.now();
  const date = () => new Date().toISOString();
  const { settings, steps } = figurePlan(config.figure, config.data);
  const tell = ({ doing, setting, share }: FigureStage) => {
    const which = settings.length > 1 ? `, ${settings[setting]?.key}` : '';
    const percent = Math.floor(100 * share);
    terminal.progress(`figure ${config.figure}: ${percent} % (${doing}${which})`);
  };
  const found = await computeFigure(config, {
    control: freeRunning,
    attempt: (work) => engineWork(work, terminal),
    onStage: tell,
    onTuned: (setting, rates) => files.addRates(setting, steps, rates, date()),
  });
  return { ...found, date: date(), seconds: Math.round(performance.now() - from) / 1000 };
}
