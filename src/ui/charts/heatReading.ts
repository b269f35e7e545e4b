/** What is being read on a heat map. Pure. */
import { placesOf, rowOf } from './heatGeometry';
import type { HeatData } from './types';

export interface HeatReading {
  /** Counted from 0. */
  column: number;
  place: number;
}

/** So many columns and rows farther, as far as there are any. */
export function movedReading(
  data: HeatData,
  places: number,
  { column, place }: HeatReading,
  columns: number,
  rows: number,
): HeatReading {
  const next = Math.max(0, Math.min(data.columns - 1, column + columns));
  return { column: next, place: rows === 0 ? place : movedPlace(data, places, place, rows) };
}

/** The first place of the row that many rows on; where the data end, places beyond them are guessed to be as many a row. */
function movedPlace(data: HeatData, places: number, place: number, rows: number): number {
  const row = rowOf(data, place);
  const target = (row ?? 0) + rows;
  if (row !== null && target >= 0 && target < data.rows) return placesOf(data, target).from;
  const each = Math.max(1, Math.round((data.to - data.from) / Math.max(1, data.rows)));
  return Math.max(0, Math.min(places - 1, place + rows * each));
}
