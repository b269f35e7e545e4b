/** The browser's locks, as far as the Lab uses them: one holder a name, the others in the order in which they came. */
import type { TabLocks } from '../../src/worker/host/oneTab';

type Work = (lock: Lock | null) => unknown;

export function fakeLocks(): TabLocks {
  const queues = new Map<string, Promise<unknown>>();
  const held = new Map<string, number>();
  const request = async (name: string, options: LockOptions, work: Work): Promise<unknown> => {
    const { ifAvailable = false, signal } = options;
    const before = held.get(name) ?? 0;
    if (ifAvailable && before > 0) return work(null);
    held.set(name, before + 1);
    const turn = (queues.get(name) ?? Promise.resolve()).then(() => {
      signal?.throwIfAborted();
      return work({ name, mode: 'exclusive' });
    });
    const over = turn.then(
      () => undefined,
      () => undefined,
    );
    queues.set(name, over);
    void over.then(() => held.set(name, (held.get(name) ?? 1) - 1));
    if (signal === undefined) return turn;
    const aborted = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    return Promise.race([turn, aborted]);
  };
  return { request: request as TabLocks['request'] };
}
