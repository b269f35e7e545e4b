/**
 * Whose run it is: the tab's that holds the lock of its name. The browser takes the lock back when the tab is gone,
 * however it went.
 */

export interface Holds {
  /** Takes the lock of a run; null while another tab has it. Call what it gives to let go. */
  take(id: string): Promise<(() => void) | null>;
  /** Ids of the runs that any tab has; null where the browser cannot say. */
  taken(): Promise<ReadonlySet<string> | null>;
}

const PREFIX = 'learned-optimizer-lab run ';

/** @param locks undefined where the browser has none, as for pages over plain HTTP: then nobody is kept out by them */
export function createHolds(
  locks: Pick<LockManager, 'request' | 'query'> | undefined = globalThis.navigator?.locks,
): Holds {
  return {
    take(id) {
      if (locks === undefined) return Promise.resolve(() => undefined);
      return new Promise((resolve) => {
        locks
          .request(PREFIX + id, { ifAvailable: true }, (lock) => {
            if (lock === null) {
              resolve(null);
              return;
            }
            return new Promise<void>((letGo) => resolve(letGo));
          })
          // A browser that stores nothing for the page may deny it locks as well.
          .catch(() => resolve(() => undefined));
      });
    },
    async taken() {
      if (locks === undefined) return null;
      try {
        const { held = [] } = await locks.query();
        const names = held.map(({ name = '' }) => name);
        return new Set(
          names.filter((n) => n.startsWith(PREFIX)).map((n) => n.slice(PREFIX.length)),
        );
      } catch {
        return null;
      }
    },
  };
}
