/** A search as its screen shows it: rows of the leaderboard, and lines of the picture. Pure. */
import { ranked } from '../../settingSearch/ranking';
import { budgetOf } from '../../settingSearch/record';
import { rungsOf } from '../../settingSearch/rungs';
import { plannedSettings } from '../../settingSearch/space';
import {
  type SearchConfig,
  type SearchState,
  searchConfigSchema,
  type Trial,
  VARIED,
  type Varied,
} from '../../specs/search';
import type { TrainConfig } from '../../specs/training';
import { configFrom } from './searchSettings';
import type { SearchSettings } from './searchTypes';

export { bestTrial } from '../../settingSearch/ranking';

export const variedOf = ({ space }: Pick<SearchConfig, 'space'>): Varied[] =>
  VARIED.filter((name) => space[name] !== undefined);

export type SortKey = 'rank' | 'number' | 'score' | 'state' | 'horizons' | Varied;

/** The trials in the order that a column asks for; of those that are alike, the better first. */
export function sortedTrials(search: SearchState, key: SortKey, falling: boolean): Trial[] {
  const rows = ranked(search);
  if (key !== 'rank') {
    const value = (trial: Trial) => valueFor(trial, key);
    // A stable sort: the ranking decides where values are alike.
    rows.sort((a, b) => compareValues(value(a), value(b), falling));
    return rows;
  }
  return falling ? rows.reverse() : rows;
}

/** What is not there comes last, whichever way the rest is sorted. */
function compareValues(a: number | string | null, b: number | string | null, falling: boolean) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const sign = falling ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b));
}

function valueFor(trial: Trial, key: Exclude<SortKey, 'rank'>): number | string | null {
  switch (key) {
    case 'number':
      return trial.number;
    case 'score':
      return trial.score;
    case 'state':
      return trial.state;
    case 'horizons':
      return trial.horizonsDone;
    default:
      return trial.settings[key] ?? null;
  }
}

/** The place of each trial by its number, from 1. */
export function ranks(search: SearchState): ReadonlyMap<number, number> {
  return new Map(ranked(search).map((trial, i) => [trial.number, i + 1]));
}

/** How much of the budget is used: 0 … 1. */
export function shareDone(search: SearchState): number {
  const { used, planned } = budgetOf(search);
  return planned === 0 ? 0 : Math.min(1, used / planned);
}

/** The ends of a quantity in the picture; undefined where its own values decide. */
export function endsOf({ space }: SearchConfig, name: Varied): [number, number] | undefined {
  const axis = space[name];
  return axis?.kind === 'range' ? [axis.low, axis.high] : undefined;
}

/** What the settings make, in numbers; null where they make no search. */
export function planOf(
  settings: SearchSettings,
  training: TrainConfig,
): { trials: number; rungs: { until: number; trials: number }[]; horizons: number } | null {
  const parsed = searchConfigSchema.safeParse(configFrom(settings, training));
  if (!parsed.success) return null;
  const rungs = rungsOf(parsed.data);
  const horizons = rungs.reduce(
    (sum, { until, trials }, k) => sum + trials * (until - (rungs[k - 1]?.until ?? 0)),
    0,
  );
  return { trials: plannedSettings(parsed.data).length, rungs, horizons };
}
