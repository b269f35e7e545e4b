/** A search as jobs, one for each trial: written for a scheduler, and gathered when they have run. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readOptimizerFile } from '../../optimizerFile';
import { dueTrials, newSearch, type TrialEnd, withTrialEnd } from '../../settingSearch/progress';
import { bestTrial } from '../../settingSearch/ranking';
import { readSearchConfig, readSearchState } from '../../settingSearch/readSearch';
import type { Leaderboard } from '../../settingSearch/record';
import { trialTraining } from '../../settingSearch/space';
import type { Job, JobResult } from '../../specs/job';
import type { SearchConfig, SearchState } from '../../specs/search';
import { UsageError } from '../failure';
import { isFile, readBytes, userPath, writeWhole } from '../files';
import {
  checkpointOf,
  makeFolder,
  readJson,
  SearchFolder,
  sameJson,
  trialName,
} from '../searchFolder';
import { checkpointBeside } from '../training';
import { readJob, readResult } from './jobFile';
import { OPTIMIZER_FILE } from './trainJob';

/**
 * Writes a job file for each trial that is to be trained next: `DIR/000.json`, whose results go to `DIR/000`. Of random
 * trials and grids these are all that are not done; of halving those of one rung, so it is called again when they have run.
 *
 * @param file a search's configuration, a search, or a job whose command is `search`
 * @returns the files, in the order of the trials
 */
export function splitSearch(file: string, into: string): string[] {
  const { config, job } = readSplit(file);
  const state = path.join(into, 'search.json');
  if (isFile(state)) {
    if (!hasJobs(into)) {
      throw new UsageError(`${into} has a search that is not made of jobs: name another folder`);
    }
    const there = readSearchState(readJson(state), state);
    if (!sameJson(there.config, config)) {
      throw new UsageError(`${into} has the jobs of another search: name another folder`);
    }
  }
  makeFolder(into);
  const search = gathered(config, into);
  writeWhole(state, `${JSON.stringify(search)}\n`);
  return dueTrials(search).map(({ number, until }) => {
    const training = trialTraining(config, search.trials[number]?.settings ?? {});
    const trial: Job = {
      version: 1,
      command: 'train',
      config: training,
      ...(until < training.epochs ? { until } : {}),
      ...(job?.data === undefined ? {} : { data: job.data }),
      ...(job?.engine === undefined ? {} : { engine: job.engine }),
    };
    const name = path.join(into, `${trialName(number)}.json`);
    writeWhole(name, `${JSON.stringify(trial, null, 2)}\n`);
    return name;
  });
}

function readSplit(file: string): { config: SearchConfig; job: Job | null } {
  const value = readJson(file);
  const has = (key: string) => typeof value === 'object' && value !== null && key in value;
  if (has('trials')) return { config: readSearchState(value, file).config, job: null };
  if (!has('command')) return { config: readSearchConfig(value, file), job: null };
  const job = readJob(value, file);
  if (job.command === 'search') return { config: job.config, job };
  throw new UsageError(`${file} is a job for ${job.command}: only a search can be split`);
}

/**
 * Makes the leaderboard out of what the jobs of a search have left, and writes it beside them, with the best optimizer.
 *
 * @throws UsageError where the folder has none
 */
export function collectTrials(folder: string): Leaderboard {
  const file = path.join(folder, 'search.json');
  if (!isFile(file)) {
    throw new UsageError(
      `--collect ${folder}: there is no search.json, as "job --split" writes it`,
    );
  }
  if (!hasJobs(folder)) {
    throw new UsageError(
      `--collect ${folder}: this search is not made of jobs; its leaderboard.json is complete, and search --resume --out ${folder} goes on with it`,
    );
  }
  const { config } = readSearchState(readJson(file), file);
  const search = gathered(config, folder);
  writeWhole(file, `${JSON.stringify(search)}\n`);
  const best = bestTrial(search);
  const training = best && trialTraining(config, best.settings);
  const made = best && path.join(folder, trialName(best.number), OPTIMIZER_FILE);
  const checkpoint = training && made ? checkpointOf(checkpointBeside(made), training) : undefined;
  return new SearchFolder(folder).report(search, checkpoint, made ? backendOf(made) : undefined);
}

/** What has computed an optimizer. */
function backendOf(file: string): string | undefined {
  if (!isFile(file)) return undefined;
  const { backend } = readOptimizerFile(readBytes(file), file).training;
  return typeof backend === 'string' ? backend : undefined;
}

/** Whether a folder has the jobs of a search, as `--split` writes them: else what is known of it lies in `trials/`. */
export const hasJobs = (folder: string): boolean =>
  readdirSync(userPath(folder)).some((name) => JOB_FILE.test(name));

/** `trialName`, as a job. */
const JOB_FILE = /^\d{3,}\.json$/;

/** The search as far as its jobs have come. */
function gathered(config: SearchConfig, folder: string): SearchState {
  let search = newSearch(config);
  if (!isFile(path.join(folder, 'search.json'))) return search;
  const there = new Set(readdirSync(userPath(folder)));
  const results = new Map<number, JobResult | null>();
  const resultOf = (number: number) => {
    if (!there.has(trialName(number))) return null;
    if (!results.has(number)) results.set(number, readResult(path.join(folder, trialName(number))));
    return results.get(number) ?? null;
  };
  for (;;) {
    const ends = dueTrials(search).flatMap(({ number, until }) => {
      const training = trialTraining(config, search.trials[number]?.settings ?? {});
      const result = resultOf(number);
      const own = result?.job.command === 'train' && sameJson(result.job.config, training);
      const end = own && result !== null ? endOf(result, until) : null;
      return end === null ? [] : [{ number, end }];
    });
    if (ends.length === 0) return search;
    for (const { number, end } of ends) search = withTrialEnd(search, number, end);
  }
}

/** How a trial ended a rung; null where its job has not come so far. */
function endOf({ numbers, status, error }: JobResult, until: number): TrialEnd | null {
  if (numbers === null) {
    if (status !== 'failed') return null;
    const trouble = error?.message ?? 'it failed';
    return { outcome: 'failed', horizonsDone: 0, seconds: 0, validation: [], trouble };
  }
  const { horizons = 0, trainingSeconds = 0, validation = [], outcome } = numbers as Numbers;
  const points = validation
    .filter(([horizon]) => horizon <= until)
    .map(([horizon, mean]) => ({ horizon, mean: mean ?? Number.POSITIVE_INFINITY }));
  const far = { horizonsDone: Math.min(horizons, until), validation: points };
  if (horizons > until) {
    // It has gone on since: its seconds by then are about their share.
    return { ...far, outcome: 'stopped', seconds: (trainingSeconds * until) / horizons };
  }
  if (outcome === 'stopped') {
    return horizons < until ? null : { ...far, outcome, seconds: trainingSeconds };
  }
  const trouble = outcome === 'diverged' ? { trouble: error?.message ?? 'it diverged' } : {};
  return { ...far, outcome: outcome ?? 'failed', seconds: trainingSeconds, ...trouble };
}

interface Numbers {
  outcome?: TrialEnd['outcome'];
  horizons?: number;
  trainingSeconds?: number;
  validation?: [number, number | null][];
}
