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
  /** `symlog`: linear around 0, logarithmic on either side of it. */
  scale: 'linear' | 'log' | 'symlog';
  /** Fixed ends; without them the data decides. */
  domain?: readonly [number, number];
  /** On a log axis, values at or below it are drawn at it (default: chosen from the data). */
  floor?: number;
  /** A symmetric-log axis is linear within ± this (default: chosen from the data). */
  linearBelow?: number;
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

/** An arrow on a surface: "update", "gradient". Ends in the surface's coordinates. */
export interface MapArrow {
  id: string;
  label: string;
  style: LineStyle;
  from: readonly [number, number];
  to: readonly [number, number];
}

/** Values by row and column, for a heat map: the rows of a part of something larger. */
export interface HeatData {
  rows: number;
  columns: number;
  /** [rows × columns], row by row from the top. NaN: there is no value. */
  values: Float32Array;
  /** The places that the rows stand for, from … to − 1, each row alike many of them. */
  from: number;
  to: number;
}

/** What part of all places is shown, as shares: 0 … 1. */
export interface PlaceWindow {
  from: number;
  to: number;
}

/** Places that belong together and have a name: the weights of a layer. From … to − 1. */
export interface PlaceGroup {
  name: string;
  from: number;
  to: number;
}

/** A place that is marked: a selected coordinate. */
export interface PlaceMark {
  id: string;
  place: number;
  label: string;
  style: LineStyle;
}

/** What a person chose on a heat map: a column, a row of the data, and the places it stands for, from … to − 1. */
export interface HeatPick {
  column: number;
  row: number;
  from: number;
  to: number;
  /** With Ctrl, ⌘ or Shift: to what was chosen before. */
  add: boolean;
}

/** One of several small pictures of curves with the same axes. */
export interface CurvesPanel {
  id: string;
  /** "step 12" */
  title: string;
  series: readonly Series[];
  /** Points that are marked: "actual". */
  marks?: readonly Marker[];
}
