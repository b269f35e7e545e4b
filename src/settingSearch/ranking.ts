/** Who leads. */
import type { SearchState, Trial } from '../specs/search';

/** Those that ended badly come last: their weights may be sound, but their settings are not. */
const BAD: readonly Trial['state'][] = ['diverged', 'failed'];

/** Whether a trial has weights that did better than nothing on validation. */
export const hasScore = (trial: Trial): trial is Trial & { score: number } => trial.score !== null;

/** Below 0 where `a` is the better one: sound before unsound, then the lower score, then the lower number. */
export function compareTrials(a: Trial, b: Trial): number {
  const bad = Number(BAD.includes(a.state)) - Number(BAD.includes(b.state));
  if (bad !== 0) return bad;
  const [x, y] = [a.score ?? Number.POSITIVE_INFINITY, b.score ?? Number.POSITIVE_INFINITY];
  return x === y ? a.number - b.number : x - y;
}

/**
 * All trials, the best first. Trials of halving that came further come before those that were left out earlier: their
 * scores are after more training, and they were better when both were judged alike.
 */
export function ranked({ trials }: Pick<SearchState, 'trials'>): Trial[] {
  const fell = (trial: Trial) => (BAD.includes(trial.state) ? -1 : trial.rung);
  return [...trials].sort((a, b) => fell(b) - fell(a) || compareTrials(a, b));
}

/** The trial whose weights a person would keep; null before the first score. */
export function bestTrial(state: Pick<SearchState, 'trials'>): Trial | null {
  const best = [...state.trials].sort(compareTrials).find(hasScore);
  return best ?? null;
}
