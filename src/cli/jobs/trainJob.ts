/** The jobs that take long, and go on from their checkpoints: a training, a search. */
import path from 'node:path';
import { version } from '../../../package.json';
import { MetaTrainer } from '../../metaTraining/metaTrainer';
import { trainedOptimizer, writeOptimizerFile } from '../../optimizerFile';
import { newSearch } from '../../settingSearch/progress';
import type { BackendInfo } from '../../specs/backend';
import { LabError } from '../../specs/errors';
import type { JobOf } from '../../specs/job';
import { phiFromLearnedOptimizer } from '../../specs/lstmShapes';
import type { TrainConfig } from '../../specs/training';
import { openBackend } from '../engine';
import { isFile, writeWhole } from '../files';
import { parseLearned } from '../optimizerArgument';
import { checkpointOf, readSearchFile, SearchFolder, sameJson } from '../searchFolder';
import { searchTrials } from '../searchTrials';
import type { Terminal } from '../terminal';
import { checkpointBeside, trainWithCheckpoints } from '../training';
import { withTrainingDigits } from '../trainingDigits';

export interface JobPlace {
  folder: string;
  terminal: Terminal;
  signal: AbortSignal;
}

/** What came out; an error that goes with numbers is that of a training that diverged or was stopped. */
export interface JobOutcome {
  numbers: Record<string, unknown>;
  error?: LabError;
}

export const OPTIMIZER_FILE = 'optimizer.safetensors';

/** Numbers of a training, as `search --collect` reads them. */
export async function trainJob(job: JobOf<'train'>, place: JobPlace): Promise<JobOutcome> {
  const { folder, terminal, signal } = place;
  const config = await withTrainingDigits(job.config, job.data ?? null);
  const out = path.join(folder, OPTIMIZER_FILE);
  const saved = checkpointBeside(out);
  const { weights, config: whole } = begun(config, job.init);
  const trainer = new MetaTrainer(whole, checkpointOf(saved, whole), weights);
  const backend = await open(job, terminal);
  const limits = { signal, ...(job.until === undefined ? {} : { until: job.until }) };
  const outcome = await trainWithCheckpoints(trainer, saved, terminal, limits);
  const { checkpoint, divergence } = outcome;
  const best = Number.isFinite(checkpoint.best?.score) ? checkpoint.best : null;
  if (best !== null) {
    const date = new Date().toISOString();
    const circumstances = { date, appVersion: version, backend: backend.label };
    writeWhole(out, writeOptimizerFile(trainedOptimizer(checkpoint, circumstances)));
  }
  const numbers = {
    outcome: outcome.outcome,
    horizons: checkpoint.horizonsDone,
    trainingSeconds: checkpoint.seconds,
    validationScore: best?.score ?? null,
    bestHorizon: best?.horizon ?? null,
    validation: checkpoint.validation.map(({ horizon, mean }) => [
      horizon,
      Number.isFinite(mean) ? mean : null,
    ]),
    backend: backend.name,
  };
  const reached = checkpoint.horizonsDone >= (job.until ?? Number.POSITIVE_INFINITY);
  if (outcome.outcome === 'stopped' && !reached) {
    return { numbers, error: stopped(`${checkpoint.horizonsDone} of ${whole.epochs} horizons`) };
  }
  if (outcome.outcome === 'diverged' || best === null) {
    const message = divergence?.message ?? 'no validation gave a finite loss';
    const remedy = divergence?.remedy ?? 'Lower the meta learning rate or the output scale.';
    const error = new LabError({ code: 'diverged', message, remedy });
    return { numbers: { ...numbers, outcome: 'diverged' }, error };
  }
  return { numbers };
}

/** The weights that a training begins with, where they are not to be random; their shape then counts. */
function begun(
  config: TrainConfig,
  init: string | undefined,
): { config: TrainConfig; weights: Float32Array | undefined } {
  if (init === undefined) return { config, weights: undefined };
  const learned = parseLearned(init);
  const name = path.basename(init).replace(/\.safetensors$/, '');
  const startedFrom = { name, training: learned.training };
  return {
    config: { ...config, optimizer: learned.config, startedFrom },
    weights: phiFromLearnedOptimizer(learned),
  };
}

export async function searchJob(job: JobOf<'search'>, place: JobPlace): Promise<JobOutcome> {
  const { folder, terminal, signal } = place;
  const training = await withTrainingDigits(job.config.training, job.data ?? null);
  const config = { ...job.config, training };
  const file = SearchFolder.stateFile(folder);
  const search = isFile(file) ? readSearchFile(file) : newSearch(config);
  if (!sameJson(search.config, config)) {
    throw new LabError({
      code: 'bad-file',
      message: `${file} is another search`,
      remedy: 'Choose another folder, or --force.',
    });
  }
  const backend = await open(job, terminal);
  const { board } = await searchTrials(search, new SearchFolder(folder), {
    backend,
    terminal,
    signal,
  });
  const numbers = { ...board, backend: backend.name };
  if (!board.complete) {
    const { used, planned } = board.horizons;
    return { numbers, error: stopped(`${used} of ${planned} horizons`) };
  }
  if (board.best !== null) return { numbers };
  const message = 'No trial of the search has a score: all diverged or failed';
  const remedy = 'Lower the meta learning rates or the output scales.';
  return { numbers, error: new LabError({ code: 'diverged', message, remedy }) };
}

async function open(
  { command, engine }: JobOf<'train' | 'search'>,
  terminal: Terminal,
): Promise<BackendInfo> {
  const { backend: choice = 'auto', threads } = engine ?? {};
  const options = { backend: choice, ...(threads === undefined ? {} : { threads }) };
  const backend = await openBackend(options, terminal);
  const doing = command === 'train' ? 'Training' : 'Searching';
  terminal.note(`${doing} on ${backend.label} (${backend.detail})`);
  return backend;
}

const stopped = (where: string): LabError =>
  new LabError({
    code: 'stopped',
    message: `Stopped after ${where}`,
    remedy: 'The same job goes on from there.',
  });
