/**
 * What the page and the worker say to each other. Types only.
 *
 * - The page sends a `Request` with a number; the worker answers it with one `Response` of that number.
 * - Long work (a race, a tuning, a training) is a *run*: its request carries a `runId`, and until the response
 *   ends it, the worker sends `RunEvent`s with a sequence number. Events of a run that the page no longer
 *   follows are dropped by their `runId`.
 * - Every event is acknowledged with its number; the worker keeps at most `MAX_UNACKNOWLEDGED` on the way and
 *   merges what comes in the meantime, so a slow page is never flooded.
 */
import type { BackendChoice, BackendInfo } from '../specs/backend';
import type { DigitsRead, DigitsShown, DigitsStatus } from '../specs/digits';
import type { ErrorInfo } from '../specs/errors';
import type { FigureFindings, SettingResult } from '../specs/figureResult';
import type { FigureConfig, SettingRates } from '../specs/figures';
import type { BaselineName } from '../specs/optimizer';
import type { Divergence, RaceConfig, TunedRate } from '../specs/race';
import type { DigitSource, SurfaceName, TaskSpec } from '../specs/task';
import type {
  Checkpoint,
  LiveSettings,
  MetaLossPoint,
  TrainConfig,
  ValidationPoint,
} from '../specs/training';
import type { DigitExamples, NetworkScore, NetworkView } from '../specs/views';

export interface RequestMap {
  /**
   * Chooses (or changes) the backend. Runs going on are stopped first. `digitsAt` is the address of the folder beside
   * the page where MNIST may lie.
   */
  configure: { request: { backend: BackendChoice; digitsAt?: string }; response: BackendInfo };
  /** With `look`, networks are looked at on the way (views and scores of `RaceSteps`). */
  race: {
    request: { runId: number; config: RaceConfig; paused?: boolean; look?: boolean };
    response: RaceEnd;
  };
  tune: { request: { runId: number } & TuneConfig; response: TuneResult };
  /** Computes one of the paper's figures anew. */
  figure: { request: { runId: number; config: FigureConfig }; response: FigureEnd };
  train: {
    request: {
      runId: number;
      config: TrainConfig;
      checkpoint?: Checkpoint;
      paused?: boolean;
      /** Learning rates of the baselines for this task and the steps of the validation, as far as they are known. */
      rates?: Partial<Record<BaselineName, number>>;
    };
    response: TrainEnd;
  };
  /** Answered as soon as the run has stopped moving: within one step of an optimizer. */
  pause: { request: { runId: number }; response: null };
  resume: { request: { runId: number }; response: null };
  /** Lets a paused run do `count` steps (a race) or unrolls (a training), then pauses again. */
  step: { request: { runId: number; count: number }; response: null };
  stop: { request: { runId: number }; response: null };
  update: { request: { runId: number; live: LiveSettings }; response: null };
  /** f on a grid over the surface's window, for the contour map. */
  surface: { request: { surface: SurfaceName; resolution: number }; response: SurfaceMap };
  /** Where digits could be had from. Loads none. */
  digits: { request: object; response: DigitsStatus };
  /** Loads the digits of a source, if need be, and shows some. */
  showDigits: { request: { source: DigitSource }; response: DigitsShown };
  /**
   * Reads MNIST's four files, or, where the person says that they are `own`, others of that format. Nothing changes
   * where they are refused, or not what they were said to be. Own ones are refused while a run draws from others.
   */
  readDigits: {
    request: { files: { name: string; content: Blob }[]; own: boolean };
    response: DigitsRead;
  };
  /** Forgets what the browser keeps of a source, an interrupted download included; refused while a run draws from it. */
  removeDigits: { request: { source: DigitSource }; response: null };
  /** Downloads MNIST from a mirror, from where an earlier download was interrupted. */
  download: { request: { runId: number }; response: DownloadEnd };
}
export type RequestType = keyof RequestMap;

export type Request = {
  [T in RequestType]: { type: T; id: number } & RequestMap[T]['request'];
}[RequestType];

