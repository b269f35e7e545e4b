/** How long which trials are trained: one rung for all, or those of successive halving. */
import type { SearchConfig } from '../specs/search';
import { plannedSettings } from './space';

export interface Rung {
  /** Horizons in all at its end. */
  until: number;
  /** How many trials are trained for it. */
  trials: number;
}

/**
 * The rungs of a search: rung k is trained by ⌊n / ηᵏ⌋ trials until horizon r₀ηᵏ (Jamieson and Talwalkar, 2016,
 * algorithm 1; Li et al., 2018, section 2), the last one until the end. Every rung ends with a validation: its horizon
 * is rounded up to one, so that all trials are judged there and a trial is the training it would be by itself.
 */
export function rungsOf(config: SearchConfig): Rung[] {
  const { strategy, training } = config;
  const { epochs, validation } = training;
  if (strategy.kind !== 'halving') {
    return [{ until: epochs, trials: plannedSettings(config).length }];
  }
  const rungs: Rung[] = [];
  let { first: until, trials } = strategy;
  for (;;) {
    const validated = Math.ceil(until / validation.every) * validation.every;
    // Who is alone has nobody left to wait for.
    const end = trials === 1 ? epochs : Math.min(epochs, validated);
    rungs.push({ until: end, trials });
    if (end >= epochs) return rungs;
    until = end * strategy.eta;
    trials = Math.max(1, Math.floor(trials / strategy.eta));
  }
}

/** Horizons that a search trains at most, all trials together. */
export function plannedHorizons(rungs: readonly Rung[]): number {
  return rungs.reduce(
    (sum, { until, trials }, k) => sum + trials * (until - (rungs[k - 1]?.until ?? 0)),
    0,
  );
}
