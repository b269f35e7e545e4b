/** How N coordinates are cut into blocks for the kernel, and where things stand in its memory. */

import type { KernelModule } from '../../../runtime/kernels/module';
import { inputFeatures } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';

/** Coordinates that the kernel's tiles take at a time. */
const TILE = 8;
/** The most of a block: what one step of it needs on the way back should fit into the fastest cache. */
const WIDEST = 96;

/** N coordinates in blocks of equal width, the last one filled up with coordinates that nobody reads. */
export interface Blocks {
  /** N */
  readonly coordinates: number;
  readonly count: number;
  readonly width: number;
}

export function cutIntoBlocks(coordinates: number): Blocks {
  const count = Math.ceil(coordinates / WIDEST);
  const width = count === 0 ? TILE : Math.ceil(coordinates / count / TILE) * TILE;
  return { coordinates, count: Math.ceil(coordinates / width), width };
}

/** Coordinates with those that fill up the last block. */
export const paddedCount = ({ count, width }: Blocks): number => count * width;

/** Makes the kernel work with these shapes until it is told otherwise. */
export function configure({ code }: KernelModule, config: LstmConfig, { width }: Blocks): void {
  code.configure(config.layers, config.hiddenUnits, inputFeatures(config), width);
}
