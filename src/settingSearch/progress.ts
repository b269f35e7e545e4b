/** How a search goes on: what each thing that happens makes of its state. Pure functions. */
import type { SearchConfig, SearchState, Trial, TrialState } from '../specs/search';
import type { ValidationPoint } from '../specs/training';
import { compareTrials } from './ranking';
import { type Rung, rungsOf } from './rungs';
import { plannedSettings } from './space';

/** How far a trial is. */
export interface TrialReport {
  horizonsDone: number;
  seconds: number;
  /** All validations so far. */
  validation: readonly Pick<ValidationPoint, 'horizon' | 'mean'>[];
}

export interface TrialEnd extends TrialReport {
  /** `stopped`: at the end of its rung, or because the search was stopped. */
  outcome: 'finished' | 'stopped' | 'early-stopped' | 'diverged' | 'failed';
  /** Why it diverged or failed. */
  trouble?: string;
}

/** A search of which nothing is done. */
export function newSearch(config: SearchConfig): SearchState {
  const trials = plannedSettings(config).map(
    (settings, number): Trial => ({
      number,
      settings,
      state: 'waiting',
      rung: 0,
      horizonsDone: 0,
      seconds: 0,
      score: null,
      bestHorizon: null,
      validation: [],
      trouble: null,
    }),
  );
  return { version: 1, config, trials };
}

/** A trial that has to be trained until so many horizons. */
export interface DueTrial {
  number: number;
  until: number;
}

/** Trials that may begin or go on now, in the order in which they should. */
export function dueTrials({ config, trials }: SearchState): DueTrial[] {
  const rungs = rungsOf(config);
  return trials
    .filter(({ state }) => state === 'waiting')
    .map(({ number, rung }) => ({ number, until: (rungs[rung] as Rung).until }));
}

export const isGoingOn = ({ trials }: SearchState): boolean =>
  trials.some(({ state }) => state === 'waiting' || state === 'running');

export function withTrialStarted(search: SearchState, number: number): SearchState {
  return withTrial(search, number, (trial) => ({ ...trial, state: 'running' }));
}

export function withTrialReport(
  search: SearchState,
  number: number,
  report: TrialReport,
): SearchState {
  return withTrial(search, number, (trial) => reported(trial, report));
}

/** A trial has come to the end of its rung, or to its own; with the last of a rung the next one begins. */
export function withTrialEnd(search: SearchState, number: number, end: TrialEnd): SearchState {
  const rungs = rungsOf(search.config);
  const ended = withTrial(search, number, (trial) => ({
    ...reported(trial, end),
    state: stateAfter(end, rungs[trial.rung] as Rung),
    trouble: end.trouble ?? null,
  }));
  return withNextRung(ended, rungs);
}

/** The search as it is when nothing computes any more: what was running has still to be done. */
export function atRest(search: SearchState): SearchState {
  const trials = search.trials.map(
    (trial): Trial => (trial.state === 'running' ? { ...trial, state: 'waiting' } : trial),
  );
  return { ...search, trials };
}

/**
 * The search as somebody takes it up again: trials that failed get another try, from where they were. Not where others
 * have gone on to a further rung without them; and what diverged would diverge again.
 */
export function triedAgain(search: SearchState): SearchState {
  const rung = Math.max(...search.trials.map((trial) => trial.rung));
  const trials = search.trials.map(
    (trial): Trial =>
      trial.state === 'failed' && trial.rung === rung
        ? { ...trial, state: 'waiting', trouble: null }
        : trial,
  );
  return { ...search, trials };
}

function withTrial(
  search: SearchState,
  number: number,
  change: (trial: Trial) => Trial,
): SearchState {
  return {
    ...search,
    trials: search.trials.map((trial) => (trial.number === number ? change(trial) : trial)),
  };
}

function stateAfter({ outcome, horizonsDone }: TrialEnd, { until }: Rung): TrialState {
  if (outcome !== 'stopped') return outcome;
  return horizonsDone >= until ? 'resting' : 'waiting';
}

function reported(trial: Trial, { horizonsDone, seconds, validation }: TrialReport): Trial {
  let score: number | null = null;
  let bestHorizon: number | null = null;
  for (const { horizon, mean } of validation) {
    if (!Number.isFinite(mean) || (score !== null && mean >= score)) continue;
    score = mean;
    bestHorizon = horizon;
  }
  return {
    ...trial,
    horizonsDone,
    seconds,
    score,
    bestHorizon,
    validation: validation.map(({ horizon, mean }) => [
      horizon,
      Number.isFinite(mean) ? mean : null,
    ]),
  };
}

/**
 * When all trials of a rung are done with it, as many of the best as the next one has room for go on. One that has
 * stopped by itself keeps its place among them, and one that diverged has none.
 */
function withNextRung(search: SearchState, rungs: readonly Rung[]): SearchState {
  if (isGoingOn(search)) return search;
  const resting = search.trials.filter(({ state }) => state === 'resting');
  const rung = resting[0]?.rung;
  if (rung === undefined) return search;
  const sound = search.trials.filter(
    (trial) =>
      trial.rung === rung && (trial.state === 'resting' || trial.state === 'early-stopped'),
  );
  const places = rungs[rung + 1]?.trials ?? 0;
  const chosen = new Set([...sound].sort(compareTrials).slice(0, places));
  const trials = search.trials.map((trial): Trial => {
    if (trial.state === 'resting' && trial.rung === rung && !chosen.has(trial)) {
      return { ...trial, state: 'out' };
    }
    if (!chosen.has(trial)) return trial;
    const next = { ...trial, rung: rung + 1 };
    return trial.state === 'resting' ? { ...next, state: 'waiting' } : next;
  });
  return withNextRung({ ...search, trials }, rungs);
}
