/**
 * What the browser keeps between visits: one IndexedDB database with a few named stores.
 *
 * Where it is denied (private windows, policies, a full disk) everything is kept in memory instead, and `kind` says
 * so. Values are structured clones either way; whoever reads them validates them.
 */
import type { IDBPDatabase } from 'idb';
import { openDB } from 'idb';
import { LabError } from '../specs/errors';

export const DATABASE_NAME = 'learned-optimizer-lab';
export const DATABASE_VERSION = 1;

/** `optimizers`: library entries by id; `runs`: the last training; `rates`: learning rates tuned here. */
export const STORE_NAMES = ['optimizers', 'runs', 'rates'] as const;
export type StoreName = (typeof STORE_NAMES)[number];

export interface LabStorage {
  /** Known once the database has been opened, or could not be. */
  kind(): Promise<'persistent' | 'memory'>;
  get(store: StoreName, key: string): Promise<unknown>;
  all(store: StoreName): Promise<{ key: string; value: unknown }[]>;
  /** Throws LabError 'storage' where the value could not be written. */
  put(store: StoreName, key: string, value: unknown): Promise<void>;
  delete(store: StoreName, key: string): Promise<void>;
}

type Database = IDBPDatabase<unknown>;

/** Opens the database at the first use. */
export function openStorage(open: () => Promise<Database> = openDatabase): LabStorage {
  const memory = new Map<StoreName, Map<string, unknown>>(
    STORE_NAMES.map((name) => [name, new Map()]),
  );
  const inMemory = (store: StoreName) => memory.get(store) ?? new Map<string, unknown>();
  let opened: Promise<Database | null> | null = null;
  const database = (): Promise<Database | null> => {
    opened ??= Promise.race([Promise.resolve().then(open), giveUp()]).catch(() => null);
    return opened;
  };

  return {
    async kind() {
      return (await database()) ? 'persistent' : 'memory';
    },
    async get(store, key) {
      const db = await database();
      return db ? db.get(store, key) : inMemory(store).get(key);
    },
    async all(store) {
      const db = await database();
      if (!db) return [...inMemory(store)].map(([key, value]) => ({ key, value }));
      const transaction = db.transaction(store);
      const [keys, values] = await Promise.all([
        transaction.store.getAllKeys(),
        transaction.store.getAll(),
      ]);
      return keys.map((key, i) => ({ key: String(key), value: values[i] }));
    },
    async put(store, key, value) {
      const db = await database();
      if (!db) {
        inMemory(store).set(key, structuredClone(value));
        return;
      }
      try {
        await db.put(store, value, key);
      } catch (thrown) {
        throw new LabError({
          code: 'storage',
          message: 'The browser did not store it.',
          remedy: 'Export what you want to keep, or free some of the space that the browser gives.',
          detail: String(thrown),
        });
      }
    },
    async delete(store, key) {
      const db = await database();
      if (db) await db.delete(store, key);
      else inMemory(store).delete(key);
    },
  };
}

/** Some browsers neither open nor refuse: nobody waits for them longer than this. */
const OPEN_WITHIN_MS = 3000;

function giveUp(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, OPEN_WITHIN_MS, null));
}

async function openDatabase(): Promise<Database> {
  const db = await openDB(DATABASE_NAME, DATABASE_VERSION, {
    upgrade(fresh) {
      for (const name of STORE_NAMES) {
        if (!fresh.objectStoreNames.contains(name)) fresh.createObjectStore(name);
      }
    },
    // A newer Lab in another tab wants to upgrade: let it.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
  // Some browsers open the database and then deny every transaction: find out now.
  await db.count('rates');
  return db;
}
