/**
 * What the browser keeps between visits: one IndexedDB database (database.ts) with a few named stores.
 *
 * Where it is denied (private windows, policies) everything is kept in memory instead, and `kind` says so. Values are
 * structured clones either way; whoever reads them validates them.
 */
import type { ErrorInfo } from '../../specs/errors';
import { LabError } from '../../specs/errors';
import {
  type Database,
  type DatabaseEvents,
  openDatabase,
  STORE_NAMES,
  type StoreName,
} from './database';
import { createMemory } from './storageMemory';

export { DATABASE_NAME, DATABASE_VERSION, STORE_NAMES, type StoreName } from './database';

export interface Stored {
  key: string;
  value: unknown;
}

/** One of the changes that are made together: a value written, or removed, or all whose keys begin so removed. */
export type Change =
  | { store: StoreName; key: string; value: unknown }
  | { store: StoreName; remove: string }
  | { store: StoreName; removeAll: string };

/** Looked at in the same transaction, in front of the changes: false refuses them all. */
export interface Guard {
  store: StoreName;
  key: string;
  allows(value: unknown): boolean;
}

export interface LabStorage {
  /** Known once the database has been opened, or could not be. */
  kind(): Promise<'persistent' | 'memory'>;
  /** Why nothing is kept, where there is more to say than that storage is denied; null: nothing. */
  trouble(): Promise<ErrorInfo | null>;
  /** Told when it turns out on the way that nothing is kept from now on. */
  onTrouble(listener: (trouble: ErrorInfo) => void): void;
  /** Done, and waited for a little, before the database is closed because a newer Lab wants it. */
  beforeClosing(write: () => Promise<void>): void;
  get(store: StoreName, key: string): Promise<unknown>;
  /** Those whose keys begin with `prefix`, in the order of their keys. */
  all(store: StoreName, prefix?: string): Promise<Stored[]>;
  keys(store: StoreName, prefix?: string): Promise<string[]>;
  /** Throws LabError 'storage' where the value could not be written. */
  put(store: StoreName, key: string, value: unknown): Promise<void>;
  delete(store: StoreName, key: string): Promise<void>;
  /**
   * All changes or none. False where the guard refused them.
   *
   * @throws LabError 'storage' where they could not be written
   */
  write(changes: readonly Change[], guard?: Guard): Promise<boolean>;
}

/** Opens the database at the first use. */
export function openStorage(
  open: (events: DatabaseEvents) => ReturnType<typeof openDatabase> = openDatabase,
): LabStorage {
  const memory = createMemory(STORE_NAMES);
  const listeners: ((trouble: ErrorInfo) => void)[] = [];
  const lastWrites: (() => Promise<void>)[] = [];
  let trouble: ErrorInfo | null = null;
  let opened: Promise<Database | null> | null = null;

  const events: DatabaseEvents = {
    beforeClosing: async () => {
      await Promise.allSettled(lastWrites.map((write) => write()));
    },
    onClosed(why) {
      trouble = why;
      if (why === null) opened = null;
      else for (const listener of listeners) listener(why);
    },
  };
  const database = async (): Promise<Database | null> => {
    opened ??= Promise.resolve()
      .then(() => open(events))
      .then(
        (result) => {
          if (result === null || !('code' in result)) return result;
          trouble = result;
          return null;
        },
        () => null,
      );
    const db = await opened;
    // A tab that had to let go reads nothing any more, and says so at every write.
    return trouble === null ? db : null;
  };

  const write = async (changes: readonly Change[], guard?: Guard): Promise<boolean> => {
    const db = await database();
    if (db === null) {
      // Kept in memory it would be lost silently: there is a database, only not for this page.
      if (trouble !== null) throw new LabError(trouble);
      return memory.write(changes, guard);
    }
    try {
      return await writeTogether(db, changes, guard);
    } catch (thrown) {
      throw notStored(thrown);
    }
  };

  return {
    async kind() {
      return (await database()) ? 'persistent' : 'memory';
    },
    async trouble() {
      await database();
      return trouble;
    },
    onTrouble: (listener) => void listeners.push(listener),
    beforeClosing: (last) => void lastWrites.push(last),
    async get(store, key) {
      const db = await database();
      return db ? db.get(store, key) : memory.get(store, key);
    },
    async all(store, prefix = '') {
      const db = await database();
      if (!db) return memory.all(store, prefix);
      const transaction = db.transaction(store);
      const [keys, values] = await Promise.all([
        transaction.store.getAllKeys(beginningWith(prefix)),
        transaction.store.getAll(beginningWith(prefix)),
      ]);
      return keys.map((key, i) => ({ key: String(key), value: values[i] }));
    },
    async keys(store, prefix = '') {
      const db = await database();
      if (!db) return memory.all(store, prefix).map(({ key }) => key);
      return (await db.getAllKeys(store, beginningWith(prefix))).map(String);
    },
    async put(store, key, value) {
      await write([{ store, key, value }]);
    },
    async delete(store, key) {
      await write([{ store, remove: key }]);
    },
    write,
  };
}

const rangeOf = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
const beginningWith = (prefix: string): IDBKeyRange | undefined =>
  prefix === '' ? undefined : rangeOf(prefix);

async function writeTogether(
  db: Database,
  changes: readonly Change[],
  guard?: Guard,
): Promise<boolean> {
  const stores = new Set([...changes.map(({ store }) => store), ...(guard ? [guard.store] : [])]);
  if (stores.size === 0) return true;
  const transaction = db.transaction([...stores], 'readwrite');
  // An abort is told by every request and by `done`; whoever is not awaited must not be unhandled.
  const done = transaction.done.then(
    () => null,
    (thrown: unknown) => ({ thrown }),
  );
  try {
    if (guard) {
      const value = await transaction.objectStore(guard.store).get(guard.key);
      if (!guard.allows(value)) {
        transaction.abort();
        await done;
        return false;
      }
    }
    const requests: Promise<unknown>[] = [];
    for (const change of changes) {
      const store = transaction.objectStore(change.store);
      const request =
        'value' in change
          ? store.put(change.value, change.key)
          : store.delete('remove' in change ? change.remove : rangeOf(change.removeAll));
      // Where a later change throws at once, nobody waits for this one.
      request.catch(() => undefined);
      requests.push(request);
    }
    await Promise.all(requests);
  } catch (thrown) {
    try {
      transaction.abort();
    } catch {
      // It was aborted by what failed.
    }
    const end = await done;
    // The transaction knows best why: a full disk is told by its end.
    throw isQuota(end?.thrown) ? end?.thrown : thrown;
  }
  const end = await done;
  if (end !== null) throw end.thrown;
  return true;
}

const isQuota = (thrown: unknown): boolean =>
  thrown instanceof DOMException && thrown.name === 'QuotaExceededError';

function notStored(thrown: unknown): LabError {
  if (thrown instanceof LabError) return thrown;
  return new LabError({
    code: 'storage',
    message: isQuota(thrown)
      ? 'The space that the browser gives the Lab is full.'
      : 'The browser did not store it.',
    remedy: isQuota(thrown)
      ? 'Thin out or delete old runs (Library, Runs), or export what you want to keep and then delete it.'
      : 'Export what you want to keep, or free some of the space that the browser gives.',
    detail: String(thrown),
  });
}
