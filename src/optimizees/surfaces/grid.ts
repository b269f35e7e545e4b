import { LabError } from '../../specs/errors';
import type { SurfaceName } from '../../specs/task';
import { numbers } from './arithmetic';
import { SURFACES } from './catalogue';

/** f over a surface's window, for a contour map. */
export interface SurfaceGrid {
  xRange: [number, number];
  yRange: [number, number];
  /** Points along each side, the window's borders included. */
  resolution: number;
  /** f [resolution × resolution], row by row from yRange[0] up, x rising within a row. */
  values: Float32Array;
  minima: { x: number; y: number; value: number }[];
}

const MAX_RESOLUTION = 2048;

/**
 * f on a grid over the surface's window, in plain numbers (no TensorFlow.js).
 *
 * @throws LabError `bad-input` where the resolution is not a whole number from 2 to 2048
 */
export function evaluateOnGrid(surface: SurfaceName, resolution: number): SurfaceGrid {
  if (!Number.isInteger(resolution) || resolution < 2 || resolution > MAX_RESOLUTION) {
    throw new LabError({
      code: 'bad-input',
      message: `The resolution of a surface map is ${resolution}; it must be a whole number from 2 to ${MAX_RESOLUTION}.`,
      remedy: 'Ask for a coarser or finer map.',
    });
  }
  const { xRange, yRange, minima, evaluate } = SURFACES[surface];
  const valueAt = (x: number, y: number) => evaluate(numbers, x, y).value;
  const along = ([from, to]: readonly [number, number], k: number) =>
    from + ((to - from) * k) / (resolution - 1);
  const values = new Float32Array(resolution * resolution);
  for (let row = 0; row < resolution; row++) {
    const y = along(yRange, row);
    for (let column = 0; column < resolution; column++) {
      values[row * resolution + column] = valueAt(along(xRange, column), y);
    }
  }
  return {
    xRange: [...xRange],
    yRange: [...yRange],
    resolution,
    values,
    minima: minima.map(({ x, y }) => ({ x, y, value: valueAt(x, y) })),
  };
}
