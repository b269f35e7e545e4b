/** What a library file holds, as data. */

import type { TunedRates } from '../specs/race';
import type { RunRecord } from '../specs/run';

export interface LibraryContents {
  optimizers: LibraryOptimizer[];
  runs: LibraryRun[];
  /** Learning rates tuned in that browser, by `rateKey`. */
  rates: { key: string; rates: TunedRates }[];
}

export interface LibraryOptimizer {
  id: string;
  name: string;
  origin: 'trained' | 'imported';
  /** ISO date. */
  createdAt: string;
  description?: string | undefined;
  previewCurve?: number[] | undefined;
  previewDigits?: string | undefined;
  /** An optimizer file. */
  file: Uint8Array<ArrayBuffer>;
}

export interface LibraryRun {
  record: RunRecord;
  /** Its tables, row after row. */
  series: Record<string, { columns: number; values: Float64Array }>;
  /** What else is kept of it, by name. */
  parts: Record<string, unknown>;
}

/** A run's parts and tables, wherever they lie. */
export interface RunReading {
  part(id: string, name: string): Promise<unknown>;
  series(id: string, name: string): Promise<{ columns: number; values: Float64Array }>;
}

/** Those of a run that was read from a file. */
export const readingOf = ({ series, parts }: LibraryRun): RunReading => ({
  part: async (_id, name) => parts[name],
  series: async (_id, name) => series[name] ?? { columns: 1, values: new Float64Array() },
});
