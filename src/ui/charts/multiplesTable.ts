/** The numbers behind small multiples. Pure. */
import { curvesTable } from './tables';
import type { CurvesPanel, DataTable } from './types';

type Cell = number | string | null;

/**
 * All panels one below the other: which panel, x, one column for each line; then, with its name in the last column,
 * each point that is marked, its value in that column's neighbour.
 */
export function multiplesTable(
  panels: readonly CurvesPanel[],
  panelName: string,
  xName: string,
): DataTable {
  const names = [...new Set(panels.flatMap((p) => p.series.map((s) => s.label)))];
  const marked = panels.some((p) => (p.marks ?? []).length > 0);
  const columns = [panelName, xName, ...names, ...(marked ? ['marked', 'mark'] : [])];
  const rows: Cell[][] = [];
  for (const panel of panels) {
    const table = curvesTable(panel.series, xName);
    const places = names.map((name) => table.columns.indexOf(name));
    for (let row = 0; row < table.rows; row++) {
      const values = places.map((column) => (column < 0 ? null : table.cell(row, column)));
      rows.push([panel.title, table.cell(row, 0), ...values]);
    }
    for (const { x, y, label } of panel.marks ?? []) {
      rows.push([panel.title, x, ...names.map(() => null), y, label]);
    }
  }
  return {
    columns,
    rows: rows.length,
    cell: (row, column) => rows[row]?.[column] ?? null,
  };
}
