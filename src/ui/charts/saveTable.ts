import { saveFile } from '../../app/downloads';
import { toCsv } from './csv';
import type { DataTable } from './types';

/** A table that stands by itself, as a CSV file. */
export function saveTable(table: DataTable, fileName: string): void {
  saveFile(toCsv(table), fileName, 'text/csv;charset=utf-8');
}
