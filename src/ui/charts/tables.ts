/** The numbers behind the pictures, as tables. Pure. */
import type { DataTable, Numbers, ReferenceLine, Series, SurfacePath } from './types';

/**
 * One row for each x of any series, one column for each line, and two more for its band. References fill their
 * column with their value.
 */
export function curvesTable(
  series: readonly Series[],
  xName: string,
  references: readonly ReferenceLine[] = [],
): DataTable {
  const xs = unionOf(
    series.map((s) => (s.x.length === s.y.length ? s.x : s.x.slice(0, s.y.length))),
  );
  const columns: { name: string; at: (row: number) => number | null }[] = [
    { name: xName, at: (row) => xs[row] ?? null },
  ];
  for (const s of series) {
    const index = indexOf(xs, s.x);
    const column = (name: string, values: Numbers) =>
      columns.push({ name, at: (row) => valueAt(values, index(row)) });
    column(s.label, s.y);
    if (s.band !== undefined) {
      column(`${s.label} ${s.band.lowLabel ?? 'low'}`, s.band.low);
      column(`${s.label} ${s.band.highLabel ?? 'high'}`, s.band.high);
    }
  }
  for (const reference of references) {
    columns.push({ name: reference.label, at: () => reference.value });
  }
  return {
    columns: unique(columns.map((c) => c.name)),
    rows: xs.length,
    cell: (row, column) => columns[column]?.at(row) ?? null,
  };
}

/** One row a step; x, y and (where known) f of every optimizer. */
export function pathsTable(paths: readonly SurfacePath[]): DataTable {
  const columns: { name: string; at: (row: number) => number | null }[] = [
    { name: 'step', at: (row) => row },
  ];
  let rows = 0;
  for (const path of paths) {
    rows = Math.max(rows, Math.floor(path.points.length / 2));
    columns.push({ name: `${path.label} x`, at: (row) => valueAt(path.points, 2 * row) });
    columns.push({ name: `${path.label} y`, at: (row) => valueAt(path.points, 2 * row + 1) });
    const { values } = path;
    if (values !== undefined)
      columns.push({ name: `${path.label} f`, at: (row) => valueAt(values, row) });
  }
  return {
    columns: unique(columns.map((c) => c.name)),
    rows,
    cell: (row, column) => columns[column]?.at(row) ?? null,
  };
}

function valueAt(values: Numbers, index: number): number | null {
  return index < 0 ? null : (values[index] ?? null);
}

/** All distinct x, ascending. */
function unionOf(lists: readonly Numbers[]): Numbers {
  const first = lists[0];
  if (first === undefined) return [];
  const longest = lists.reduce((a, b) => (b.length > a.length ? b : a), first);
  if (lists.every((list) => isStartOf(list, longest))) return longest;
  return [...new Set(lists.flatMap((list) => [...list]))].sort((a, b) => a - b);
}

function isStartOf(list: Numbers, of: Numbers): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] !== of[i]) return false;
  return true;
}

/** From a row of the union to the index in one series' own x, or −1. */
function indexOf(xs: Numbers, own: Numbers): (row: number) => number {
  if (isStartOf(own, xs)) return (row) => (row < own.length ? row : -1);
  const places = new Map<number, number>();
  for (let i = 0; i < own.length; i++) places.set(own[i] as number, i);
  return (row) => places.get(xs[row] as number) ?? -1;
}

/** Column names apart: two optimizers may bear one label. */
function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
