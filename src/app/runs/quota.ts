/** Room in the browser's storage, and what could be freed of it. */
import type { LabStorage } from '../storage/storage';
import type { StoredRun } from './stored';
import type { Quota, Thinning } from './types';

export type StorageRoom = Pick<StorageManager, 'estimate' | 'persist' | 'persisted'>;

/** @param room undefined where the browser has none, as for pages over plain HTTP */
export async function quotaOf(room: StorageRoom | undefined): Promise<Quota | null> {
  try {
    if (!room) return null;
    const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
      room.estimate(),
      room.persisted(),
    ]);
    return { used: usage, available: Math.max(0, quota - usage), persisted };
  } catch {
    return null;
  }
}

/** Curves and checkpoints of the given runs, in their order, until about so many bytes are together. */
export async function thinningOf(
  storage: LabStorage,
  runs: readonly StoredRun[],
  bytes: number,
): Promise<Thinning> {
  const chosen: { id: string; name: string; bytes: number }[] = [];
  let sum = 0;
  for (const { record, series } of runs) {
    if (sum >= bytes) break;
    const { id, name } = record;
    const curves = Object.values(series).reduce(
      (n, { rows, columns }) => n + 8 * rows * columns,
      0,
    );
    const parts = await storage.all('parts', `${id}/`);
    const size = curves + parts.reduce((n, { value }) => n + bytesOf(value), 0);
    if (size === 0) continue;
    sum += size;
    chosen.push({ id, name, bytes: size });
  }
  return { runs: chosen, bytes: sum };
}

/** About how much a stored value takes: its arrays of numbers and its texts. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'string') return value.length;
  if (typeof value === 'number') return 8;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + bytesOf(part), 0);
}
