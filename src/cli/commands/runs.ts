/** `runs`: what runs there are in a library file or a folder, and what came of them. */
import path from 'node:path';
import type { Command } from 'commander';
import { version } from '../../../package.json';
import {
  type LibraryContents,
  type LibraryRun,
  raceCurves,
  readingOf,
  readTraining,
  trainingCurves,
  writeLibraryFile,
} from '../../libraryFile';
import { trainedOptimizer, writeCheckpointFile, writeOptimizerFile } from '../../optimizerFile';
import type { RunCurve } from '../../specs/run';
import { UsageError } from '../failure';
import { writeWhole } from '../files';
import { readRuns } from '../runsSource';
import { makeFolder } from '../searchFolder';
import type { Terminal } from '../terminal';

const ACTIONS = ['list', 'show', 'export'] as const;
type Action = (typeof ACTIONS)[number];

interface Options {
  json?: boolean;
  out?: string;
}

export function addRuns(program: Command, terminal: Terminal): void {
  program
    .command('runs')
    .description('runs in a library file of the page, or in a folder of trainings')
    .argument('<source>', 'a library file (.zip), or a folder with ….checkpoint.safetensors files')
    .argument('[action]', ACTIONS.join(', '), 'list')
    .argument('[ids...]', 'which runs (show and export); all for every one')
    .option('--json', 'list: as JSON, one record a line')
    .option('--out <place>', 'export: a folder for files of each run, or a library file (.zip)')
    .action(async (source: string, action: string, ids: string[], options: Options) => {
      if (!isAction(action)) {
        throw new UsageError(`${action} is not something to do with runs: ${ACTIONS.join(', ')}`);
      }
      const contents = readRuns(source);
      if (action === 'list') return list(contents, options, terminal);
      const runs = chosen(contents, ids);
      return action === 'show'
        ? show(runs, terminal)
        : exportRuns(contents, runs, options.out, terminal);
    });
}

const isAction = (text: string): text is Action => (ACTIONS as readonly string[]).includes(text);

function chosen({ runs }: LibraryContents, ids: readonly string[]): LibraryRun[] {
  if (ids.length === 0) throw new UsageError('which run? Name its id, or all');
  if (ids.includes('all')) return runs;
  return ids.map((id) => {
    const run = runs.find(({ record }) => record.id === id);
    if (run) return run;
    throw new UsageError(`there is no run ${id}; optlab runs … list names them`);
  });
}

async function list({ runs }: LibraryContents, options: Options, terminal: Terminal) {
  const lines = runs.map(({ record }) => {
    if (options.json === true) return JSON.stringify(record);
    const { id, kind, state, progress, result, name, tags } = record;
    const best = Object.entries(result).find(([, value]) => value !== null);
    const tagged = tags.length === 0 ? '' : `  #${tags.join(' #')}`;
    const found = best ? `  ${best[0]} ${Number(best[1]).toPrecision(4)}` : '';
    const done = `${progress.done}/${progress.total} ${progress.unit}`;
    return `${id}  ${kind}  ${state}  ${done}${found}  ${name}${tagged}`;
  });
  await terminal.result(lines.map((line) => `${line}\n`).join(''));
}

/** Records with their curves, as JSON: one run a line. */
async function show(runs: readonly LibraryRun[], terminal: Terminal): Promise<void> {
  for (const run of runs) {
    const curves = (await curvesOf(run)).map(({ x, y, seconds, ...words }) => ({
      ...words,
      x: [...x],
      ...(seconds === undefined ? {} : { seconds: [...seconds] }),
      y: [...y].map((value) => (Number.isFinite(value) ? value : null)),
    }));
    await terminal.result(`${JSON.stringify({ ...run.record, curves })}\n`);
  }
}

async function exportRuns(
  contents: LibraryContents,
  runs: readonly LibraryRun[],
  out: string | undefined,
  terminal: Terminal,
): Promise<void> {
  if (out === undefined)
    throw new UsageError('--out is missing: a folder, or a file ending in .zip');
  if (/\.zip$/i.test(out)) {
    const made = { date: new Date().toISOString(), appVersion: version };
    writeWhole(out, writeLibraryFile({ ...contents, runs: [...runs] }, made));
    return terminal.result(`${JSON.stringify({ library: out, runs: runs.length })}\n`);
  }
  makeFolder(out);
  for (const run of runs) {
    const files = await runFiles(run);
    for (const [name, content] of files) writeWhole(path.join(out, name), content);
    const written = files.map(([name]) => path.join(out, name));
    await terminal.result(`${JSON.stringify({ run: run.record.id, files: written })}\n`);
  }
}

/** The files of a run: its record, its curves, and of a training the optimizer and the checkpoint to go on from. */
async function runFiles(run: LibraryRun): Promise<[name: string, content: string | Uint8Array][]> {
  const { record } = run;
  const { id } = record;
  const files: [string, string | Uint8Array][] = [
    [`${id}.json`, `${JSON.stringify(record, null, 2)}\n`],
    [`${id}.curves.csv`, csvOf(await curvesOf(run))],
  ];
  const training = await trainingOf(run);
  if (training === null) return files;
  const { checkpoint } = training;
  const { changedAt: date, appVersion, backend } = record;
  const circumstances = { date, appVersion, ...(backend === null ? {} : { backend }) };
  files.push(
    [`${id}.safetensors`, writeOptimizerFile(trainedOptimizer(checkpoint, circumstances))],
    [`${id}.checkpoint.safetensors`, writeCheckpointFile(checkpoint)],
  );
  return files;
}

const trainingOf = async (run: LibraryRun) =>
  run.record.kind === 'training' ? readTraining(readingOf(run), run.record.id) : null;

async function curvesOf(run: LibraryRun): Promise<RunCurve[]> {
  const { record } = run;
  if (record.kind === 'training') return trainingCurves(readingOf(run), record.id);
  if (record.kind === 'race') return raceCurves(readingOf(run), record.id, record.config);
  return [];
}

function csvOf(curves: readonly RunCurve[]): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = curves.flatMap(({ name, unit, x, y }) =>
    Array.from(x, (at, i) => `${quoted(name)},${unit},${at},${y[i]}`),
  );
  return `${['curve,unit,x,y', ...rows].join('\n')}\n`;
}
