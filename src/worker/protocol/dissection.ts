/** Figure 10 or 11 of the paper that is computed anew. */
import type { DissectionFindings } from '../../specs/dissectionResult';
import type { FigureRates } from './figure';
import type { RunState } from './runs';

export interface DissectionProgress {
  kind: 'dissection-progress';
  doing: 'tuning' | 'tracing' | 'dissecting';
  /** Share of the work that is done, 0 to 1. */
  share: number;
}
export type DissectionEvent = DissectionProgress | FigureRates | RunState;

export type DissectionEnd =
  | { outcome: 'finished'; findings: DissectionFindings; seconds: number }
  | { outcome: 'stopped' };
