import type { DataTable } from './types';

/**
 * The shortest decimal that reads back as the same number: as a float32 where the value is one (0.1, not
 * 0.10000000149011612), else as a float64.
 */
export function shortestDecimal(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value) || Math.fround(value) !== value) {
    return String(value);
  }
  // Nine significant digits always suffice for a float32.
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

function field(value: number | string | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return shortestDecimal(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A table as CSV (RFC 4180): a header row, every number in full precision, an empty field where there is none. */
export function toCsv(table: DataTable): string {
  const lines = [table.columns.map(field).join(',')];
  for (let row = 0; row < table.rows; row++) {
    lines.push(table.columns.map((_, column) => field(table.cell(row, column))).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}
