/** The numbers behind a heat map. Pure. */
import { placesOf } from './heatGeometry';
import type { DataTable, HeatData } from './types';

export interface HeatNames {
  /** "coordinate" */
  place: string;
  /** "step" */
  column: string;
  firstColumn: number;
  /** What a row is called: "1,200 to 1,239". */
  row: (from: number, to: number) => string;
}

/** One row each: what it is, and how large its values are. Where there are no numbers, nothing. */
export function heatSummaryTable(data: HeatData, names: HeatNames): DataTable {
  const columns = [names.place, 'smallest', 'largest', 'root mean square', 'last'];
  return {
    columns,
    rows: data.rows,
    cell: (row, column) => {
      if (column === 0) return nameOf(data, names, row);
      const values = numbersOf(data, row);
      if (values.length === 0) return null;
      switch (column) {
        case 1:
          return values.reduce((a, b) => Math.min(a, b));
        case 2:
          return values.reduce((a, b) => Math.max(a, b));
        case 3:
          return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
        default:
          return values[values.length - 1] ?? null;
      }
    },
  };
}

/** Every value: a line for each row, a column for each step. */
export function heatTable(data: HeatData, names: HeatNames): DataTable {
  const steps = Array.from(
    { length: data.columns },
    (_, c) => `${names.column} ${names.firstColumn + c}`,
  );
  return {
    columns: [names.place, ...steps],
    rows: data.rows,
    cell: (row, column) =>
      column === 0
        ? nameOf(data, names, row)
        : (data.values[row * data.columns + column - 1] ?? null),
  };
}

function nameOf(data: HeatData, names: HeatNames, row: number): string {
  const { from, to } = placesOf(data, row);
  return names.row(from, to);
}

function numbersOf(data: HeatData, row: number): Float32Array {
  const start = row * data.columns;
  return data.values.subarray(start, start + data.columns).filter((v) => !Number.isNaN(v));
}
