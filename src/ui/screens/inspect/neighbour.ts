import type { InspectState } from '../../../app/inspect/inspectTypes';

/** Of the coordinates that were kept, the one after (`direction` 1) or before (−1) the main one; null at the ends. */
export function neighbourOf(
  { selection, summary }: Pick<InspectState, 'selection' | 'summary'>,
  direction: 1 | -1,
): number | null {
  const main = selection.coordinates[0];
  if (summary === null || main === undefined) return null;
  const at = summary.kept.indexOf(main);
  return at === -1 ? null : (summary.kept[at + direction] ?? null);
}
