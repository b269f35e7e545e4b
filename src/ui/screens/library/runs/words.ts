/** Runs in words. */
import type { ListedRun, Quota, RunKind, RunState } from '../../../../app/runs/types';
import { taskLabel } from '../../../../app/taskText';
import { duration } from '../../../../app/train/trainText';
import type { TaskSpec } from '../../../../specs/task';
import { formatCount, formatNumber } from '../../../charts';

export const KIND_WORDS: Readonly<Record<RunKind, string>> = {
  training: 'Training',
  race: 'Race',
  search: 'Search',
};

export const STATE_WORDS: Readonly<Record<RunState, string>> = {
  running: 'Running',
  paused: 'Paused',
  interrupted: 'Interrupted',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
  diverged: 'Diverged',
};

/** "Running, in another tab". */
export function stateInWords({ state, holder }: Pick<ListedRun, 'state' | 'holder'>): string {
  return holder === 'another-tab' ? `${STATE_WORDS[state]}, in another tab` : STATE_WORDS[state];
}

/** What is optimised in it; null where a search does not say. */
export function taskOf(run: ListedRun): TaskSpec | null {
  return run.kind === 'search' ? null : run.config.task;
}

export function taskInWords(run: ListedRun): string {
  const task = taskOf(run);
  return task === null ? '' : taskLabel(task);
}

/** "120 of 500 horizons". */
export function progressInWords({ progress: { done, total, unit } }: ListedRun): string {
  const one = total === 1 ? unit.slice(0, -1) : unit;
  return done >= total
    ? `${formatCount(total)} ${one}`
    : `${formatCount(done)} of ${formatCount(total)} ${one}`;
}

/** The number that runs of one kind are compared by: the best validation, the lowest final loss. Null: there is none. */
export function mainNumber(run: ListedRun): number | null {
  if (run.kind === 'training') {
    return run.result['best validation'] ?? run.result['last validation'] ?? null;
  }
  return lowest(run)?.value ?? null;
}

/** "best validation 0.0123", "lowest loss 0.12, Adam". */
export function keyNumber(run: ListedRun): string {
  if (run.kind === 'training') {
    const best = run.result['best validation'];
    return best == null ? '' : `best validation ${formatNumber(best)}`;
  }
  const best = lowest(run);
  if (best === null) return '';
  // A race has the loss of each entrant, by its label.
  const [what = '', ...whose] = best.name.split(', ');
  return whose.length === 0
    ? `${what} ${formatNumber(best.value)}`
    : `lowest ${what} ${formatNumber(best.value)}, ${whose.join(', ')}`;
}

/** The lowest of its numbers that are losses. */
function lowest({ result }: ListedRun): { name: string; value: number } | null {
  let found: { name: string; value: number } | null = null;
  for (const [name, value] of Object.entries(result)) {
    if (value === null || !/loss|validation|score/i.test(name)) continue;
    if (found === null || value < found.value) found = { name, value };
  }
  return found;
}

/** "3 runs: 2 trainings and 1 race." */
export function inventory(runs: readonly ListedRun[]): string {
  if (runs.length === 0) return 'No runs are kept yet.';
  const kinds = (['training', 'race', 'search'] as const)
    .map((kind) => ({ kind, count: runs.filter((run) => run.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => counted(count, kind, kind === 'search' ? 'searches' : `${kind}s`));
  return `${counted(runs.length, 'run')} kept: ${listed(kinds)}.`;
}

/** "1 run", "1,200 runs". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** "12.3 MB", by thousands. */
export function bytesInWords(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[power]}`;
}

/** From this share on, the space that is left is worth a word of warning. */
export const NEARLY_FULL = 0.8;

/** What is used of all that the browser gives. */
export const shareUsed = ({ used, available }: Quota): number =>
  available > 0 ? used / (used + available) : 1;

/** "12.3 MB are used, 2.1 GB are left." */
export function quotaInWords(quota: Quota): string {
  return `${bytesInWords(quota.used)} are used, ${bytesInWords(quota.available)} are left.`;
}

export const timeInWords = ({ seconds }: ListedRun): string => duration(seconds);

/** Made once: a formatter costs more than what it does. */
const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function whenInWords(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : WHEN.format(date);
}
