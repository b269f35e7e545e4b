/** What the Compare screen knows: the settings of a race, the recorded race, and the player over it. */
import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../../specs/errors';
import type { BaselineName, RatedBaseline } from '../../specs/optimizer';
import type { Divergence, RaceConfig, SummaryColumn, TunedRate } from '../../specs/race';
import type { TaskSpec } from '../../specs/task';
import type { DigitExamples, NetworkScore, NetworkView } from '../../specs/views';
import type { SurfaceMap } from '../../worker/protocol';

/**
 * One line of "Which optimizers": the paper's baselines are always listed, other ones and those of the library when they
 * were added.
 */
export type Entrant =
  | {
      kind: 'baseline';
      /** The baseline's name. */
      id: BaselineName;
      enabled: boolean;
      /** A learning rate set by the person; null: the tuned one, or none, where it has none. */
      manualRate: number | null;
    }
  | {
      kind: 'learned';
      /** The id of its library entry. */
      id: string;
      enabled: boolean;
    };

export interface RaceView {
  logX: boolean;
  logY: boolean;
  bands: boolean;
}

export interface RaceSettings {
  task: TaskSpec;
  /** T, steps of the race (the control "Horizon"). */
  horizon: number;
  /** B, the number of sampled problems. */
  problems: number;
  seed: number;
}

/** Where a baseline's learning rate comes from: set by the person, shipped with the Lab, tuned here just now. */
export type RateSource = 'manual' | 'shipped' | 'tuned';
export interface RateInUse {
  learningRate: number;
  source: RateSource;
  /** How it was found; null for a rate set by the person. */
  tuning: TunedRate | null;
}

/** One optimizer's part of a recorded race. The arrays have their full length from the start (NaN: not yet). */
export interface RaceLine {
  id: string;
  label: string;
  kind: 'baseline' | 'learned';
  /** For baselines that have one. */
  rate: RateInUse | null;
  /** The horizon a learned optimizer was trained for, where its record says. */
  trainedHorizon: number | null;
  /** [(T + 1) × B], row per step. */
  losses: Float32Array;
  /** Each [T + 1]. */
  summary: Record<SummaryColumn, Float32Array>;
  /** [(T + 1) × B × 2] for two-dimensional tasks. */
  paths: Float32Array | null;
  /** Of networks: the first one at some of the steps, and how well all of them do, in the order of steps. */
  views: NetworkView[];
  scores: NetworkScore[];
  divergence: Divergence | null;
  /**
   * Where it searches along lines, [T + 1]: how many evaluations of f and ∇f it has had before step t, the mean over the
   * problems. Others have one each step.
   */
  evaluations?: Float32Array;
}

/**
 * A race as far as it has been computed.
 * The object is a new one after every event; the arrays inside are filled in place, so memoise on the record.
 */
export interface RaceRecord {
  runId: number;
  config: RaceConfig;
  /** The last step whose losses are there; −1 before the first. */
  computed: number;
  lines: RaceLine[];
  /** The digits that views have answers to; null where there are none. */
  examples: DigitExamples | null;
  /** Which learned optimizers the definition computes although kernels compute others, and why; null: none. */
  byDefinition: string | null;
}

export type RaceStatus =
  | 'idle'
  | 'tuning'
  | 'racing'
  | 'paused'
  | 'finished'
  | 'stopped'
  | 'failed';

export const SPEEDS = [1, 4, 16, 'max'] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Player {
  /** The step shown, 0 … record.computed. */
  cursor: number;
  /** A recorded race is being replayed by the clock. */
  playing: boolean;
  speed: Speed;
  /** The cursor stays at the newest step while the worker computes. */
  following: boolean;
}

export interface RaceState {
  settings: RaceSettings;
  view: RaceView;
  entrants: readonly Entrant[];
  /** False until the person or a link chose entrants: then the default set follows the library and the task. */
  entrantsChosen: boolean;
  status: RaceStatus;
  /** For the status line: "Racing: step 62 of 200". */
  text: string;
  /** 0 … 1 of the tuning that is going on. */
  tuningProgress: number | null;
  error: ErrorInfo | null;
  record: RaceRecord | null;
  player: Player;
  /** Rates known for the present task and horizon (manual ones included), for the list of optimizers. */
  rates: Partial<Record<RatedBaseline, RateInUse>>;
  /** The contour map for the present surface; null for other tasks. */
  surfaceMap: SurfaceMap | null;
  /** True where the settings differ from the recorded race: Run makes a new one. */
  stale: boolean;
}

export interface RaceActions {
  /** Races the present settings from the start; a race going on is stopped. */
  run(options?: { paused?: boolean }): Promise<void>;
  /** The landing race: waits for the library and the engine, then runs with playback following. */
  autoRace(): Promise<void>;
  /** Stops the player and lets the worker rest. */
  pause(): void;
  /** Goes on: computing if the race is unfinished, replaying from the cursor (from 0 at the end) otherwise. */
  resume(): void;
  /** One step forward; past the head the worker computes one. From idle: makes a paused race first. */
  step(): void;
  stepBack(): void;
  /** Moves the cursor to step t (clamped); the cursor no longer follows unless t is the head. */
  scrub(t: number): void;
  /** Stands still at the start of the recorded race, ready to be replayed or computed further. */
  reset(): void;
  /** Ends the race where it is; what was recorded stays. */
  stop(): void;
  setSpeed(speed: Speed): void;
  updateSettings(patch: Partial<RaceSettings>): void;
  updateView(patch: Partial<RaceView>): void;
  addOptimizer(libraryId: string): void;
  /** One beyond the paper's four. */
  addBaseline(name: BaselineName): void;
  removeOptimizer(id: string): void;
  toggleOptimizer(id: string): void;
  setEntrants(entrants: readonly Entrant[]): void;
  /** Sets a baseline's learning rate by hand; null goes back to the tuned one. */
  setLearningRate(name: RatedBaseline, rate: number | null): void;
}
export type RaceStore = StoreApi<RaceState & RaceActions>;
