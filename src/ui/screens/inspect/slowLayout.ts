/** Where the parts of a step stand in their picture: beside each other, or on a phone below each other. */
import type { StepPart } from '../../../app/inspect/inspectParts';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface SlowLayout {
  width: number;
  height: number;
  /** One for each part, in their order; arrows run from each to the next. */
  boxes: Box[];
  /** Arrows run downward. */
  stacked: boolean;
  /** A cell of a layer's strips. */
  cell: { width: number; height: number };
  /** Units drawn of a layer: more would be narrower than a person can point at. */
  units: number;
}

/** Below it there is no room beside each other. */
const SIDE_BY_SIDE = 720;
const ARROW = 26;
const NUMBER_WIDTH = 108;
const CELL_HEIGHT = 18;
const ROWS = 6;
/** A part's name above it; the names of the rows beside a layer's strips. */
export const HEAD = 22;
export const ROW_NAMES = 20;
export const PADDING = 8;
const STRIPS_HEIGHT = HEAD + ROWS * CELL_HEIGHT + 2 * PADDING;
const NUMBER_HEIGHT = 66;
const STACKED_HEIGHT = 46;
const WIDEST_CELL = 16;
const NARROWEST_CELL = 3;

export function slowLayout(parts: readonly StepPart[], width: number, hidden: number): SlowLayout {
  const layers = parts.filter(({ kind }) => kind === 'layer').length;
  const around = ROW_NAMES + 2 * PADDING;
  const stacked = width < SIDE_BY_SIDE;
  const arrows = ARROW * (parts.length - 1);
  const free = stacked
    ? width
    : (width - arrows - NUMBER_WIDTH * (parts.length - layers)) / Math.max(1, layers);
  const units = Math.max(1, Math.min(hidden, Math.floor((free - around) / NARROWEST_CELL)));
  const cell = {
    width: Math.min(WIDEST_CELL, Math.floor(((free - around) / units) * 10) / 10),
    height: CELL_HEIGHT,
  };
  const strips = around + units * cell.width;
  const boxes: Box[] = [];
  let at = 0;
  for (const { kind } of parts) {
    const layer = kind === 'layer';
    const height = layer ? STRIPS_HEIGHT : stacked ? STACKED_HEIGHT : NUMBER_HEIGHT;
    if (stacked) {
      boxes.push({ left: 0, top: at, width, height });
      at += height + ARROW;
    } else {
      const own = layer ? strips : NUMBER_WIDTH;
      boxes.push({ left: at, top: (STRIPS_HEIGHT - height) / 2, width: own, height });
      at += own + ARROW;
    }
  }
  const height = stacked ? at - ARROW : STRIPS_HEIGHT;
  return { width: stacked ? width : at - ARROW, height, boxes, stacked, cell, units };
}

/** The height of the picture at a width, before there are numbers. */
export const slowHeight = (parts: readonly StepPart[], narrow: boolean): number =>
  slowLayout(parts, narrow ? SIDE_BY_SIDE - 1 : SIDE_BY_SIDE, 1).height;
