/** Jobs that are one call of a command, which writes its result into a file of the job's folder. */
import path from 'node:path';
import { EXPORT_FORMAT_WORDS } from '../../specs/exportFormats';
import type { Job, JobOf } from '../../specs/job';
import type { TaskSpec } from '../../specs/task';
import { splitSettings } from '../optimizerArgument';
import { readJson } from '../searchFolder';

export type CommandJob = Exclude<Job, { command: 'train' | 'search' }>;

/** The arguments of the command, and the file or folder that it writes. */
export function commandLine(job: CommandJob, folder: string): { argv: string[]; out: string } {
  const inFolder = (name: string) => path.join(folder, name);
  switch (job.command) {
    case 'evaluate': {
      const { task, optimizers, at, problems, ...rest } = job.config;
      const out = inFolder('evaluation.json');
      // Problems from a file say themselves what they are like.
      const sampled = problems === undefined ? settingsOf(task, job.data) : [];
      const argv = ['evaluate', task.name, ...listed('optimizer', optimizers), ...sampled];
      const more = { ...rest, problems, at: at?.join(',') };
      return { argv: [...argv, ...options(more), ...engine(job), '--out', out], out };
    }
    case 'tune': {
      const { task, optimizers, ...rest } = job.config;
      const out = inFolder('rates.json');
      const argv = ['tune', task.name, ...listed('optimizer', optimizers)];
      const more = [...settingsOf(task, job.data), ...options(rest), ...engine(job)];
      return { argv: [...argv, ...more, '--out', out], out };
    }
    case 'meta-gradient': {
      const out = inFolder('meta-gradient.json');
      const argv = ['meta-gradient', 'quadratic', ...options(job.config), ...engine(job)];
      return { argv: [...argv, '--out', out], out };
    }
    case 'trace': {
      const { task, rates, inside, ...rest } = job.config;
      const out = inFolder('trace.json');
      const given = Object.entries(rates ?? {}).map(([name, rate]) => `${name}=${rate}`);
      const argv = ['trace', task.name, ...listed('rate', given), ...settingsOf(task, job.data)];
      const outside = inside === false ? ['--no-inside'] : [];
      return {
        argv: [...argv, ...options(rest), ...outside, ...engine(job), '--out', out],
        out,
      };
    }
    case 'figures': {
      const { only, optimizers, ...rest } = job.config;
      const argv = ['figures', ...listed('optimizer', optimizers), ...options(rest)];
      const more = options({ only: only?.join(','), data: job.data });
      // What the folder has is of another state of this job, if of any.
      return { argv: [...argv, ...more, ...engine(job), '--force', '--out', folder], out: folder };
    }
    case 'export': {
      const { optimizer, ...rest } = job.config;
      const { name } = path.parse(splitSettings(optimizer).name);
      const out = inFolder(name + EXPORT_FORMAT_WORDS[rest.format].suffix);
      return { argv: ['export', optimizer, ...options(rest), '--out', out], out };
    }
  }
}

/** `--key=value` for each value that is there; true is `--key`. */
function options(values: Record<string, string | number | boolean | undefined>): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined || value === false) return [];
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return [value === true ? flag : `${flag}=${value}`];
  });
}

const listed = (name: string, values: readonly string[] | undefined): string[] =>
  values === undefined || values.length === 0 ? [] : [`--${name}`, ...values];

function settingsOf({ name: _name, ...settings }: TaskSpec, data: string | undefined): string[] {
  const all: Record<string, unknown> = { ...settings };
  if ('data' in all && data !== undefined && all.data !== 'synthetic') all.data = data;
  return Object.entries(all).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
}

function engine({ engine: { backend, threads } = {} }: Job): string[] {
  return options({ backend, threads });
}

/** The numbers of the result that fit into a line; the rest is in the file. */
export function commandNumbers(job: CommandJob, out: string): Record<string, unknown> {
  switch (job.command) {
    case 'evaluate':
      return { results: (fields(readJson(out)).results as Evaluated[]).map(finalLosses) };
    case 'tune':
      return { rates: fields(readJson(out)).rates };
    case 'meta-gradient':
      return { metaLoss: fields(readJson(out)).metaLoss };
    case 'trace': {
      const { steps, rates, divergence = null } = fields(readJson(out));
      return { steps, rates, divergence };
    }
    case 'figures':
      return { figures: fields(readJson(path.join(out, 'index.json'))) };
    case 'export':
      return { format: (job as JobOf<'export'>).config.format };
  }
}

const fields = (value: unknown): Record<string, unknown> => value as Record<string, unknown>;

interface Evaluated {
  optimizer: string;
  loss: (number | null)[][];
  divergence?: { step: number; message: string };
}

/** Mean and median over the problems of the last losses. */
function finalLosses({ optimizer, loss, divergence }: Evaluated): object {
  const last = (loss.at(-1) ?? []).map((value) => value ?? Number.NaN).sort((a, b) => a - b);
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
  const half = last.length / 2;
  const median =
    last.length % 2 === 1
      ? last[Math.floor(half)]
      : ((last[half - 1] ?? Number.NaN) + (last[half] ?? Number.NaN)) / 2;
  const finite = (value: number | undefined) => (Number.isFinite(value) ? value : null);
  return {
    optimizer,
    mean: finite(mean),
    median: finite(median),
    ...(divergence === undefined ? {} : { divergence }),
  };
}
