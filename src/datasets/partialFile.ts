import type { MnistFile } from './mnistFiles';
import { join, totalLength } from './pieces';

/** Keeps pieces of files from one attempt to the next, also across a reload. What it does not keep is lost, no more. */
export interface PieceStore {
  /** The pieces of a file, in order and without gaps from its first byte on. */
  pieces(file: MnistFile): Promise<Uint8Array[]>;
  add(file: MnistFile, from: number, piece: Uint8Array): Promise<void>;
  drop(file: MnistFile): Promise<void>;
}

/** As much as is lost at most where the page is closed in the middle. */
const SAVE_EVERY = 2 ** 18;

/** A file on its way: what has come of it, and how much of that the store has. */
export interface PartialFile {
  readonly size: number;
  append(piece: Uint8Array): void;
  /** Saves when enough has come since the last time. */
  saveNowAndThen(): Promise<void>;
  save(): Promise<void>;
  /** Begins anew, in the store as well. */
  clear(): Promise<void>;
  byteAt(index: number): number | undefined;
  joined(): Uint8Array;
}

/** @param pieces what the store has of it */
export function partialFile(
  store: PieceStore,
  file: MnistFile,
  pieces: readonly Uint8Array[],
): PartialFile {
  let kept: Uint8Array[] = [...pieces];
  let fresh: Uint8Array[] = [];
  let saved = totalLength(kept);
  let unsaved = 0;

  async function save(): Promise<void> {
    if (unsaved === 0) return;
    const piece = join(fresh);
    const from = saved;
    kept.push(piece);
    fresh = [];
    saved += unsaved;
    unsaved = 0;
    await store.add(file, from, piece);
  }

  return {
    get size() {
      return saved + unsaved;
    },
    append(piece) {
      fresh.push(piece);
      unsaved += piece.length;
    },
    saveNowAndThen: async () => {
      if (unsaved >= SAVE_EVERY) await save();
    },
    save,
    async clear() {
      kept = [];
      fresh = [];
      saved = 0;
      unsaved = 0;
      await store.drop(file);
    },
    byteAt(index) {
      let from = 0;
      for (const piece of [...kept, ...fresh]) {
        if (index < from + piece.length) return piece[index - from];
        from += piece.length;
      }
      return undefined;
    },
    joined: () => join([...kept, ...fresh]),
  };
}
