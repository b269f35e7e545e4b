/** What a recorded race of networks has to show at a step. */
import type { RaceLine, RaceRecord } from './raceTypes';

/** The last of what was seen at or before a step; null where nothing was. In the order of steps. */
export function newestUpTo<T extends { step: number }>(seen: readonly T[], step: number): T | null {
  let low = 0;
  let high = seen.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seen[middle] as T).step <= step) low = middle + 1;
    else high = middle;
  }
  return seen[low - 1] ?? null;
}

/**
 * The two optimizers that are best looked at side by side: of the learned ones and of the baselines, those with the
 * least area under their curves so far; of whatever there is, where there are no such.
 */
export function usualPair(record: RaceRecord): [string, string] | null {
  const byArea = record.lines
    .map((line) => ({ line, area: areaOf(line, record.computed) }))
    .sort((a, b) => (a.area === b.area ? 0 : a.area - b.area))
    .map(({ line }) => line);
  const left = byArea.find((line) => line.kind === 'learned') ?? byArea[0];
  if (left === undefined) return null;
  const others = byArea.filter((line) => line !== left);
  const right = others.find((line) => line.kind === 'baseline') ?? others[0] ?? left;
  return [left.id, right.id];
}

/** Σ of the mean loss over the steps 1 … t; one that has diverged comes last. */
function areaOf({ summary, divergence }: RaceLine, computed: number): number {
  if (divergence !== null) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let t = 1; t <= computed; t++) sum += summary.mean[t] ?? 0;
  return sum;
}
