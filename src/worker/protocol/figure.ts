/** A figure of the paper that is computed anew. */
import type { FigureFindings, SettingResult } from '../../specs/figureResult';
import type { SettingRates } from '../../specs/figures';
import type { RunState } from './runs';

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
