import { useRef } from 'react';
import { useRuns } from '../../../../app/hooks';
import type { ListedRun } from '../../../../app/runs/types';

/**
 * The runs as the store lists them; one that has not changed is the same object as before, so that its row is not drawn
 * again, nor what is searched in it prepared again, while another run goes on.
 */
export function useListed(): readonly ListedRun[] {
  const listed = useRuns((state) => state.runs);
  const last = useRef<{ from: readonly ListedRun[]; runs: readonly ListedRun[] }>({
    from: [],
    runs: [],
  });
  if (last.current.from !== listed) {
    last.current = { from: listed, runs: withSameRuns(listed, last.current.runs) };
  }
  return last.current.runs;
}

/** `now` with the objects of `before` for runs that are as they were. */
export function withSameRuns(
  now: readonly ListedRun[],
  before: readonly ListedRun[],
): readonly ListedRun[] {
  const known = new Map(before.map((run) => [run.id, run]));
  return now.map((run) => {
    const old = known.get(run.id);
    return old && isSame(old, run) ? old : run;
  });
}

/** Every write changes the date; who has a run may change without one. */
const isSame = (a: ListedRun, b: ListedRun): boolean =>
  a.changedAt === b.changedAt &&
  a.state === b.state &&
  a.holder === b.holder &&
  a.resumable === b.resumable &&
  a.progress.done === b.progress.done &&
  a.name === b.name &&
  a.note === b.note &&
  a.tags.join('\n') === b.tags.join('\n');
