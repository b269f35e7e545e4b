/** Where the weights of a first layer stand in their pictures, and which coordinates they are. Pure. */
import type { UnitPictures } from '../../../specs/trace';
import { unitGrid, unitPlace } from '../../digits/diverging';

/** So many units are drawn at most. */
export const MOST_UNITS = 100;

export interface WeightGrid {
  units: number;
  side: number;
  columns: number;
  /** In pixels of the weights. */
  width: number;
  height: number;
}

export function weightGrid(
  { units, side }: { units: number; side: number },
  most: number,
): WeightGrid {
  const drawn = Math.min(units, MOST_UNITS);
  const { columns, width, height } = unitGrid(drawn, side, most);
  return { units: drawn, side, columns, width, height };
}

/** The weight at a point of the grid, as an index into the weights; null between two pictures. */
export function weightAt(grid: WeightGrid, x: number, y: number): number | null {
  const { units, side, columns } = grid;
  for (let unit = 0; unit < units; unit++) {
    const place = unitPlace(unit, side, columns);
    const [across, down] = [Math.floor(x - place.x), Math.floor(y - place.y)];
    if (across >= 0 && across < side && down >= 0 && down < side) {
      return unit * side * side + down * side + across;
    }
  }
  return null;
}

/** The upper left corner of a weight in the grid; null where its unit is not drawn. */
export function placeOf(grid: WeightGrid, index: number): { x: number; y: number } | null {
  const { units, side, columns } = grid;
  const unit = Math.floor(index / (side * side));
  if (index < 0 || unit >= units) return null;
  const pixel = index % (side * side);
  const { x, y } = unitPlace(unit, side, columns);
  return { x: x + (pixel % side), y: y + Math.floor(pixel / side) };
}

/** Which of the weights a coordinate is; null: none of the first layer's. W₁ is [pixels, units], row by row. */
export function weightOf(
  { units, side }: Pick<UnitPictures, 'units' | 'side'>,
  coordinate: number,
): number | null {
  if (coordinate < 0 || coordinate >= side * side * units) return null;
  return (coordinate % units) * side * side + Math.floor(coordinate / units);
}

/** The weight that a key leads to from one; null: the key leads nowhere. */
export function weightByKey(grid: WeightGrid, index: number, key: string): number | null {
  const { units, side } = grid;
  const pixels = side * side;
  const unit = Math.floor(index / pixels);
  const [row, column] = [Math.floor((index % pixels) / side), index % side];
  const to = (u: number, r: number, c: number) =>
    u < 0 || u >= units || r < 0 || r >= side || c < 0 || c >= side
      ? index
      : u * pixels + r * side + c;
  switch (key) {
    case 'ArrowLeft':
      return to(unit, row, column - 1);
    case 'ArrowRight':
      return to(unit, row, column + 1);
    case 'ArrowUp':
      return to(unit, row - 1, column);
    case 'ArrowDown':
      return to(unit, row + 1, column);
    case 'PageUp':
      return to(unit - 1, row, column);
    case 'PageDown':
      return to(unit + 1, row, column);
    case 'Home':
      return to(unit, row, 0);
    case 'End':
      return to(unit, row, side - 1);
    default:
      return null;
  }
}

/** So many of the weights lie within the range of the colours: a few large ones would make all others pale. */
const WITHIN = 0.99;

/** Where the colours end: weights beyond are drawn as those at the end. */
export function weightRange(weights: Float32Array): number {
  const sizes = weights.filter(Number.isFinite).map(Math.abs).sort();
  return sizes[Math.ceil(WITHIN * sizes.length) - 1] || 1;
}
