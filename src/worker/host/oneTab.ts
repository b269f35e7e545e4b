/** Work that only one tab of the Lab does at a time. */
import { LabError } from '../../specs/errors';

export type TabLocks = Pick<LockManager, 'request'>;

export interface Turn {
  /** Undefined where the browser has none, as for pages over plain HTTP: then nobody waits for anybody. */
  locks: TabLocks | undefined;
  signal: AbortSignal;
  /** Another tab is at it. */
  onWaiting: () => void;
}

/**
 * Does `work` when no other tab is at work of that name.
 *
 * @throws LabError `stopped` where `signal` is aborted before its turn has come; what `work` throws
 */
export async function inTurn<T>(
  name: string,
  { locks, signal, onWaiting }: Turn,
  work: () => Promise<T>,
): Promise<T> {
  if (locks === undefined) return work();
  let begun = false;
  const begin = () => {
    begun = true;
    return work();
  };
  try {
    const done = await locks.request(name, { ifAvailable: true }, async (lock) =>
      lock === null ? null : { value: await begin() },
    );
    if (done !== null) return done.value;
    onWaiting();
    return await locks.request(name, { signal }, begin);
  } catch (thrown) {
    if (begun) throw thrown;
    if (signal.aborted) {
      throw new LabError({ code: 'stopped', message: 'It was stopped before its turn came.' });
    }
    // A browser that stores nothing for the page may deny it locks as well.
    return work();
  }
}
