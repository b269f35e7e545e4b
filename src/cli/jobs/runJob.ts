/** Runs one job from its file to its result. What it needs it reads, what comes out it writes, and nothing is shared. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { version } from '../../../package.json';
import { errorInfo, LabError } from '../../specs/errors';
import type { Job, JobResult } from '../../specs/job';
import { describeFailure, EXIT, UsageError } from '../failure';
import { userPath } from '../files';
import { makeFolder, sameJson } from '../searchFolder';
import type { Terminal } from '../terminal';
import { onInterrupt } from '../training';
import { commandLine, commandNumbers } from './commandJob';
import { outFolder, RESULT_FILE, readJobFile, readResult, writeResult } from './jobFile';
import { type JobOutcome, searchJob, trainJob } from './trainJob';

export interface JobOptions {
  out?: string | undefined;
  /** Begin anew, whatever the folder has. */
  force?: boolean | undefined;
}

/** Runs a command within this process; throws where it does not succeed. */
export type RunCommand = (argv: readonly string[]) => Promise<void>;

/**
 * @returns what the job has left; `skipped` where it was done already
 * @throws LabError of a job that did not succeed, after its result has been written; UsageError where it could not begin
 */
export async function runJobFile(
  file: string,
  { out, force = false }: JobOptions,
  terminal: Terminal,
  run: RunCommand,
): Promise<{ result: JobResult; folder: string; skipped: boolean }> {
  const job = readJobFile(file);
  const folder = out ?? outFolder(file, job);
  const before = readResult(folder);
  if (force) clear(folder);
  else if (before !== null) {
    if (isDone(before, job)) return { result: before, folder, skipped: true };
    if (!goesOn(before.job, job)) {
      throw new UsageError(
        `${folder} has the result of another job: name another folder by --out, or begin anew with --force`,
      );
    }
  }
  makeFolder(folder);
  const from = performance.now();
  const leave = (status: JobResult['status'], outcome: Partial<JobOutcome>): JobResult => {
    const { error } = outcome;
    const result: JobResult = {
      version: 1,
      status,
      command: job.command,
      seconds: Math.round(performance.now() - from) / 1000,
      date: new Date().toISOString(),
      versions: { optlab: version, node: process.versions.node, platform: process.platform },
      job,
      numbers: outcome.numbers ?? null,
      files: filesIn(folder),
      error: error === undefined ? null : { ...error.toInfo() },
    };
    writeResult(folder, result);
    return result;
  };

  let outcome: Partial<JobOutcome>;
  try {
    outcome = await worked(job, folder, terminal, run, (error) => void leave('stopped', { error }));
  } catch (thrown) {
    const { detail: _detail, ...info } = errorInfo(thrown);
    const misused = thrown instanceof UsageError || thrown instanceof CommanderError;
    const code = misused ? 'bad-input' : info.code;
    leave('failed', { error: new LabError({ ...info, code }) });
    throw thrown;
  }
  const { error } = outcome;
  if (error === undefined) return { result: leave('done', outcome), folder, skipped: false };
  leave(error.code === 'stopped' ? 'stopped' : 'failed', outcome);
  throw error;
}

async function worked(
  job: Job,
  folder: string,
  terminal: Terminal,
  run: RunCommand,
  onKilled: (error: LabError) => void,
): Promise<Partial<JobOutcome>> {
  const control = new AbortController();
  const long = job.command === 'train' || job.command === 'search';
  const stopListening = onInterrupt(() => {
    if (long) {
      terminal.note('Stopping after saving a checkpoint …');
      control.abort();
      return;
    }
    const message = 'Stopped before it was done';
    const error = new LabError({ code: 'stopped', message, remedy: 'The same job begins anew.' });
    onKilled(error);
    terminal.note(`optlab: ${describeFailure(error)}`);
    process.exit(EXIT.interrupted);
  });
  try {
    const place = { folder, terminal, signal: control.signal };
    if (job.command === 'train') return await trainJob(job, place);
    if (job.command === 'search') return await searchJob(job, place);
    const { argv, out } = commandLine(job, folder);
    await run(argv);
    return { numbers: commandNumbers(job, out) };
  } finally {
    stopListening();
  }
}

/** Whether a result is that of this job, to its end. */
function isDone(result: JobResult, job: Job): boolean {
  return result.status === 'done' && sameJson(work(result.job), work(job));
}

/** Whether a job may go on with what another has left: it is the same one, or the same training for longer. */
function goesOn(before: Job, job: Job): boolean {
  const timeless = (of: Job) => ({ ...work(of), until: undefined });
  return sameJson(timeless(before), timeless(job));
}

/** What decides the result: not where it goes, nor with how many threads it is computed. */
function work({ out: _out, engine, ...job }: Job): object {
  return { ...job, backend: engine?.backend ?? 'auto' };
}

/** The files of a folder that are results, by their names. */
function filesIn(folder: string): string[] {
  return readdirSync(userPath(folder))
    .filter((name) => name !== RESULT_FILE && !name.endsWith('.part'))
    .sort();
}

/** Removes what a job has left: never anything else. */
function clear(folder: string): void {
  const before = readResult(folder);
  for (const name of [RESULT_FILE, ...(before?.files ?? [])]) {
    if (path.basename(name) !== name) continue;
    rmSync(path.join(userPath(folder), name), { recursive: true, force: true });
  }
}
