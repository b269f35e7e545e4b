/** A race on its way through the worker. */
import type { Divergence } from '../../specs/race';
import type { NetworkScore, NetworkView } from '../../specs/views';
import type { RunDefinition, RunExamples, RunRestarted, RunState } from './runs';

/** Steps `from … from + count − 1` of a race (step t is the loss at θₜ), for every optimizer in the config's order. */
export interface RaceSteps {
  kind: 'race-steps';
  from: number;
  count: number;
  problems: number;
  /** Per optimizer: [count × B] losses, row per step; NaN after it diverged. */
  losses: Float32Array[];
  /** Per optimizer: [count × SUMMARY_COLUMNS.length]. */
  summaries: Float32Array[];
  /** For two-dimensional tasks, per optimizer: [count × B × 2] positions θₜ. */
  paths?: Float32Array[];
  /** Where one of them searches along lines, as in `RaceBatch`: per optimizer [count], or null. */
  evaluations?: (Float32Array | null)[];
  /** Where networks are looked at: what was seen, of all optimizers, not later than the last of these steps. */
  views?: RaceView[];
  scores?: RaceScore[];
}
export interface RaceView extends NetworkView {
  /** Its place in the configuration. */
  optimizer: number;
}
export interface RaceScore extends NetworkScore {
  optimizer: number;
}
export interface RaceDiverged {
  kind: 'race-diverged';
  optimizer: number;
  divergence: Divergence;
}
export type RaceEvent =
  | RaceSteps
  | RaceDiverged
  | RunExamples
  | RunRestarted
  | RunDefinition
  | RunState;

export interface RaceEnd {
  /** `stopped`: the person stopped it before its last step. */
  outcome: 'finished' | 'stopped';
  steps: number;
  seconds: number;
}
