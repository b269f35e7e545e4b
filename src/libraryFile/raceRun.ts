/** A race as its run keeps it, read back: of each entrant one table with the summary of its losses at every step. */
import { SUMMARY_COLUMNS } from '../specs/race';
import type { RunCurve } from '../specs/run';
import type { RaceSummaryConfig } from '../specs/runConfig';
import type { RunReading } from './contents';

export const summaryOf = (entrant: number): string => `summary ${entrant}`;

/** Of each entrant the median (under its label) and the other columns (`label, mean`). */
export async function raceCurves(
  from: RunReading,
  id: string,
  { entrants }: RaceSummaryConfig,
): Promise<RunCurve[]> {
  const curves: RunCurve[] = [];
  for (const [i, { label }] of entrants.entries()) {
    const { columns, values } = await from.series(id, summaryOf(i));
    if (columns !== SUMMARY_COLUMNS.length) continue;
    const rows = values.length / columns;
    SUMMARY_COLUMNS.forEach((column, c) => {
      curves.push({
        name: column === 'median' ? label : `${label}, ${column}`,
        unit: 'steps',
        x: Float32Array.from({ length: rows }, (_, t) => t),
        y: Float32Array.from({ length: rows }, (_, t) => values[t * columns + c] ?? Number.NaN),
      });
    });
  }
  return curves;
}
