/** Weights as colours: one for what adds to a unit, another for what takes away from it, the ground for nothing. */

export type Rgb = readonly [number, number, number];

export interface DivergingColours {
  negative: Rgb;
  zero: Rgb;
  positive: Rgb;
}

/** Weights come in so many parts of the largest one. */
const PARTS = 127;

/** So many of the weights lie within the range of the colours: a few large ones would make all others pale. */
const WITHIN = 0.99;

/** Where the colours end, in 127ths of the largest weight: weights beyond are drawn as those at the end. */
export function colourRange(weights: Int8Array): number {
  const sizes = weights.map(Math.abs).sort();
  return Math.max(1, sizes[Math.ceil(WITHIN * sizes.length) - 1] ?? 1);
}

/** The colour of each weight from −127 to 127, as [255 × 4] bytes; `range` is where the colours end. */
export function divergingPalette(colours: DivergingColours, range: number): Uint8ClampedArray {
  const palette = new Uint8ClampedArray(4 * (2 * PARTS + 1));
  for (let weight = -PARTS; weight <= PARTS; weight++) {
    const share = Math.min(1, Math.abs(weight) / range);
    const end = weight < 0 ? colours.negative : colours.positive;
    const at = 4 * (weight + PARTS);
    for (let c = 0; c < 3; c++) {
      const zero = colours.zero[c] as number;
      palette[at + c] = zero + share * ((end[c] as number) - zero);
    }
    palette[at + 3] = 255;
  }
  return palette;
}

export interface UnitGrid {
  columns: number;
  rows: number;
  /** In pixels of the weights. */
  width: number;
  height: number;
}

/** Between two pictures, in their pixels. */
const GAP_SHARE = 14;

/** Room for so many pictures of side × side pixels below and, at most `most`, beside each other: in even rows. */
export function unitGrid(units: number, side: number, most: number): UnitGrid {
  const rows = Math.max(1, Math.ceil(units / most));
  const columns = Math.max(1, Math.ceil(units / rows));
  const gap = gapOf(side);
  return {
    columns,
    rows,
    width: columns * (side + gap) - gap,
    height: rows * (side + gap) - gap,
  };
}

/** Where the picture of a unit begins. */
export function unitPlace(unit: number, side: number, columns: number): { x: number; y: number } {
  const step = side + gapOf(side);
  return { x: (unit % columns) * step, y: Math.floor(unit / columns) * step };
}

const gapOf = (side: number) => Math.max(1, Math.round(side / GAP_SHARE));

/** Writes one unit's weights [side²] as RGBA pixels. */
export function paintUnit(
  weights: Int8Array,
  palette: Uint8ClampedArray,
  pixels: Uint8ClampedArray,
): void {
  for (let i = 0; i < weights.length; i++) {
    const from = 4 * ((weights[i] as number) + PARTS);
    pixels.set(palette.subarray(from, from + 4), 4 * i);
  }
}
