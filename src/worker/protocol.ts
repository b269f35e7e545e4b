/**
 * What the page and the worker say to each other. Types only; what the parts of it are made of is in `protocol/`.
 *
 * - The page sends a `Request` with a number; the worker answers it with one `Response` of that number.
 * - Long work (a race, a tuning, a training, a trace) is a *run*: its request carries a `runId`, and until the response
 *   ends it, the worker sends `RunEvent`s with a sequence number. Events of a run that the page no longer
 *   follows are dropped by their `runId`.
 * - Every event is acknowledged with its number; the worker keeps at most `MAX_UNACKNOWLEDGED` on the way and
 *   merges what comes in the meantime, so a slow page is never flooded.
 */
import type { BackendChoice, BackendInfo } from '../specs/backend';
import type { DigitsRead, DigitsShown, DigitsStatus } from '../specs/digits';
import type { DissectionConfig } from '../specs/dissections';
import type { ErrorInfo } from '../specs/errors';
import type { FigureConfig } from '../specs/figures';
import type { RatedBaseline } from '../specs/optimizer';
import type { RaceConfig } from '../specs/race';
import type { DigitSource, SurfaceName } from '../specs/task';
import type {
  CoordinateMap,
  CoordinateTrace,
  FieldConfig,
  MapConfig,
  TraceConfig,
  UnitPictures,
  UpdateField,
} from '../specs/trace';
import type { Checkpoint, LiveSettings, TrainConfig } from '../specs/training';
import type { DissectionEnd, DissectionEvent } from './protocol/dissection';
import type { DownloadEnd, DownloadEvent } from './protocol/download';
import type { FigureEnd, FigureEvent } from './protocol/figure';
import type {
  GradientAngleEnd,
  GradientProgress,
  GradientsAt,
  SlopeCheckEnd,
} from './protocol/gradients';
import type { RaceEnd, RaceEvent } from './protocol/race';
import type { SurfaceMap } from './protocol/surface';
import type { TraceEnd, TraceEvent } from './protocol/trace';
import type { TrainEnd, TrainEvent } from './protocol/train';
import type { TuneConfig, TuneEvent, TuneResult } from './protocol/tune';

export type { DissectionEnd, DissectionEvent, DissectionProgress } from './protocol/dissection';
export type {
  DownloadEnd,
  DownloadEvent,
  DownloadReceived,
  DownloadWaiting,
} from './protocol/download';
export type { FigureEnd, FigureEvent, FigureProgress, FigureRates } from './protocol/figure';
export type {
  GradientAngleEnd,
  GradientProgress,
  GradientsAt,
  SlopeCheckEnd,
} from './protocol/gradients';
export type {
  RaceDiverged,
  RaceEnd,
  RaceEvent,
  RaceScore,
  RaceSteps,
  RaceView,
} from './protocol/race';
export type { RunDefinition, RunExamples, RunRestarted, RunState } from './protocol/runs';
export type { SurfaceMap } from './protocol/surface';
export type { TraceEnd, TraceEvent, TraceProgress } from './protocol/trace';
export type {
  TrainBaselines,
  TrainCheckpoint,
  TrainEnd,
  TrainEvent,
  TrainProgress,
  TrainValidation,
} from './protocol/train';
export type { TuneConfig, TuneEvent, TuneResult } from './protocol/tune';

export interface RequestMap {
  /**
   * Chooses (or changes) the backend. Runs going on are stopped first. `digitsAt` is the address of the folder beside
   * the page where MNIST may lie; `threads` is how many threads the kernels take, where it is not for them to say.
   */
  configure: {
    request: { backend: BackendChoice; digitsAt?: string; threads?: number };
    response: BackendInfo;
  };
  /** With `look`, networks are looked at on the way (views and scores of `RaceSteps`). */
  race: {
    request: { runId: number; config: RaceConfig; paused?: boolean; look?: boolean };
    response: RaceEnd;
  };
  tune: { request: { runId: number } & TuneConfig; response: TuneResult };
  /** Computes one of the paper's figures with races in them anew. */
  figure: { request: { runId: number; config: FigureConfig }; response: FigureEnd };
  /** Computes Figure 10 or 11 anew: what one optimizer did to one coordinate. */
  dissection: { request: { runId: number; config: DissectionConfig }; response: DissectionEnd };
  train: {
    request: {
      runId: number;
      config: TrainConfig;
      checkpoint?: Checkpoint;
      paused?: boolean;
      /** Learning rates of the baselines for this task and the steps of the validation, as far as they are known. */
      rates?: Partial<Record<RatedBaseline, number>>;
      /** Stops after so many horizons in all, where the last one comes later. */
      until?: number;
      /** The hand-designed optimizers are left out: nobody looks at them. */
      alone?: boolean;
    };
    response: TrainEnd;
  };
  /** How far the first-order meta-gradient points away from the full one, over a horizon. */
  gradientAngle: { request: { runId: number } & GradientsAt; response: GradientAngleEnd };
  /** Both meta-gradients against finite differences of an unroll's meta-loss. */
  slopeCheck: { request: { runId: number } & GradientsAt; response: SlopeCheckEnd };
  /** Records everything that an optimizer does to one problem, and keeps it: see `traceCoordinates` and those after it. */
  trace: { request: { runId: number; config: TraceConfig }; response: TraceEnd };
  /**
   * What is asked of a trace that is kept: the newest few are. One that is not kept any more, or was kept by an engine
   * that has been started again since, fails with `no-trace`.
   */
  traceCoordinates: {
    request: { traceId: number; coordinates: readonly number[] };
    response: CoordinateTrace[];
  };
  traceMap: { request: { traceId: number; config: MapConfig }; response: CoordinateMap };
  traceField: { request: { traceId: number; config: FieldConfig }; response: UpdateField };
  /** Null for tasks without pictures. */
  tracePictures: { request: { traceId: number; step: number }; response: UnitPictures | null };
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

export type RunEvent =
  | RaceEvent
  | TuneEvent
  | FigureEvent
  | DissectionEvent
  | TrainEvent
  | GradientProgress
  | TraceEvent
  | DownloadEvent;

export const MAX_UNACKNOWLEDGED = 2;
