/**
 * Digits that the browser keeps: whole sets of files, and pieces of a download that was interrupted. A database of its
 * own, opened by the worker, where the bytes are needed. Where it is denied, everything is kept in memory instead.
 */
import { type IDBPDatabase, openDB } from 'idb';
import { z } from 'zod';
import { MNIST_FILES, type MnistFile, type NamedBytes } from '../../datasets/mnistFiles';
import type { PieceStore } from '../../datasets/partialFile';
import { totalLength } from '../../datasets/pieces';
import type { DigitSource } from '../../specs/task';

export const DIGITS_DATABASE = 'learned-optimizer-lab-digits';
const VERSION = 1;
/** Some browsers neither open nor refuse. */
const OPEN_WITHIN_MS = 3000;

export type KeptSource = Exclude<DigitSource, 'synthetic'>;

export interface DigitsCache extends PieceStore {
  kind(): Promise<'persistent' | 'memory'>;
  has(source: KeptSource): Promise<boolean>;
  /** The files as they were put; null where there are none, or none that can be read. */
  get(source: KeptSource): Promise<NamedBytes[] | null>;
  /** False where the browser did not store them: they are kept in memory then. */
  put(source: KeptSource, files: readonly NamedBytes[]): Promise<boolean>;
  remove(source: KeptSource): Promise<void>;
  /** Bytes of each file that an interrupted download has left. */
  sizes(): Promise<Map<MnistFile, number>>;
}

type Database = IDBPDatabase<unknown>;

const bytesSchema = z.instanceof(Uint8Array);
const filesSchema = z.array(z.object({ name: z.string(), bytes: bytesSchema }));
/** [file, from, to], in bytes. */
const pieceKeySchema = z.tuple([z.enum(MNIST_FILES), z.number(), z.number()]);

/** Opens the database at the first use. */
export function openDigitsCache(open: () => Promise<Database> = openDatabase): DigitsCache {
  const memory = new Map<KeptSource, readonly NamedBytes[]>();
  const loose = new Map<MnistFile, Uint8Array[]>();
  let opened: Promise<Database | null> | null = null;
  const database = (): Promise<Database | null> => {
    opened ??= Promise.race([Promise.resolve().then(open), giveUp()]).catch(() => null);
    return opened;
  };
  const range = (file: MnistFile) => IDBKeyRange.bound([file], [file, []]);

  return {
    kind: async () => ((await database()) ? 'persistent' : 'memory'),

    async has(source) {
      if (memory.has(source)) return true;
      const db = await database();
      return db !== null && (await db.count('files', source)) > 0;
    },

    async get(source) {
      const here = memory.get(source);
      if (here !== undefined) return [...here];
      const db = await database();
      const stored = filesSchema.safeParse(await db?.get('files', source));
      return stored.success ? stored.data : null;
    },

    async put(source, files) {
      const db = await database();
      try {
        if (db === null) throw new Error('no database');
        await db.put('files', [...files], source);
        memory.delete(source);
        return true;
      } catch {
        memory.set(source, files);
        return false;
      }
    },

    async remove(source) {
      memory.delete(source);
      const db = await database();
      await db?.delete('files', source);
    },

    async sizes() {
      const db = await database();
      const sizes = new Map<MnistFile, number>();
      if (db === null) {
        for (const [file, pieces] of loose) sizes.set(file, totalLength(pieces));
        return sizes;
      }
      for (const key of await db.getAllKeys('pieces')) {
        const parsed = pieceKeySchema.safeParse(key);
        if (!parsed.success) continue;
        const [file, from, to] = parsed.data;
        if (from === (sizes.get(file) ?? 0)) sizes.set(file, to);
      }
      return sizes;
    },

    async pieces(file) {
      const db = await database();
      if (db === null) return [...(loose.get(file) ?? [])];
      const pieces: Uint8Array[] = [];
      let at = 0;
      for (const key of await db.getAllKeys('pieces', range(file))) {
        const [, from, to] = pieceKeySchema.parse(key);
        const piece = bytesSchema.safeParse(await db.get('pieces', key));
        if (from !== at || !piece.success || piece.data.length !== to - from) break;
        pieces.push(piece.data);
        at = to;
      }
      return pieces;
    },

    async add(file, from, piece) {
      const db = await database();
      if (db === null) {
        loose.set(file, [...(loose.get(file) ?? []), piece]);
        return;
      }
      // A full disk only means that the download cannot be resumed after a reload.
      await db.put('pieces', piece, [file, from, from + piece.length]).catch(() => undefined);
    },

    async drop(file) {
      loose.delete(file);
      const db = await database();
      await db?.delete('pieces', range(file));
    },
  };
}

function giveUp(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, OPEN_WITHIN_MS, null));
}

async function openDatabase(): Promise<Database> {
  const db = await openDB(DIGITS_DATABASE, VERSION, {
    upgrade(fresh) {
      for (const name of ['files', 'pieces']) {
        if (!fresh.objectStoreNames.contains(name)) fresh.createObjectStore(name);
      }
    },
    // A newer Lab in another tab wants to upgrade: let it.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
  // Some browsers open the database and then deny every transaction: find out now.
  await db.count('files');
  return db;
}
