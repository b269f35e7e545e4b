/** Runs as the list shows them: what was written, and what is true now. What has not changed is not read again. */
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

export interface RunList {
  /** A run has changed, or any of them may have. */
  changed(id: string | 'all'): void;
  /** All of them as they are now, newest first. Reads those that have changed, and no others. */
  now(): Promise<{ runs: ListedRun[]; unreadable: number }>;
}

/** From so many on, reading everything is faster than one after the other. */
const MANY = 50;

/** A run that this tab has is listed as it is here, whatever of it could be written. */
export function createRunList(shelf: RunShelf, book: RunBook): RunList {
  /** As they were read last; null: it cannot be read. */
  let known = new Map<string, StoredRun | null>();
  let stale = new Set<string>();
  let allStale = true;
  let elsewhere: ReadonlySet<string> = new Set();
  /** One reads after the other: what was read first never replaces what was read later. */
  let queue: Promise<unknown> = Promise.resolve();

  const catchUp = async (): Promise<void> => {
    const [whole, ids] = [allStale || stale.size > MANY, stale];
    allStale = false;
    stale = new Set();
    if (!whole && ids.size === 0) return;
    try {
      const read = await shelf.read(whole ? undefined : ids);
      if (whole) known = read;
      else {
        for (const id of ids) known.delete(id);
        for (const [id, run] of read) known.set(id, run);
      }
    } catch (thrown) {
      allStale = true;
      throw thrown;
    }
  };

  const list = async (): Promise<{ runs: ListedRun[]; unreadable: number }> => {
    await catchUp();
    let stored = [...known.values()].filter((run) => run !== null);
    const before = elsewhere;
    elsewhere = await shelf.takenElsewhere(stored);
    const left = [...before].filter((id) => !elsewhere.has(id));
    if (left.length > 0) {
      // The tab that had it is gone; it may have had no time to tell what it wrote last.
      for (const id of left) stale.add(id);
      await catchUp();
      stored = [...known.values()].filter((run) => run !== null);
    }
    const here = new Map([...book.held].map(([id, held]) => [id, held.record]));
    const listed = stored.map((run) => {
      const { id } = run.record;
      const mine = here.get(id);
      here.delete(id);
      if (mine) return listedRun({ ...run, record: mine }, 'this-tab');
      return listedRun(run, elsewhere.has(id) ? 'another-tab' : null);
    });
    for (const record of here.values()) listed.push(listedRun({ record, series: {} }, 'this-tab'));
    listed.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    return { runs: listed, unreadable: known.size - stored.length };
  };

  return {
    changed(id) {
      if (id === 'all') allStale = true;
      else stale.add(id);
    },
    now() {
      const listed = queue.then(list);
      queue = listed.catch(() => undefined);
      return listed;
    },
  };
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
