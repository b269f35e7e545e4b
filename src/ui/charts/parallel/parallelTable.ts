/** The numbers of a picture of parallel coordinates. Pure. */
import type { DataTable } from '../types';
import type { ParallelAxis, ParallelLine } from './parallelTypes';

/** A row for each line: what it is, then its values. */
export function parallelTable(
  axes: readonly ParallelAxis[],
  lines: readonly ParallelLine[],
  lineName: string,
): DataTable {
  return {
    columns: [lineName, ...axes.map(({ label }) => label)],
    rows: lines.length,
    cell: (row, column) => {
      const line = lines[row];
      if (line === undefined) return null;
      return column === 0 ? line.label : (line.values[column - 1] ?? null);
    },
  };
}
