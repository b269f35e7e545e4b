/** Level lines and shades of a surface. Pure. */
import type { SurfaceGrid } from './types';

/** Height on the map's own scale: 0 at the lowest point, 1 at the highest; logarithmic above the lowest few percent. */
export interface Relief {
  resolution: number;
  /** [resolution × resolution], row by row from yRange[0] up. */
  heights: Float32Array;
}

/** How many shades a map has; a level line runs between each two. */
export const SHADES = 12;

/** Below this share of the values, heights grow linearly; above, logarithmically. */
const LINEAR_SHARE = 0.03;

/** h = ln(1 + (f − f_min)/s) / ln(1 + (f_max − f_min)/s), s the 3 % quantile of f − f_min. */
export function reliefOf(surface: SurfaceGrid): Relief {
  const { values, resolution } = surface;
  const finite = values.filter((v) => Number.isFinite(v)).sort();
  const lowest = Math.min(finite[0] ?? 0, ...surface.minima.map((m) => m.value));
  const highest = finite[finite.length - 1] ?? 1;
  const quantile = (finite[Math.floor(finite.length * LINEAR_SHARE)] ?? lowest) - lowest;
  const scale = Math.max(quantile, (highest - lowest) * 1e-6, Number.MIN_VALUE);
  const most = Math.log1p((highest - lowest) / scale) || 1;
  const heights = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    heights[i] = Number.isFinite(value) ? Math.log1p((value - lowest) / scale) / most : 1;
  }
  return { resolution, heights };
}

/**
 * The line where the heights cross `level`, as pieces x₁ y₁ x₂ y₂ in grid units (0 … resolution − 1): marching
 * squares, saddles decided by the mean of their corners.
 */
export function levelLine(relief: Relief, level: number): Float32Array {
  const { resolution, heights } = relief;
  const pieces: number[] = [];
  for (let row = 0; row + 1 < resolution; row++) {
    for (let column = 0; column + 1 < resolution; column++) {
      const at = row * resolution + column;
      const a = (heights[at] as number) - level;
      const b = (heights[at + 1] as number) - level;
      const c = (heights[at + resolution + 1] as number) - level;
      const d = (heights[at + resolution] as number) - level;
      const above = (a > 0 ? 1 : 0) | (b > 0 ? 2 : 0) | (c > 0 ? 4 : 0) | (d > 0 ? 8 : 0);
      if (above === 0 || above === 15) continue;
      addCell(pieces, above, column, row, a, b, c, d);
    }
  }
  return Float32Array.from(pieces);
}

type Side = 'bottom' | 'right' | 'top' | 'left';

/** Which sides the line crosses, in pairs, by which corners (1 a, 2 b, 4 c, 8 d) are above the level. */
const CROSSED: Readonly<Record<number, readonly Side[]>> = {
  1: ['left', 'bottom'],
  2: ['bottom', 'right'],
  3: ['left', 'right'],
  4: ['right', 'top'],
  6: ['bottom', 'top'],
  7: ['left', 'top'],
  8: ['left', 'top'],
  9: ['bottom', 'top'],
  11: ['right', 'top'],
  12: ['left', 'right'],
  13: ['bottom', 'right'],
  14: ['left', 'bottom'],
};
const CUTS_B_AND_D: readonly Side[] = ['left', 'top', 'bottom', 'right'];
const CUTS_A_AND_C: readonly Side[] = ['left', 'bottom', 'right', 'top'];

/** Corners counter-clockwise from the lower left: a, b, c, d, as heights above the level. */
function addCell(
  pieces: number[],
  above: number,
  column: number,
  row: number,
  a: number,
  b: number,
  c: number,
  d: number,
): void {
  const saddle = a + b + c + d > 0 === (above === 5) ? CUTS_B_AND_D : CUTS_A_AND_C;
  for (const side of CROSSED[above] ?? saddle) {
    if (side === 'bottom') pieces.push(column + a / (a - b), row);
    else if (side === 'right') pieces.push(column + 1, row + b / (b - c));
    else if (side === 'top') pieces.push(column + d / (d - c), row + 1);
    else pieces.push(column, row + a / (a - d));
  }
}

/** A colour as [red, green, blue], 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * Shades a picture of width × height pixels (RGBA, top row first) by height: `deep` at the bottom of the valleys,
 * `high` on the peaks. Heights between grid points are interpolated.
 */
export function shade(
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
  relief: Relief,
  deep: Rgb,
  high: Rgb,
): void {
  const { resolution, heights } = relief;
  const palette = Array.from({ length: SHADES }, (_, k) => mix(deep, high, k / (SHADES - 1)));
  const line = new Float32Array(resolution);
  for (let py = 0; py < height; py++) {
    const y = ((height - py - 0.5) / height) * (resolution - 1);
    const row = Math.min(resolution - 2, Math.max(0, Math.floor(y)));
    for (let i = 0; i < resolution; i++) {
      const below = heights[row * resolution + i] as number;
      line[i] = below + (y - row) * ((heights[(row + 1) * resolution + i] as number) - below);
    }
    for (let px = 0; px < width; px++) {
      const x = ((px + 0.5) / width) * (resolution - 1);
      const column = x | 0;
      const left = line[column] as number;
      const h =
        left + (x - column) * ((line[Math.min(column + 1, resolution - 1)] as number) - left);
      const colour = palette[Math.max(0, Math.min(SHADES - 1, (h * SHADES) | 0))] as Rgb;
      const at = 4 * (py * width + px);
      pixels[at] = colour[0];
      pixels[at + 1] = colour[1];
      pixels[at + 2] = colour[2];
      pixels[at + 3] = 255;
    }
  }
}

function mix(a: Rgb, b: Rgb, part: number): Rgb {
  const channel = (k: 0 | 1 | 2) => Math.round(a[k] + part * (b[k] - a[k]));
  return [channel(0), channel(1), channel(2)];
}

/** f between the grid's points; null outside the window. */
export function surfaceAt(surface: SurfaceGrid, x: number, y: number): number | null {
  const { resolution: n, values } = surface;
  const u = ((x - surface.xRange[0]) / (surface.xRange[1] - surface.xRange[0])) * (n - 1);
  const v = ((y - surface.yRange[0]) / (surface.yRange[1] - surface.yRange[0])) * (n - 1);
  if (!(u >= 0 && v >= 0 && u <= n - 1 && v <= n - 1)) return null;
  const i = Math.min(n - 2, Math.floor(u));
  const j = Math.min(n - 2, Math.floor(v));
  const value = (di: number, dj: number) => values[(j + dj) * n + i + di] as number;
  const below = value(0, 0) + (u - i) * (value(1, 0) - value(0, 0));
  const above = value(0, 1) + (u - i) * (value(1, 1) - value(0, 1));
  return below + (v - j) * (above - below);
}
