/** A training on its way through the worker. */
import type { BaselineName } from '../../specs/optimizer';
import type { Divergence, TunedRate } from '../../specs/race';
import type {
  Checkpoint,
  LiveSettings,
  MetaLossPoint,
  ValidationPoint,
} from '../../specs/training';
import type { NetworkView } from '../../specs/views';
import type { RunDefinition, RunExamples, RunRestarted, RunState } from './runs';

/** What happened since the last event. Points are new ones only; `inner` is the current horizon so far. */
export interface TrainProgress {
  kind: 'train-progress';
  /** The horizon being trained (counted from 0) and how many there will be. */
  horizon: number;
  epochs: number;
  horizonsPerSecond: number;
  seconds: number;
  metaLoss: MetaLossPoint[];
  /** f̄(θₜ) for t = 0 … so far of the current horizon. */
  inner: Float32Array;
  /** Steps at which the graph was cut in the current horizon so far. */
  cuts: number[];
  /** Of networks: the first of the current horizon's, as it is now. */
  view?: NetworkView;
  /** The settings in force for this horizon. */
  live: LiveSettings;
}
export interface TrainValidation {
  kind: 'train-validation';
  point: ValidationPoint;
  /** Mean loss at each step of the validation race, [T + 1]. */
  curve: Float32Array;
}
/** The tuned baselines on the validation problems: reference lines. */
export interface TrainBaselines {
  kind: 'train-baselines';
  rows: {
    name: BaselineName;
    learningRate: number;
    mean: number;
    median: number;
    curve: Float32Array;
  }[];
  /** What was found out about their learning rates just now. */
  tuned: Partial<Record<BaselineName, TunedRate>>;
}
/** Sent every few seconds, when the run is paused, and with its end; the newest one is all that is needed to go on. */
export interface TrainCheckpoint {
  kind: 'train-checkpoint';
  checkpoint: Checkpoint;
}
export type TrainEvent =
  | TrainProgress
  | TrainValidation
  | TrainBaselines
  | TrainCheckpoint
  | RunExamples
  | RunRestarted
  | RunDefinition
  | RunState;

export interface TrainEnd {
  outcome: 'finished' | 'stopped' | 'early-stopped' | 'diverged';
  checkpoint: Checkpoint;
  divergence?: Divergence;
}
