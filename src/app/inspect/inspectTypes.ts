/** What the Inspect screen knows: whose trace, what is selected in it, and what has been asked of it so far. */
import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../../specs/errors';
import type { TaskSpec } from '../../specs/task';
import type {
  CoordinateMap,
  CoordinateTrace,
  FieldConfig,
  MapConfig,
  MapOrder,
  MapQuantity,
  TraceConfig,
  TraceSummary,
  UnitPictures,
  UpdateField,
} from '../../specs/trace';
import type { SurfaceMap } from '../../worker/protocol';

/** `own`: the screen's own settings; `race`: the race on Compare; `training`: the training that is going on. */
export type InspectSource = 'own' | 'race' | 'training';

export interface InspectSettings {
  source: InspectSource;
  /**
   * A library entry's id, or a baseline's name; of no meaning for `training`. Empty until the library has been read:
   * then the usual one of the task (`own`), or of the race (`race`), until the person or a link chooses another.
   */
  optimizer: string;
  /** For `own` only; the others have their own. */
  task: TaskSpec;
  steps: number;
  seed: number;
  /** Which of the problems, counted from 0. */
  problem: number;
}

/** As many coordinates may be selected at once, a colour each. */
export const MOST_COORDINATES = 4;

/** What is looked at: every panel shows this, and may change it. */
export interface Selection {
  /** The step, 0 … T − 1. */
  step: number;
  /** The first one is the main one: sweeps and the inside of the LSTM are about it. Never empty once a trace is there. */
  coordinates: readonly number[];
}

export type Playing = 'steps' | 'parts' | null;

/** What a panel shows: a value, and whether a newer one is under way. */
export interface Asked<T> {
  value: T | null;
  pending: boolean;
  error: ErrorInfo | null;
}

export interface InspectView {
  map: Pick<MapConfig, 'quantity' | 'order'> & {
    /** Places shown, as shares of all: 0 … 1. */
    from: number;
    to: number;
  };
  field: Pick<FieldConfig, 'scale'> & {
    /** Null: as wide as the coordinate's gradients ask for. */
    limit: number | null;
  };
}

export type InspectStatus = 'idle' | 'waiting' | 'tracing' | 'ready' | 'stopped' | 'failed';

export interface InspectState {
  settings: InspectSettings;
  status: InspectStatus;
  /** For the status line. */
  text: string;
  error: ErrorInfo | null;
  /** Of the trace that is shown; null before the first. */
  config: TraceConfig | null;
  summary: TraceSummary | null;
  /** Of a trace of the training: after how many horizons the weights were as they are held here; else null. */
  weightsAfter: number | null;
  /** 0 … 1 of the tuning that goes before a trace whose rates nobody knows; null: there is none. */
  tuningProgress: number | null;
  /** The settings differ from those of the trace that is shown. */
  stale: boolean;
  selection: Selection;
  playing: Playing;
  /** Which part of the step slow motion shows, 0 … parts − 1; null: not in slow motion. */
  part: number | null;
  view: InspectView;
  /** By coordinate: those selected, and a few that were. */
  coordinates: Readonly<Record<number, CoordinateTrace>>;
  /** Whether some of those selected are still to come, or could not be had. */
  coordinatesAsked: Pick<Asked<CoordinateTrace>, 'pending' | 'error'>;
  map: Asked<CoordinateMap>;
  field: Asked<UpdateField>;
  pictures: Asked<UnitPictures>;
  /** Of two-dimensional surfaces: the contour map. */
  surface: SurfaceMap | null;
  /** What the person or a link has chosen; the rest is as usual for the task and the trace. */
  chosen: Readonly<Record<'optimizer' | 'step' | 'coordinates', boolean>>;
}

/** What a link says: null where it leaves things as usual. */
export interface InspectLink extends Omit<InspectSettings, 'optimizer'> {
  optimizer: string | null;
  step: number | null;
  coordinates: readonly number[] | null;
}

export interface InspectActions {
  /** Takes the settings of a link, and selects what it names as soon as there is a trace. */
  adopt(link: InspectLink): void;
  updateSettings(patch: Partial<InspectSettings>): void;
  /** Traces the present settings; a trace going on is stopped, the last one stays until there is a new one. */
  trace(): Promise<void>;
  /** Traces once when the screen is first seen. */
  autoTrace(): Promise<void>;
  stop(): void;
  /** Clamped to the trace. */
  selectStep(step: number): void;
  /** Makes one the only selected coordinate; with `add`, adds it or takes it away. Those not kept in the trace: the nearest that was. */
  selectCoordinate(coordinate: number, add?: boolean): void;
  play(what: Playing): void;
  selectPart(part: number | null): void;
  setMap(patch: { quantity?: MapQuantity; order?: MapOrder; from?: number; to?: number }): void;
  setField(patch: Partial<InspectView['field']>): void;
}

export type InspectStore = StoreApi<InspectState & InspectActions>;
