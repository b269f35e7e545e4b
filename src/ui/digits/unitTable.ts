/** The weights behind the pictures, as tables. */
import type { NetworkView } from '../../specs/views';
import type { DataTable } from '../charts';

export interface LabelledView {
  label: string;
  view: NetworkView;
}

/** A weight as it was, to one part in 127 of the largest. */
export function weightAt({ weights, scale }: NetworkView, index: number): number {
  return ((weights[index] ?? 0) * scale) / 127;
}

/** One row for each unit: the least and the largest of its weights, and their root mean square. */
export function unitTable(views: readonly LabelledView[]): DataTable {
  const rows = Math.max(0, ...views.map(({ view }) => view.units));
  const columns = ['unit'];
  const cells: ((unit: number) => number | null)[] = [(unit) => unit + 1];
  for (const { label, view } of views) {
    columns.push(`${label} least`, `${label} largest`, `${label} root mean square`);
    for (const of of [least, largest, rootMeanSquare]) {
      cells.push((unit) => (unit < view.units ? of(weightsOf(view, unit)) : null));
    }
  }
  return { columns, rows, cell: (row, column) => cells[column]?.(row) ?? null };
}

/** One row for each weight of each unit. */
export function weightTable(views: readonly LabelledView[]): DataTable {
  const side = Math.max(0, ...views.map(({ view }) => view.side));
  const units = Math.max(0, ...views.map(({ view }) => view.units));
  const pixels = side * side;
  return {
    columns: ['unit', 'row', 'column', ...views.map(({ label }) => label)],
    rows: units * pixels,
    cell(index, column) {
      const unit = Math.floor(index / pixels);
      const pixel = index % pixels;
      if (column === 0) return unit + 1;
      if (column === 1) return Math.floor(pixel / side) + 1;
      if (column === 2) return (pixel % side) + 1;
      const view = views[column - 3]?.view;
      return view === undefined || unit >= view.units ? null : weightAt(view, index);
    },
  };
}

function weightsOf(view: NetworkView, unit: number): number[] {
  const pixels = view.side ** 2;
  return Array.from({ length: pixels }, (_, pixel) => weightAt(view, unit * pixels + pixel));
}

const least = (weights: number[]) => Math.min(...weights);
const largest = (weights: number[]) => Math.max(...weights);
const rootMeanSquare = (weights: number[]) =>
  Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0) / weights.length);
