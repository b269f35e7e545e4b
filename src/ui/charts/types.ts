/** What the charts are given: plain numbers and styles, no stores. */

export type Numbers = Float32Array | Float64Array | readonly number[];

/** How one optimizer is drawn everywhere (see `palette.ts`). */
export interface LineStyle {
  /** Colour of lines on a light and on a dark ground (contrast at least 3:1). */
  light: string;
  dark: string;
  /** The same hue for text (contrast at least 4.5:1). */
  textLight: string;
  textDark: string;
  /** An SVG dash array; solid without. */
  dash?: string;
  /** Stroke width in pixels. */
  width: number;
}

export interface Series {
  /** Unique within the chart, and stable while it grows. */
  id: string;
  label: string;
  style: LineStyle;
  /** Ascending. `x` and `y` may differ in length: the shorter counts. */
  x: Numbers;
  /** A value that is not finite ends the line there. */
  y: Numbers;
  /** A shaded band around the line, on the same `x`. */
  band?: { low: Numbers; high: Numbers; lowLabel?: string; highLabel?: string };
  /** Where and why the run ended early: drawn as a cross with its text ("diverged at step 41"). */
  endedAt?: { x: number; text: string };
  hidden?: boolean;
  /** Draws this line heavier and above the others. */
  emphasised?: boolean;
}

export interface AxisSpec {
  /** "loss f(θ), summed over components" */
  label: string;
  scale: 'linear' | 'log';
  /** Fixed ends; without them the data decides. */
  domain?: readonly [number, number];
  /** On a log axis, values at or below it are drawn at it (default: chosen from the data). */
  floor?: number;
}

/** A horizontal line: "Adam 0.34". */
export interface ReferenceLine {
  id: string;
  label: string;
  value: number;
  style: LineStyle;
}

/** A point worth a word: "passed Adam". */
export interface Marker {
  id: string;
  x: number;
  y: number;
  label: string;
  style: LineStyle;
}

/** From `from` on, the ground is shaded: "beyond the horizon it was trained for". */
export interface ShadedRegion {
  from: number;
  label: string;
}

/** Numbers as a table: made only when somebody asks for them. */
export interface DataTable {
  columns: readonly string[];
  rows: number;
  /** null: nothing there. */
  cell(row: number, column: number): number | string | null;
}

/** f on a grid, as the worker's surface map. */
export interface SurfaceGrid {
  xRange: readonly [number, number];
  yRange: readonly [number, number];
  resolution: number;
  /** [resolution × resolution], row by row from yRange[0] up. */
  values: Float32Array;
  minima: readonly { x: number; y: number; value: number }[];
}

/** One optimizer's way over a surface. */
export interface SurfacePath {
  id: string;
  label: string;
  style: LineStyle;
  /** [steps × 2]: x and y of θ₀, θ₁, … */
  points: Float32Array;
  /** f(θₜ) at the same steps, for the read-out and the table. */
  values?: Numbers;
  hidden?: boolean;
}
