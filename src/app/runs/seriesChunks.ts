/**
 * Tables that only grow (curves, the weights along a horizon) as chunks of rows: a save writes the chunks that have new
 * rows, which are the last one or two, and never the whole table.
 */
import { LabError } from '../../specs/errors';
import type { SeriesTail } from './types';

/** About so many numbers are in a full chunk: 64 KiB of them. */
const CHUNK_NUMBERS = 8192;

export const rowsInChunk = (columns: number): number =>
  Math.max(1, Math.floor(CHUNK_NUMBERS / columns));

export const chunkCount = (rows: number, columns: number): number =>
  Math.ceil(rows / rowsInChunk(columns));

export interface StoredChunk {
  columns: number;
  /** Row after row. */
  values: Float64Array;
}

/** Chunks to be written and the number of chunks that there are then; any behind them are to be removed. */
export interface ChunkPlan {
  chunks: { index: number; chunk: StoredChunk }[];
  count: number;
}

/** @param stored rows that are stored and still hold */
export function planChunks(stored: number, { columns, rows, row }: SeriesTail): ChunkPlan {
  const size = rowsInChunk(columns);
  const count = chunkCount(rows, columns);
  // Where rows are cut off, the chunk in which the table now ends is written again.
  const first = Math.floor(Math.min(stored, rows) / size);
  const chunks: ChunkPlan['chunks'] = [];
  if (stored === rows) return { chunks, count };
  for (let index = first; index < count; index++) {
    const from = index * size;
    const values = new Float64Array((Math.min(rows, from + size) - from) * columns);
    for (let i = 0; i * columns < values.length; i++) values.set(row(from + i), i * columns);
    chunks.push({ index, chunk: { columns, values } });
  }
  return { chunks, count };
}

/** The number of a chunk as the end of its key: keys sort as numbers do. */
export const chunkKey = (index: number): string => String(index).padStart(8, '0');

/**
 * The first `rows` rows of a table, from its chunks in their order.
 *
 * @throws LabError 'storage' where there are fewer, or one of them is none
 */
export function joinChunks(
  chunks: readonly unknown[],
  rows: number,
  columns: number,
): Float64Array {
  const values = new Float64Array(rows * columns);
  let filled = 0;
  for (const chunk of chunks) {
    if (filled >= values.length) break;
    if (!isChunk(chunk) || chunk.columns !== columns) throw damaged();
    const part = chunk.values.subarray(0, values.length - filled);
    values.set(part, filled);
    filled += part.length;
  }
  if (filled < values.length) throw damaged();
  return values;
}

const isChunk = (value: unknown): value is StoredChunk =>
  typeof value === 'object' &&
  value !== null &&
  'columns' in value &&
  'values' in value &&
  value.values instanceof Float64Array;

const damaged = (): LabError =>
  new LabError({
    code: 'storage',
    message: 'A stored curve of this run is damaged.',
    remedy: 'Delete the run, or duplicate it and run it again.',
  });
