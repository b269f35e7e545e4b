import { relativeError, verdictOf } from '../../../../app/gradients/gradientText';
import type { MeasuredSlopes } from '../../../../app/gradients/gradientTypes';
import type { DataTable } from '../../../charts';

const COLUMNS = [
  'horizons trained',
  'direction',
  'epsilon',
  'difference',
  'uncertainty',
  'full',
  'full off by',
  'full verdict',
  'first-order',
  'first-order off by',
  'first-order verdict',
];

/** The numbers of a check, a row for each direction. */
export function slopesTable({ horizon, directions }: MeasuredSlopes): DataTable {
  const rows = directions.map((slope, i) => [
    horizon,
    slope.along === 'gradient' ? 'full gradient' : `random ${i}`,
    slope.epsilon,
    slope.difference,
    slope.uncertainty,
    slope.full,
    relativeError(slope, slope.full),
    verdictOf(slope, slope.full),
    slope.first,
    relativeError(slope, slope.first),
    verdictOf(slope, slope.first),
  ]);
  return {
    columns: COLUMNS,
    rows: rows.length,
    cell: (row, column) => rows[row]?.[column] ?? null,
  };
}
