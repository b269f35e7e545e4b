/** A training on its way through the worker. */
import type { CheckpointNews } from '../../specs/checkpointNews';
import type { PaperBaseline, RatedBaseline } from '../../specs/optimizer';
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
  /** Validations in front of this one that have not been told, and the curve of the last of them that was the best. */
  earlier?: ValidationPoint[];
  bestCurve?: Float32Array;
}
/** The tuned baselines on the validation problems: reference lines. */
export interface TrainBaselines {
  kind: 'train-baselines';
  rows: {
    name: PaperBaseline;
    learningRate: number;
    mean: number;
    median: number;
    curve: Float32Array;
  }[];
  /** What was found out about their learning rates just now. */
  tuned: Partial<Record<RatedBaseline, TunedRate>>;
}
/** Sent every few seconds, when the run is paused, and with its end; the newest one is all that is needed to go on. */
export interface TrainCheckpoint extends CheckpointNews {
  kind: 'train-checkpoint';
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
