/** Which step and which coordinates of a trace are looked at. */
import type { TraceSummary } from '../../specs/trace';
import { MOST_COORDINATES, type Selection } from './inspectTypes';

/** The steps with numbers that mean something: those before a divergence. At least one. */
export function usableSteps({ steps, divergence }: TraceSummary): number {
  return Math.max(1, Math.min(steps, divergence?.step ?? steps));
}

/** A third of the way: past the beginning, before everything has become small. */
export const usualStep = (summary: TraceSummary): number => Math.floor(usableSteps(summary) / 3);

export const clampStep = (step: number, { steps }: Pick<TraceSummary, 'steps'>): number =>
  Math.max(0, Math.min(steps - 1, Math.round(step)));

/** How many of the ascending `kept` are below a coordinate. */
export function keptBelow(kept: Int32Array, coordinate: number): number {
  let low = 0;
  let high = kept.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((kept[middle] as number) < coordinate) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of the coordinates that were kept, the one whose number is nearest (the lower one of two). */
export function nearestKept({ kept }: Pick<TraceSummary, 'kept'>, coordinate: number): number {
  const at = keptBelow(kept, coordinate);
  const above = kept[at];
  const below = kept[at - 1];
  if (above === undefined) return below ?? 0;
  if (below === undefined) return above;
  return above - coordinate < coordinate - below ? above : below;
}

/**
 * The selected coordinates after a choice.
 *
 * @param add adds it, in place of the last one where there are as many as may be; or takes it away, but never the last
 */
export function withCoordinate(
  selected: readonly number[],
  coordinate: number,
  add: boolean,
): readonly number[] {
  if (!add) return selected.length === 1 && selected[0] === coordinate ? selected : [coordinate];
  if (!selected.includes(coordinate)) {
    return [...selected.slice(0, MOST_COORDINATES - 1), coordinate];
  }
  const rest = selected.filter((one) => one !== coordinate);
  return rest.length === 0 ? selected : rest;
}

/** Coordinates that another trace may not have: those that it has, the nearest of those kept, each once. */
export function keptOf(summary: TraceSummary, coordinates: readonly number[]): number[] {
  const there = coordinates.filter((one) => one < summary.coordinates);
  return [...new Set(there.map((one) => nearestKept(summary, one)))].slice(0, MOST_COORDINATES);
}

/**
 * What is selected in a new trace: what was, as far as it was chosen or the new one is as large as the one before it.
 *
 * @param largest the coordinate with the largest updates
 */
export function selectionIn(
  summary: TraceSummary,
  largest: number,
  former: { selection: Selection; keep: { step: boolean; coordinates: boolean } },
): Selection {
  const { selection, keep } = former;
  const kept = keep.coordinates ? keptOf(summary, selection.coordinates) : [];
  return {
    step: keep.step ? clampStep(selection.step, summary) : usualStep(summary),
    coordinates: kept.length > 0 ? kept : [largest],
  };
}
