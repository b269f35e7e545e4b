/** Parallel coordinates: an upright axis for each quantity, a line through all of them for each thing. */

export interface ParallelAxis {
  key: string;
  /** "meta learning rate" */
  label: string;
  /** Numbers on a scale within their ends, or names at equal distances. */
  scale: 'linear' | 'log' | { names: readonly string[] };
  /** Of numbers: the ends; without them, those of the values. */
  domain?: readonly [number, number];
}

export interface ParallelLine {
  id: string;
  /** "trial 7" */
  label: string;
  /** One for each axis; null: there is none yet. */
  values: readonly (number | string | null)[];
  /** Drawn broken: it ended badly. */
  broken: boolean;
}

/** What part of an axis is let through, as shares of its height from below: 0 … 1. */
export interface Brush {
  from: number;
  to: number;
}
export type Brushes = Readonly<Record<string, Brush>>;
