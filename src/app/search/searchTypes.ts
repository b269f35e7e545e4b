/** What the Search screen knows: the settings of a search, the search, and who leads. */
import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../../specs/errors';
import type { SearchSpace, SearchState, StrategyName } from '../../specs/search';

/**
 * What a search is made of besides the training that its trials have in common: that one has the settings of the Train
 * screen. Every strategy's numbers are kept, so that nothing is lost by looking at another one.
 */
export interface SearchSettings {
  space: SearchSpace;
  strategy: StrategyName;
  trials: number;
  /** η of halving, and the horizons of its first rung. */
  eta: number;
  first: number;
  /** Which settings are drawn. */
  seed: number;
}

export type SearchStatus =
  | 'idle'
  | 'starting'
  | 'running'
  | 'stopping'
  /** Stopped by the person; can be resumed. */
  | 'stopped'
  /** Found in storage after a reload; can be resumed. */
  | 'restored'
  | 'finished'
  | 'failed';

/** Who trains: so many workers at the same time, with so many threads each. */
export interface Workforce {
  workers: number;
  threads: number;
}

export interface SearchPageState {
  settings: SearchSettings;
  /** How many workers the person wants; null: as many as the machine has room for. */
  workersWanted: number | null;
  status: SearchStatus;
  /** For the status line. */
  text: string;
  error: ErrorInfo | null;
  /** The search that goes on, or the last one. A new object after every change. */
  search: SearchState | null;
  /** Of the search that goes on; null where none does. */
  workforce: Workforce | null;
  /** True where it survives a reload. */
  persisted: boolean;
  /** Trials that are in the library, by number: the ids of their entries. */
  kept: Readonly<Record<number, string>>;
}

export interface SearchPageActions {
  /** Takes the settings of a link. */
  adopt(settings: SearchSettings): void;
  updateSettings(patch: Partial<SearchSettings>): void;
  setWorkers(wanted: number | null): void;
  /** Looks for the search of an earlier visit and shows it; Resume then goes on with it. Safe to call twice. */
  load(): Promise<void>;
  /** Starts a new search with the present settings and those of the Train screen. Resolves when it ends. */
  start(): Promise<void>;
  /** Ends it; what was trained stays. */
  stop(): void;
  /** Goes on with a search that was stopped, or restored. */
  resume(): Promise<void>;
  /** Takes the search off the screen; it stays among the runs. */
  reset(): void;
  /** Shows a search that is kept among the runs. */
  openKept(id: string): Promise<void>;
  /** Takes the settings of a search that is kept to the controls. */
  duplicate(id: string): Promise<void>;
  /** Adds a trial's optimizer to the library, with its record; the entry's id. */
  keep(trial: number, name?: string): Promise<string>;
  /** Takes a trial's settings to the Train screen. */
  trainWith(trial: number): void;
  /** Writes what is not written yet (also done on pagehide). */
  persistNow(): Promise<void>;
}

export type SearchStore = StoreApi<SearchPageState & SearchPageActions>;
