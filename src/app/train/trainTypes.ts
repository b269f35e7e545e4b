/** What the Train screen knows: the settings of a training, the run, and what came out of it. */
import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../../specs/errors';
import type { ExportFormat } from '../../specs/exportFormats';
import type { LearnedOptimizer, LstmConfig, PaperBaseline } from '../../specs/optimizer';
import type { Divergence } from '../../specs/race';
import type {
  Checkpoint,
  LiveSettings,
  MetaLossPoint,
  RateSchedule,
  TrainConfig,
  ValidationPoint,
} from '../../specs/training';
import type { DigitExamples, NetworkView } from '../../specs/views';
import type { TrainBaselines } from '../../worker/protocol';
import type { ExportedFile } from '../library/exports';

export type BaselineRow = TrainBaselines['rows'][number];

/** The first validation at which the learned optimizer's mean loss fell below a baseline's. */
export interface Pass {
  name: PaperBaseline;
  /** Horizons trained by then. */
  horizon: number;
  /** Seconds of training by then. */
  seconds: number;
  /** The learned optimizer's mean loss there: where the marker stands. */
  mean: number;
}

export type TrainStatus =
  | 'idle'
  | 'starting'
  | 'running'
  | 'paused'
  | 'stopping'
  /** Stopped by the person, or by a change of backend; can be resumed. */
  | 'stopped'
  /** Found in storage after a reload; can be resumed. */
  | 'restored'
  | 'finished'
  | 'early-stopped'
  | 'diverged'
  | 'failed';

/** The training that is going on, or the last one. A new object after every event. */
export interface TrainRun {
  /** As it was started; live changes are in `live`. */
  config: TrainConfig;
  /** Settings in force for the current horizon. */
  live: LiveSettings;
  /** The horizon being trained, counted from 0. */
  horizon: number;
  horizonsPerSecond: number;
  /** Seconds of training, pauses not counted. */
  seconds: number;
  metaLoss: readonly MetaLossPoint[];
  validation: readonly ValidationPoint[];
  /** Mean loss at each step of the newest validation race, [T + 1]. */
  validationCurve: Float32Array | null;
  /** The same of the best validation. */
  bestCurve: Float32Array | null;
  /** f̄(θₜ) of the current horizon so far. */
  inner: Float32Array;
  /** Steps at which the graph was cut in the current horizon so far. */
  cuts: readonly number[];
  /** Of networks: the first of the current horizon's, and the digits that it answers to. */
  view: NetworkView | null;
  examples: DigitExamples | null;
  /** The tuned baselines on the validation problems. */
  baselines: readonly BaselineRow[];
  passes: readonly Pass[];
  divergence: Divergence | null;
  /** Why the definition computes the optimizer where the backend's kernels compute others; null where it does not. */
  byDefinition: string | null;
}

/** Some of `T`; what may be left out can be taken out by `undefined`. */
type Patch<T> = {
  [K in keyof T]?: undefined extends T[K] ? T[K] | undefined : T[K];
};

export interface TrainPatch
  extends Patch<Omit<TrainConfig, 'optimizer' | 'metaLearningRate' | 'validation'>> {
  optimizer?: Partial<LstmConfig>;
  /** A number is a constant rate. */
  metaLearningRate?: number | RateSchedule;
  validation?: Patch<TrainConfig['validation']>;
}

export interface TrainState {
  settings: TrainConfig;
  status: TrainStatus;
  /** For the status line: "Training: horizon 12 of 500 · 8.1 horizons/s · 60 s left". */
  text: string;
  error: ErrorInfo | null;
  run: TrainRun | null;
  /** The newest checkpoint: what Resume, export and the library use. */
  checkpoint: Checkpoint | null;
  /** Settings that need a new run differ from the run's own: Train would start afresh. */
  restartNeeded: boolean;
  /** True while Resume would go on with the run that is there. */
  canResume: boolean;
  /** True where the checkpoint survives a reload. */
  persisted: boolean;
}

export interface TrainActions {
  /** Starts a new run with the present settings. */
  train(options?: { paused?: boolean }): Promise<void>;
  pause(): void;
  /** Goes on: a paused run, or a stopped or restored one from its checkpoint. */
  resume(): Promise<void>;
  /** One unroll, then paused; from idle: makes a paused run first. */
  step(): void;
  /** Ends the run; what it has learned stays. */
  stop(): void;
  /** Stops, and clears the screen. The run stays in the list of runs, and is not offered on return. */
  reset(): void;
  updateSettings(patch: TrainPatch): void;
  /** The four settings that act from the next horizon on. */
  setLive(patch: Partial<LiveSettings>): void;
  /** The best weights by validation so far (else the current ones); null before the first checkpoint. */
  currentOptimizer(): LearnedOptimizer | null;
  /** Refused with LabError 'bad-input' before there are weights. */
  exportWeights(format?: ExportFormat): Promise<ExportedFile>;
  /** Adds the optimizer to the library; the new entry's id. */
  keepInLibrary(name: string): Promise<string>;
  /**
   * Looks for a training of an earlier visit that no tab goes on with, and shows it; Resume then goes on with it.
   * With `adoptSettings` the controls take the run's settings (where no link set them).
   */
  resumeFromStorage(options?: { adoptSettings?: boolean }): Promise<boolean>;
  /** Shows a kept training. Throws LabError 'bad-input' while another one is going on here. */
  openKept(id: string): Promise<void>;
  /** Takes these settings to the controls; the run that is started next is a duplicate of `parentId`. */
  duplicate(config: TrainConfig, parentId: string): void;
  /** Writes the newest checkpoint now (also done on pagehide). */
  persistNow(): Promise<void>;
}
export type TrainStore = StoreApi<TrainState & TrainActions>;