export type Response =
  | { type: 'response'; id: number; ok: true; value: RequestMap[RequestType]['response'] }
  | { type: 'response'; id: number; ok: false; error: ErrorInfo };

export interface Acknowledgement {
  type: 'ack';
  runId: number;
  seq: number;
}

export type ToWorker = Request | Acknowledgement;

/** Sent without being asked: a kernel failed, and stock operations take its place. */
export interface Notice {
  type: 'notice';
  /** As it is from now on. */
  backend: BackendInfo;
  /** What happened, and what goes on. */
  error?: ErrorInfo;
}

export type FromWorker =
  | Response
  | { type: 'event'; runId: number; seq: number; event: RunEvent }
  | Notice;

export type RunEvent = RaceEvent | TuneEvent | FigureEvent | TrainEvent | DownloadEvent;

export const MAX_UNACKNOWLEDGED = 2;

// ---- race ------------------------------------------------------------------------------------------------------

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
/** The digits that the answers of this run's views are to. */
export interface RunExamples {
  kind: 'examples';
  examples: DigitExamples;
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

// ---- tuning ----------------------------------------------------------------------------------------------------

export interface TuneConfig {
  task: TaskSpec;
  optimizers: BaselineName[];
  steps: number;
  problems: number;
  seed: number;
  /** Of networks: judges by the loss over so many training examples, not by that of one minibatch. */
  examples?: number;
}
export interface TuneEvent {
  kind: 'tune-progress';
  done: number;
  total: number;
}
export interface TuneResult {
  outcome: 'finished' | 'stopped';
  rates: Partial<Record<BaselineName, TunedRate>>;
}

// ---- downloading MNIST -----------------------------------------------------------------------------------------

export interface DownloadEvent {
  kind: 'download-progress';
  /** Bytes of all four files together, those of an earlier download included. */
  received: number;
  total: number;
  /** The host that they come from. */
  mirror: string;
}
export interface DownloadEnd {
  outcome: 'finished' | 'stopped';
  /** They will be here after a reload, too. */
  kept: boolean;
}

// ---- a figure of the paper --------------------------------------------------------------------------------------

/** What is going on, and all that has been found so far. */
export interface FigureProgress {
  kind: 'figure-progress';
  doing: 'tuning' | 'racing';
  /** Which of the figure's settings, counted from 0. */
  setting: number;
  /** Share of the work that is done, 0 to 1. */
  share: number;
  /** The settings that are done, then the one being raced. */
  results: SettingResult[];
}
/** Rates were tuned for a setting: worth keeping for the next time. */
export interface FigureRates {
  kind: 'figure-rates';
  setting: string;
  rates: SettingRates;
}
export type FigureEvent = FigureProgress | FigureRates | RunState;

export type FigureEnd =
  | { outcome: 'finished'; findings: FigureFindings; seconds: number }
  | { outcome: 'stopped' };

// ---- training --------------------------------------------------------------------------------------------------

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

/** What the run is doing right now, in words for the status line. */
export interface RunState {
  kind: 'state';
  state: 'tuning' | 'running' | 'validating' | 'paused';
  text: string;
}

/**
 * A kernel failed, and the definition takes its place (a notice says so): a race begins again with step 0, a training
 * goes on from the checkpoint that was sent just before. What was sent beyond that does not count.
 */
export interface RunRestarted {
  kind: 'restarted';
}

/** The definition computes the learned optimizers of this run, since their configuration is beyond the kernels. */
export interface RunDefinition {
  kind: 'definition';
  /** Why: "128 hidden units are more than 64". */
  reason: string;
}

export interface TrainEnd {
  outcome: 'finished' | 'stopped' | 'early-stopped' | 'diverged';
  checkpoint: Checkpoint;
  divergence?: Divergence;
}

export interface SurfaceMap {
  xRange: [number, number];
  yRange: [number, number];
  resolution: number;
  /** [resolution × resolution], row by row from yRange[0] up. */
  values: Float32Array;
  minima: { x: number; y: number; value: number }[];
}
