/**
 * A trace: everything that one optimizer did to one problem, coordinate by coordinate, and what is asked of it
 * afterwards (paper, Appendix B). It stays where it was recorded; small answers cross to the page.
 */
import type { GradientSpec, PaperBaseline, RatedBaseline } from './optimizer';
import type { Divergence } from './race';
import type { TaskSpec } from './task';

/** Everything that decides a trace's numbers, given a backend. */
export interface TraceConfig {
  task: TaskSpec;
  /** Names the problems: those of a race, or those of a horizon of a training. */
  seed: number;
  /** The horizon of a training whose problems these are; absent: those of a race. */
  horizon?: number;
  /** Which of the sampled problems, counted from 0. */
  problem: number;
  /** T, updates to record. */
  steps: number;
  optimizer: GradientSpec;
  /** The rates of the optimizers that are asked what they would have proposed. */
  rates: Partial<Record<RatedBaseline, number>>;
}

/** A trace may take so many bytes: where all coordinates would take more, some of each group are kept. */
export const TRACE_BUDGET_BYTES = 64 * 2 ** 20;

export interface TraceGroup {
  name: string;
  start: number;
  end: number;
}

/** What is known of a trace as soon as it is there. Numbers behind a divergence are NaN. */
export interface TraceSummary {
  /** T */
  steps: number;
  /** n, and which of them were kept, ascending [k]. */
  coordinates: number;
  kept: Int32Array;
  groups: TraceGroup[];
  bytes: number;
  /** f(θₜ), t = 0 … T, of the problem. */
  loss: Float32Array;
  /** In two dimensions θₜ [(T + 1) × 2]. */
  path: Float32Array | null;
  divergence: Divergence | null;
  behaviour: EffectiveBehaviour;
}

/** By what an update is explained: each a least-squares fit without a constant, over coordinates and steps. */
export const EXPLANATIONS = ['gradient', 'momentum', 'adam'] as const;
export type Explanation = (typeof EXPLANATIONS)[number];

/**
 * u ≈ −a·g (`gradient`), u ≈ −a·g − b·m (`momentum`, m the running mean of g), u ≈ −a·(Adam's direction) (`adam`).
 * `r2` is 1 − Σ(u − û)²/Σu²; null where there was nothing to explain.
 */
export interface Fit {
  r2: number | null;
  /** a, the effective rate. */
  rate: number | null;
  /** b, of `momentum` only. */
  momentumRate: number | null;
}

export interface EffectiveBehaviour {
  whole: Record<Explanation, Fit>;
  /** The same by itself for each run of steps: from … to − 1. */
  windows: { from: number; to: number; fits: Record<Explanation, Fit> }[];
}

/** One coordinate's way, and what others would have proposed on it, all in the problem's units. */
export interface CoordinateTrace {
  coordinate: number;
  /** ∇ₜ and uₜ, t = 0 … T − 1. */
  gradient: Float32Array;
  update: Float32Array;
  /** θₜ, t = 0 … T. */
  value: Float32Array;
  /** The updates that optimizers designed by hand would have proposed, had they followed the same iterates. */
  wouldBe: { name: PaperBaseline; learningRate: number; updates: Float32Array }[];
  /** Null for an optimizer that is no LSTM. */
  inside: InsideLstm | null;
}

export const LSTM_SIGNALS = ['input', 'forget', 'cellInput', 'output', 'cell', 'hidden'] as const;
/** σ(i), σ(f), tanh(g), σ(o), c, h of a layer. */
export type LstmSignal = (typeof LSTM_SIGNALS)[number];

/** What happens inside the LSTM for one coordinate, t = 0 … T − 1. */
export interface InsideLstm {
  hiddenUnits: number;
  /** What the first layer reads: [T × inputs], named. */
  inputs: { name: string; values: Float32Array }[];
  /** Per layer, each signal [T × H], row by step. */
  layers: Record<LstmSignal, Float32Array>[];
  /** What the output layer gives, before the output scale (and tanh, if it has one) [T]. */
  output: Float32Array;
  correlations: UnitCorrelation[];
}

export const TRACKED = ['gradient', 'momentum', 'square', 'step'] as const;
/** The gradient, its running mean, its running mean square, the number of the step. */
export type Tracked = (typeof TRACKED)[number];

/** How closely a unit's hidden value follows something, over the steps: Pearson's r; null where either is constant. */
export interface UnitCorrelation {
  layer: number;
  unit: number;
  r: Record<Tracked, number | null>;
}

/** A `symlog` sweep goes in equal steps of sgn(g) log(1 + |g|/g₀), g₀ this share of its limit: four powers of ten. */
export const FIELD_LINEAR_SHARE = 1e-4;

/** A sweep of the current gradient, the history up to it held fixed (paper, Figure 11). */
export interface FieldConfig {
  coordinate: number;
  steps: number[];
  scale: 'linear' | 'symlog';
  /** Gradients from −limit to limit. */
  limit: number;
  /** How many, odd, so that 0 is one of them. */
  points: number;
}

export interface UpdateField {
  config: FieldConfig;
  /** [points], ascending. */
  gradients: Float32Array;
  /** Proposed updates [steps × points]; those designed by hand from their own state after the same gradients. */
  learned: Float32Array;
  wouldBe: { name: PaperBaseline; learningRate: number; updates: Float32Array }[];
  /** Where it really was: per step the gradient and the update. */
  actual: { gradient: Float32Array; update: Float32Array };
}

export const MAP_QUANTITIES = ['update', 'gradient', 'value', 'ratio'] as const;
/** uₜ, ∇ₜ, θₜ, uₜ/∇ₜ */
export type MapQuantity = (typeof MAP_QUANTITIES)[number];
export const MAP_ORDERS = ['layer', 'magnitude'] as const;
/** As the coordinates are numbered, or by their root mean square over the steps, largest first. */
export type MapOrder = (typeof MAP_ORDERS)[number];

export interface MapConfig {
  quantity: MapQuantity;
  order: MapOrder;
  /** Places in that order, from … to − 1, drawn on so many rows at most: of each row's, the largest magnitude. */
  from: number;
  to: number;
  rows: number;
}

export interface CoordinateMap {
  config: MapConfig;
  /** Rows that there are: fewer where there are fewer places. */
  rows: number;
  /** T (`value`: θ₀ … θ_{T−1}) */
  steps: number;
  /** [rows × steps], signs kept. */
  values: Float32Array;
  /** [rows × steps]: the coordinate whose number that is; −1 where there is none. */
  shown: Int32Array;
  /** The coordinate at each place from … to − 1. */
  coordinates: Int32Array;
  /** Largest magnitude, and that below which a symmetric-log scale is linear: a low quantile of magnitudes. */
  largest: number;
  linearBelow: number;
}

/** The first layer's weights of a network at step t, as pictures. */
export interface UnitPictures {
  step: number;
  units: number;
  side: number;
  /** [units × side²], row by row. */
  weights: Float32Array;
  /** [units × side²]: which coordinate each weight is. */
  coordinates: Int32Array;
}
