/** Where things stand in the picture, in the units of its view box. */

/** The middles of the rows, from the meta-loss at the top to the weights at the foot. */
export const ROW = { sum: 26, f: 92, theta: 164, m: 254, phi: 318 } as const;
export const HEIGHT = 344;

export interface Layout {
  /** Distance between two columns. */
  pitch: number;
  width: number;
  /** The cuts before and after the unroll. */
  cutLeft: number;
  cutRight: number;
  /** The middle of a column. */
  x: (column: number) => number;
}

export function layoutFor(columns: number, pitch: number): Layout {
  const x = (column: number) => pitch * (0.62 + column);
  const end = x(columns - 1);
  return {
    pitch,
    x,
    width: end + pitch * 0.42,
    cutLeft: x(0) - pitch * 0.36,
    cutRight: end + pitch * 0.3,
  };
}
