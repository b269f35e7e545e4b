/**
 * The Lab's one IndexedDB database: its stores, how it is opened, and what happens where tabs of different versions of
 * the Lab meet over it.
 *
 * - A page that opens it at a newer version asks the other tabs to let go. They write what they still have (`beforeClosing`),
 *   close, and from then on say that they are older than the Lab in another tab.
 * - A page that finds a newer database than it knows leaves it alone, and says so.
 */
import type { IDBPDatabase } from 'idb';
import { openDB } from 'idb';
import type { ErrorInfo } from '../../specs/errors';

export const DATABASE_NAME = 'learned-optimizer-lab';
/**
 * 1 had `optimizers`, `runs` (the last training only, under `last`) and `rates`; 2 has the two stores of what runs consist
 * of. Nothing of version 1 is changed by the upgrade itself: `last` becomes a run like others when runs are first read.
 */
export const DATABASE_VERSION = 2;

/**
 * `optimizers`: library entries by id; `runs`: records of runs by id; `parts`: a run's checkpoint and the like by
 * `id/name`; `series`: its curves in chunks by `id/name/number`; `rates`: learning rates tuned here.
 */
export const STORE_NAMES = ['optimizers', 'runs', 'rates', 'parts', 'series'] as const;
export type StoreName = (typeof STORE_NAMES)[number];

export type Database = IDBPDatabase<unknown>;

export interface DatabaseEvents {
  /** Awaited, but not for long, before a database that a newer Lab wants is closed. */
  beforeClosing(): Promise<void>;
  /** The connection is gone. `trouble`: why it must not be opened again; null where it may be. */
  onClosed(trouble: ErrorInfo | null): void;
}

const RELOAD = 'Reload this page.';

/** What a tab says whose database a newer Lab has taken. */
export const TAB_IS_OLDER: ErrorInfo = {
  code: 'storage',
  message: 'This tab is older than the Lab in another tab: what it does from now on is not kept.',
  remedy: RELOAD,
};

const DATABASE_IS_NEWER: ErrorInfo = {
  code: 'storage',
  message:
    'What this browser keeps was written by a newer Lab than this page: it is left alone, and nothing is kept meanwhile.',
  remedy: `${RELOAD} Where that does not help, close all tabs of the Lab first.`,
};

const BLOCKED: ErrorInfo = {
  code: 'storage',
  message:
    'Another tab holds on to an older form of what the Lab keeps: nothing is kept meanwhile.',
  remedy: 'Close the other tabs of the Lab, then reload this page.',
};

/** Some browsers neither open nor refuse: nobody waits for them longer than this. */
const OPEN_WITHIN_MS = 3000;
/** So long the upgrade of another tab waits for what this one still has to write. */
const CLOSE_WITHIN_MS = 1000;

const after = (ms: number): Promise<null> =>
  new Promise((resolve) => setTimeout(resolve, ms, null));

/** Opens the database, or says why there is none; a refusal without words means that storage is denied. */
export async function openDatabase(
  events: DatabaseEvents,
  version: number = DATABASE_VERSION,
): Promise<Database | ErrorInfo | null> {
  let blocked = false;
  try {
    const opened = openDB(DATABASE_NAME, version, {
      upgrade(fresh) {
        for (const name of STORE_NAMES) {
          if (!fresh.objectStoreNames.contains(name)) fresh.createObjectStore(name);
        }
      },
      blocked: () => {
        blocked = true;
      },
      blocking: (_current, newVersion, event) => {
        const held = event.target;
        const close = () => {
          if (held instanceof IDBDatabase) held.close();
          // Deleted, not upgraded: the next use may open it afresh.
          events.onClosed(newVersion === null ? null : TAB_IS_OLDER);
        };
        void Promise.race([events.beforeClosing(), after(CLOSE_WITHIN_MS)]).then(close, close);
      },
      terminated: () => events.onClosed(null),
    });
    const db = await Promise.race([opened, after(OPEN_WITHIN_MS)]);
    if (db === null) {
      // Should it open after all, nobody uses it: it must not stand in another tab's way.
      opened.then((late) => late.close()).catch(() => undefined);
      return blocked ? BLOCKED : null;
    }
    // Some browsers open the database and then deny every transaction: find out now.
    await db.count('rates');
    return db;
  } catch (thrown) {
    return thrown instanceof DOMException && thrown.name === 'VersionError'
      ? DATABASE_IS_NEWER
      : null;
  }
}
