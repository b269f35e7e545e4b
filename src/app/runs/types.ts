/** What the list of runs knows, and what can be done with a run. */
import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../../specs/errors';
import type { RecordOf, RunCurve, RunKind, RunRecord, RunState } from '../../specs/run';

export type {
  RecordOf,
  RunCurve,
  RunKind,
  RunProgress,
  RunRecord,
  RunState,
} from '../../specs/run';

/**
 * A run in the list. `state` is what is true now: a run that was going on and that no tab holds any more is
 * `interrupted`, whatever was written last.
 */
export type ListedRun = RunRecord & {
  /** The tab that computes it; null: nobody. It can be resumed, changed and deleted here unless another tab has it. */
  holder: 'this-tab' | 'another-tab' | null;
  /** True where it can go on from where it was: a training or a search that has not reached its end. */
  resumable: boolean;
};

/** Room in the browser's storage, in bytes. */
export interface Quota {
  used: number;
  available: number;
  /** True where the browser has promised not to clear it by itself. */
  persisted: boolean;
}

/** What an import did. Names are those of runs, optimizers and rates. */
export interface ImportReport {
  fileName: string;
  added: { runs: number; optimizers: number; rates: number };
  /** Already here, and the same. */
  skipped: { runs: number; optimizers: number; rates: number };
  /** Here under the same id with other content: both are kept, the new one under a new id. */
  keptBoth: { kind: 'run' | 'optimizer'; name: string; id: string }[];
}

/** What thinning would free. */
export interface Thinning {
  /** The runs whose curves and checkpoints it would remove; oldest first. Records, results, tags and notes stay. */
  runs: readonly { id: string; name: string; bytes: number }[];
  bytes: number;
}

export interface RunsState {
  status: 'idle' | 'loading' | 'ready' | 'failed';
  /** `memory`: storage is denied; runs are gone when the page closes. */
  storage: 'persistent' | 'memory';
  /** Newest first. */
  runs: readonly ListedRun[];
  /** Null while it is not known, and where the browser does not say. */
  quota: Quota | null;
  /** Stored runs that are damaged, or of another version of the Lab; they were left untouched. */
  unreadable: number;
  /** The last thing that failed (a write that did not fit, a list that could not be read); null: nothing has. */
  problem: ErrorInfo | null;
  /** Why the last library file was refused; stays until the next import or `clearImport`. */
  importError: { fileName: string; error: ErrorInfo } | null;
  lastImport: ImportReport | null;
}

export interface RunsActions {
  /** Reads the list and follows what other tabs do; safe to call twice. */
  load(): Promise<void>;
  run(id: string): ListedRun | undefined;
  /** The curves of a run, from storage; for one that is going on, as far as it has been kept. */
  loadCurves(id: string): Promise<RunCurve[]>;

  /** Throws LabError 'bad-input' for an empty name. */
  rename(id: string, name: string): Promise<void>;
  /** Trimmed, without repeats. */
  setTags(id: string, tags: readonly string[]): Promise<void>;
  setNote(id: string, note: string): Promise<void>;
  /** Throws LabError 'bad-input' where one of them is going on here or in another tab. */
  remove(ids: readonly string[]): Promise<void>;
  /** Undoes `remove` for as long as the page is open. */
  restore(ids: readonly string[]): Promise<void>;

  /**
   * Shows a run on its screen: a training as it was left, with its curves and its weights; a race with its settings and
   * entrants, ready to be run again.
   */
  open(id: string): Promise<void>;
  /** Opens a training or a search and goes on with it. Throws LabError 'bad-input' while another tab has it. */
  resume(id: string): Promise<void>;
  /**
   * Takes a run's settings to the controls of its screen, to be changed there; the run that is started next from them
   * has this one as its `parentId`.
   */
  duplicate(id: string): Promise<void>;

  /** One file with these runs (and the optimizers that came out of them or raced in them); 'all': the whole library. */
  exportLibrary(
    ids: readonly string[] | 'all',
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; fileName: string }>;
  /** Null where it was refused: `importError` says why, and nothing was written. */
  importLibrary(file: File): Promise<ImportReport | null>;
  clearImport(): void;

  refreshQuota(): Promise<void>;
  /** Asks the browser not to clear what is stored; true where it agrees. */
  persist(): Promise<boolean>;
  /** What could be freed: curves and checkpoints of the oldest runs that have ended, until about `bytes` are free. */
  offerThinning(bytes?: number): Promise<Thinning>;
  /** Removes the curves and checkpoints of these runs for good. */
  thin(ids: readonly string[]): Promise<void>;
}
export type RunsStore = StoreApi<RunsState & RunsActions>;

/** What begins a run that is to be kept. */
export type NewRun<K extends RunKind = RunKind> = Pick<RecordOf<K>, 'kind' | 'config' | 'seed'> & {
  name: string;
  progress: RunRecord['progress'];
  backend: string | null;
  parentId?: string | null;
};

export type RunPatch = Partial<
  Pick<
    RunRecord,
    'state' | 'progress' | 'seconds' | 'result' | 'backend' | 'optimizerId' | 'trouble' | 'name'
  >
> & { config?: RunRecord['config'] };

/** A growing table of numbers of a run: rows are only ever added, or cut off at the end. */
export interface SeriesTail {
  /** Columns of a row. */
  columns: number;
  /** All rows so far. */
  rows: number;
  /** Row i as numbers; asked for those that are not stored yet, and for some of those in front of them. */
  row(i: number): readonly number[];
}

/** What a save writes; what it leaves out stays as it is. All of it in one transaction, or none. */
export interface RunSave {
  patch?: RunPatch;
  /** By name; only what is new of each is written. */
  series?: Readonly<Record<string, SeriesTail>>;
  /** Values by name (`checkpoint`, `best`): structured clones; undefined removes one. */
  parts?: Readonly<Record<string, unknown>>;
  /** Series that are removed first. */
  drop?: readonly string[];
}

/**
 * A run that this tab holds (by a lock of its name that ends with the tab). Nobody else writes it. A save that does not
 * fit is told to the person once and kept in memory; the run goes on.
 */
export interface HeldRun {
  readonly id: string;
  readonly record: RunRecord;
  /** The names of its series. */
  readonly tables: readonly string[];
  /** Resolves with false where it is kept in memory only. */
  save(what: RunSave): Promise<boolean>;
  /** Writes how it ended, and lets go of it. */
  end(state: RunState, patch?: RunPatch): Promise<void>;
  /** Lets go of it as it is: others may resume it. */
  release(): void;
}

/** Begins, takes up and reads runs: what the stores of trainings, races and searches are built on. */
export interface RunKeeping {
  begin<K extends RunKind>(run: NewRun<K>): Promise<HeldRun>;
  /** Takes up a run that nobody holds. Throws LabError 'bad-input' while another tab has it. */
  take(id: string): Promise<HeldRun>;
  record(id: string): Promise<RunRecord | null>;
  /** A stored part; undefined where there is none. */
  part(id: string, name: string): Promise<unknown>;
  /** All stored rows of a series, row after row. */
  series(id: string, name: string): Promise<{ columns: number; values: Float64Array }>;
}

/** What a kind of run does on its screen: see the actions of these names. */
export interface RunScreen {
  open(record: RunRecord): Promise<void>;
  /** Absent where there is nothing to go on with. */
  resume?(record: RunRecord): Promise<void>;
  duplicate(record: RunRecord): Promise<void>;
}
