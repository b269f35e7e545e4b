/** f on a grid over a surface's window, for the contour map. */
export interface SurfaceMap {
  xRange: [number, number];
  yRange: [number, number];
  resolution: number;
  /** [resolution × resolution], row by row from yRange[0] up. */
  values: Float32Array;
  minima: { x: number; y: number; value: number }[];
}
