/** What a search says about itself: in the record of the optimizer that came out of it, and as a table in a file. */
import { type SearchConfig, type SearchState, type Trial, VARIED } from '../specs/search';
import { isGoingOn } from './progress';
import { bestTrial, ranked } from './ranking';
import { plannedHorizons, rungsOf } from './rungs';

/** Of the training record: that these settings were found by a search, and by which. */
export interface SearchRecord {
  strategy: SearchConfig['strategy']['kind'];
  /** How many trials there were, and which of them this one is, counted from 0. */
  trials: number;
  trial: number;
  seed: number;
  space: SearchConfig['space'];
}

export function searchRecord({ config, trials }: SearchState, trial: number): SearchRecord {
  const { strategy, seed, space } = config;
  return { strategy: strategy.kind, trials: trials.length, trial, seed, space };
}

/** Horizons trained so far, and how many there will be at most. */
export function budgetOf({ config, trials }: SearchState): { used: number; planned: number } {
  const used = trials.reduce((sum, { horizonsDone }) => sum + horizonsDone, 0);
  return { used, planned: plannedHorizons(rungsOf(config)) };
}

export interface LeaderboardRow extends Omit<Trial, 'validation'> {
  /** 1 for the best. */
  rank: number;
}

export interface Leaderboard {
  version: 1;
  strategy: SearchConfig['strategy'];
  varied: (typeof VARIED)[number][];
  seed: number;
  /** False while trials are still to be trained. */
  complete: boolean;
  horizons: { used: number; planned: number };
  /** The number of the trial whose weights did best on validation; null: none has a score. */
  best: number | null;
  rows: LeaderboardRow[];
}

/** The search as a table, the best first. */
export function leaderboard(search: SearchState): Leaderboard {
  const { config } = search;
  return {
    version: 1,
    strategy: config.strategy,
    varied: VARIED.filter((name) => config.space[name] !== undefined),
    seed: config.seed,
    complete: !isGoingOn(search),
    horizons: budgetOf(search),
    best: bestTrial(search)?.number ?? null,
    rows: ranked(search).map(({ validation: _validation, ...trial }, i) => ({
      rank: i + 1,
      ...trial,
    })),
  };
}
