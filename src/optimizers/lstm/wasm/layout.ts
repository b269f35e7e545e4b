/** How N coordinates are cut into blocks for the kernels, and rows of one number for each of them. */
import type { Arena } from '../../../runtime/kernels/arena';
import { LabError } from '../../../specs/errors';

/** Coordinates that the kernels' tiles take at a time. */
const TILE = 8;
/** The most of a block: what one step of it needs on the way back should fit into the fastest cache. */
const WIDEST = 96;
/** So many blocks give a few threads something to do each. */
const ENOUGH = 4;
/** What more blocks may cost, in coordinates computed for nothing and work for each block, before fewer are better. */
const TOLERATED = 1.05;
/** What a block costs besides its coordinates, in coordinates: sums along its rows are closed once for each block. */
const BLOCK_COST = 4;
/** The most groups of blocks, each with a gradient of φ of its own; few, because these are added up by one thread. */
const MOST_GROUPS = 32;

/** N coordinates in blocks of equal width, filled up with coordinates that nobody reads. */
export interface Blocks {
  /** N */
  readonly coordinates: number;
  readonly count: number;
  /** Coordinates of a block in memory, a multiple of 8. */
  readonly width: number;
  /** Those of them that are used; in the last block there may be fewer. */
  readonly filled: number;
}

const inTiles = (coordinates: number): number => Math.ceil(coordinates / TILE) * TILE;

/**
 * @param problemSize where each block is to hold whole problems of so many coordinates; a problem that is too large for
 * that, or 1, lets blocks end anywhere
 */
export function cutIntoBlocks(coordinates: number, problemSize = 1): Blocks {
  const whole = problemSize > 1 && problemSize <= WIDEST;
  const unit = whole ? problemSize : TILE;
  const units = Math.ceil(coordinates / unit);
  const cut = (perBlock: number) => {
    const filled = perBlock * unit;
    const count = Math.max(1, Math.ceil(units / perBlock));
    const width = inTiles(filled);
    return { coordinates, count: units === 0 ? 0 : count, width, filled: whole ? filled : width };
  };
  const widest = Math.max(1, Math.min(Math.floor(WIDEST / unit), units));
  const cost = ({ count, width }: Blocks) => count * (width + BLOCK_COST);
  const cuts = Array.from({ length: widest }, (_, i) => cut(i + 1));
  const least = Math.min(...cuts.map(cost));
  const cheap = cuts.filter((blocks) => cost(blocks) <= TOLERATED * least);
  // The widest of those that give threads enough to do, else the one with the most blocks.
  return (cheap.findLast(({ count }) => count >= ENOUGH) ?? cheap[0]) as Blocks;
}

/** Coordinates with those that fill up blocks. */
export const paddedCount = ({ count, width }: Blocks): number => count * width;

export const groupCount = ({ count }: Blocks): number => Math.min(count, MOST_GROUPS);

/** The most blocks of a group. */
export const groupLength = (blocks: Blocks): number =>
  blocks.count === 0 ? 0 : Math.ceil(blocks.count / groupCount(blocks));

export const sameBlocks = (one: Blocks, other: Blocks): boolean =>
  one.coordinates === other.coordinates && one.width === other.width && one.filled === other.filled;

/** The number of coordinates that a block uses. */
const usedOf = ({ coordinates, filled }: Blocks, block: number): number =>
  Math.min(filled, coordinates - block * filled);

/** A place for one number per coordinate, zero where blocks are filled up. */
export function takeRow(arena: Arena, blocks: Blocks): number {
  return arena.takeZeroed(4 * paddedCount(blocks));
}

/** @throws LabError `bad-input` where there are not as many values as coordinates */
export function writeRow(arena: Arena, blocks: Blocks, row: number, values: Float32Array): void {
  const { coordinates, count, width, filled } = blocks;
  if (values.length !== coordinates) {
    throw new LabError({
      code: 'bad-input',
      message: `The learned optimizer has a state for ${coordinates} coordinates and got ${values.length} numbers.`,
      remedy: 'Start it anew for this problem.',
    });
  }
  if (filled === width) {
    arena.floats(row, coordinates).set(values);
    return;
  }
  const all = arena.floats(row, paddedCount(blocks));
  for (let block = 0; block < count; block++) {
    const from = block * filled;
    all.set(values.subarray(from, from + usedOf(blocks, block)), block * width);
  }
}

/** A copy of a row, without what fills it up. */
export function readRow(arena: Arena, blocks: Blocks, row: number): Float32Array<ArrayBuffer> {
  const { coordinates, count, width, filled } = blocks;
  if (filled === width) return arena.floats(row, coordinates).slice();
  const all = arena.floats(row, paddedCount(blocks));
  const values = new Float32Array(coordinates);
  for (let block = 0; block < count; block++) {
    const from = block * width;
    values.set(all.subarray(from, from + usedOf(blocks, block)), block * filled);
  }
  return values;
}
