/** Runs as the list shows them: what was written, and what is true now. */
import type { RunRecord } from '../../specs/run';
import type { RunBook } from './keeping';
import type { RunShelf } from './shelf';
import type { StoredRun } from './stored';
import type { ListedRun } from './types';

/** A run that was going on when it was last written, and that nobody has, was interrupted. */
export function listedRun(
  { record, series }: Pick<StoredRun, 'record' | 'series'>,
  holder: ListedRun['holder'],
): ListedRun {
  const going = record.state === 'running' || record.state === 'paused';
  const state = going && holder === null ? 'interrupted' : record.state;
  return { ...record, state, holder, resumable: isResumable({ ...record, state }, series, holder) };
}

function isResumable(
  { kind, state, progress }: RunRecord,
  series: StoredRun['series'],
  holder: ListedRun['holder'],
): boolean {
  if (kind === 'race' || holder === 'another-tab') return false;
  if (!['interrupted', 'paused', 'stopped', 'failed'].includes(state)) return false;
  // One whose checkpoint was thinned out has nothing to go on from.
  return progress.done === 0 || Object.keys(series).length > 0;
}

/** Newest first. A run that this tab has is as it is here, whatever of it could be written. */
export async function listRuns(
  shelf: RunShelf,
  book: RunBook,
): Promise<{ runs: ListedRun[]; unreadable: number }> {
  const { runs, unreadable } = await shelf.all();
  const elsewhere = await shelf.takenElsewhere(runs);
  const here = new Map([...book.held].map(([id, held]) => [id, held.record]));
  const listed = runs.map((run) => {
    const { id } = run.record;
    const mine = here.get(id);
    here.delete(id);
    if (mine) return listedRun({ ...run, record: mine }, 'this-tab');
    return listedRun(run, elsewhere.has(id) ? 'another-tab' : null);
  });
  for (const record of here.values()) listed.push(listedRun({ record, series: {} }, 'this-tab'));
  listed.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return { runs: listed, unreadable };
}

/** Whether two lists show the same, so that nobody draws it again. */
export function sameList(a: readonly ListedRun[], b: readonly ListedRun[]): boolean {
  return (
    a.length === b.length &&
    a.every((run, i) => {
      const other = b[i];
      return (
        run.id === other?.id &&
        run.changedAt === other.changedAt &&
        run.state === other.state &&
        run.holder === other.holder &&
        run.resumable === other.resumable
      );
    })
  );
}
