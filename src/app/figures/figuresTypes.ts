/** What the Figures screen knows. */
import type { StoreApi } from 'zustand/vanilla';
import type { DissectionResult } from '../../specs/dissectionResult';
import type { ErrorInfo } from '../../specs/errors';
import type { FigureIndex, FigureResult } from '../../specs/figureResult';
import type { DissectionId, FigureId, FigureSizeName } from '../../specs/figures';
import type { DigitSource } from '../../specs/task';

/**
 * Instead of an optimizer of the library: those that came with the Lab for the figure's kind of task, or the first of
 * them where one is dissected.
 */
export const AS_SHIPPED = 'shipped';

/** What a figure's numbers are kept in. */
export type ResultOf<F extends FigureId> = F extends DissectionId
  ? Extract<DissectionResult, { figure: F }>
  : FigureResult;

export interface FigureCard<R = FigureResult | DissectionResult> {
  /** `absent`: it has not been computed yet. */
  shipped: 'unknown' | 'loading' | 'absent' | R;
  /** As reproduced in this visit. */
  own: R | null;
  /** Which of the two is looked at. */
  shows: 'shipped' | 'own';
  /** `AS_SHIPPED`, or an optimizer of the library by its id. */
  optimizer: string;
  /** Why the last Reproduce failed, or the figure could not be read. */
  error: ErrorInfo | null;
}

export type FigureCards = { readonly [F in FigureId]: FigureCard<ResultOf<F>> };

/** Which problems Reproduce takes, for all figures. */
export interface FigureSettings {
  /** Of races; where one optimizer is dissected, it decides on how many networks rates are tuned. */
  size: FigureSizeName;
  seed: number;
  /** Null: the person has not chosen; the real digits where they are at hand. */
  data: DigitSource | null;
  /** Tunes the optimizers designed by hand even where their rates are known. */
  retune: boolean;
}

/** The one figure that is being reproduced. */
export interface FigureRun {
  figure: FigureId;
  stopping: boolean;
  /** Share of the work that is done. */
  share: number;
  /** Null as long as nobody can say. */
  secondsLeft: number | null;
  /** What has been found so far, without a verdict; null before the first step, and where nothing is raced. */
  soFar: FigureResult | null;
}

export interface FiguresState {
  /** Which figures have been computed and what came out; null until it has been read. */
  index: FigureIndex['figures'] | null;
  cards: FigureCards;
  settings: FigureSettings;
  run: FigureRun | null;
  /** For the status line: what is going on, or how the last computation ended. */
  text: string;
  /** The figure that the link points at. */
  chosen: FigureId | null;
}

export interface FiguresActions {
  /** Reads the index, once. */
  loadIndex(): Promise<void>;
  /** Reads a figure that ships, once: when its card comes into view. */
  load(figure: FigureId): Promise<void>;
  choose(figure: FigureId | null): void;
  show(figure: FigureId, which: FigureCard['shows']): void;
  setOptimizer(figure: FigureId, optimizer: string): void;
  updateSettings(patch: Partial<FigureSettings>): void;
  /** Computes a figure here. One at a time: does nothing while another one is being computed. */
  reproduce(figure: FigureId): Promise<void>;
  stop(): void;
}

export type FiguresStore = StoreApi<FiguresState & FiguresActions>;
