/** `search`: finds settings of a training by training with many of them. */
import type { Command } from 'commander';
import { newSearch } from '../../settingSearch/progress';
import type { Leaderboard } from '../../settingSearch/record';
import { LabError } from '../../specs/errors';
import type { SearchConfig, SearchState } from '../../specs/search';
import { namedFolder } from '../digits';
import { openBackend } from '../engine';
import { UsageError } from '../failure';
import { isFile } from '../files';
import { collectTrials, hasJobs } from '../jobs/collect';
import { addEngineOptions, type EngineOptions } from '../options';
import { readSearchFile, SearchFolder } from '../searchFolder';
import {
  addSearchOptions,
  requireNothingElse,
  type SearchOptions,
  searchConfigFrom,
} from '../searchOptions';
import { searchTrials } from '../searchTrials';
import { TASK_ARGUMENT } from '../task';
import type { Terminal } from '../terminal';
import { onInterrupt } from '../training';
import { withTrainingDigits } from '../trainingDigits';
import { addTrainOptions } from '../trainOptions';

interface Options extends SearchOptions, EngineOptions {
  out?: string;
  resume?: boolean;
  collect?: string;
}

/** What may be said of a search that goes on. */
const NOT_ITS_OWN = ['out', 'resume', 'backend', 'threads', 'set'];

export function addSearch(program: Command, terminal: Terminal): void {
  const command = program
    .command('search')
    .description(
      'find settings of a training: many trials, judged on the same validation problems; the best is kept',
    )
    .argument('[task]', `${TASK_ARGUMENT}; left out with --resume and --collect`)
    .option('--out <folder>', 'where the search is kept; made where it is not there')
    .option(
      '--resume',
      'go on with the search in the folder exactly as if it had not ended; trials that failed are tried again',
    )
    .option(
      '--collect <folder>',
      'trains nothing: gathers the results of jobs (see "job --split") in a leaderboard',
    );
  addSearchOptions(command);
  addEngineOptions(addTrainOptions(command)).action(
    async (task: string | undefined, options: Options) => {
      if (options.collect !== undefined) {
        requireNothingElse(command, ['collect']);
        await tell(collectTrials(options.collect), options.collect, terminal);
        return;
      }
      const { search, folder, out } = await plan(task, options, command);
      const backend = await openBackend(options, terminal);
      terminal.note(`Searching on ${backend.label} (${backend.detail})`);
      const control = new AbortController();
      const stopListening = onInterrupt(() => {
        terminal.note('Stopping after saving a checkpoint …');
        control.abort();
      });
      try {
        const how = { backend, terminal, signal: control.signal };
        const { board } = await searchTrials(search, folder, how);
        if (!board.complete) throw stopped(board, out);
        await tell(board, out, terminal);
      } finally {
        stopListening();
      }
    },
  );
}

interface Plan {
  search: SearchState;
  folder: SearchFolder;
  out: string;
}

async function plan(task: string | undefined, options: Options, command: Command): Promise<Plan> {
  const { out, resume = false } = options;
  if (out === undefined) {
    throw new UsageError('--out FOLDER is missing: where the search is to be kept');
  }
  const file = SearchFolder.stateFile(out);
  if (!resume) {
    if (task === undefined) throw new UsageError('the task is missing');
    if (isFile(file)) {
      throw new UsageError(
        `${out} has a search already: go on with --resume, or name another folder`,
      );
    }
    const config = await withData(searchConfigFrom(task, options), options);
    const search = newSearch(config);
    const folder = new SearchFolder(out);
    folder.save(search);
    return { search, folder, out };
  }
  requireNothingElse(command, NOT_ITS_OWN);
  const search = readSearchFile(file);
  if (hasJobs(out)) {
    throw new UsageError(
      `${out} has the jobs of a search: run those, and gather what they leave by --collect ${out}`,
    );
  }
  const { name } = search.config.training.task;
  if (task !== undefined && task !== name) {
    throw new UsageError(`the search to resume has the task ${name}, not ${task}`);
  }
  await withData(search.config, options);
  return { search, folder: new SearchFolder(out), out };
}

async function withData(config: SearchConfig, { set }: Options): Promise<SearchConfig> {
  return { ...config, training: await withTrainingDigits(config.training, namedFolder(set)) };
}

function stopped({ horizons }: Leaderboard, out: string): LabError {
  return new LabError({
    code: 'stopped',
    message: `Stopped after ${horizons.used} of ${horizons.planned} horizons`,
    remedy: `Go on with search --resume --out ${out}.`,
  });
}

/** @throws LabError `diverged` where no trial has a score */
async function tell(board: Leaderboard, out: string, terminal: Terminal): Promise<void> {
  if (board.complete && board.best === null) {
    throw new LabError({
      code: 'diverged',
      message: 'No trial of the search has a score: all diverged or failed',
      remedy: `Lower the meta learning rates or the output scales; ${out} says what became of each.`,
    });
  }
  await terminal.result(`${JSON.stringify({ out, ...board })}\n`);
}
