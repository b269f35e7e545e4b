/** Runs the trials of a search, several at a time where there are places for them. */
import { errorInfo, type LabErrorCode } from '../specs/errors';
import type { SearchState } from '../specs/search';
import type { TrainConfig } from '../specs/training';
import {
  atRest,
  dueTrials,
  type TrialEnd,
  type TrialReport,
  triedAgain,
  withTrialEnd,
  withTrialReport,
  withTrialStarted,
} from './progress';
import { trialTraining } from './space';

export interface TrialWork {
  number: number;
  config: TrainConfig;
  /** Train until so many horizons in all, from the trial's own checkpoint if there is one. */
  until: number;
  /** Which of the places it has, 0, 1, …: nobody else is there at the same time. */
  place: number;
}

/**
 * Trains a trial. It ends where `until` is reached or `signal` is aborted, and by then its checkpoint is kept by whoever
 * gave this function.
 */
export type RunTrial = (
  work: TrialWork,
  report: (report: TrialReport) => void,
  signal: AbortSignal,
) => Promise<TrialEnd>;

export interface SearchRun {
  run: RunTrial;
  /** How many trials may go on at the same time. */
  places: number;
  /** After every change, and the number of the trial that it is about. */
  onChange(search: SearchState, trial: number): void;
  signal: AbortSignal;
}

/** What is wrong with one trial's settings, or befell it; anything else would befall the next one as well. */
const OWN_FAULTS: readonly LabErrorCode[] = [
  'internal',
  'kernel-failed',
  'worker-crashed',
  'device-lost',
];

/**
 * Goes on with a search until its end, or until it is stopped. Trials that failed before are tried again. Which trials go on to the next rung depends on their
 * scores only, so the number of places never changes the outcome.
 *
 * @throws LabError of a trial that could not begin (`no-data`, `storage`); the others have stopped by then
 */
export async function runSearch(search: SearchState, how: SearchRun): Promise<SearchState> {
  const { run, places, onChange, signal } = how;
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();

  let state = triedAgain(atRest(search));
  const free = Array.from({ length: Math.max(1, places) }, (_, place) => place);
  const running = new Set<Promise<void>>();
  let failure: unknown = null;
  const change = (next: SearchState, trial: number) => {
    state = next;
    onChange(state, trial);
  };

  const train = async (number: number, until: number, place: number): Promise<void> => {
    const trial = state.trials[number];
    const config = trialTraining(state.config, trial?.settings ?? {});
    const report = (now: TrialReport) => change(withTrialReport(state, number, now), number);
    try {
      const end = await run({ number, config, until, place }, report, stopping.signal);
      change(withTrialEnd(state, number, end), number);
    } catch (thrown) {
      const { code, message } = errorInfo(thrown);
      if (OWN_FAULTS.includes(code)) {
        change(withTrialEnd(state, number, { ...asItIs(state, number), trouble: message }), number);
      } else {
        failure ??= code === 'stopped' ? null : thrown;
        stop();
      }
    }
  };

  try {
    for (;;) {
      while (!stopping.signal.aborted) {
        const [next] = dueTrials(state);
        const place = next === undefined ? undefined : free.shift();
        if (next === undefined || place === undefined) break;
        change(withTrialStarted(state, next.number), next.number);
        const work: Promise<void> = train(next.number, next.until, place).finally(() => {
          running.delete(work);
          free.push(place);
          free.sort((a, b) => a - b);
        });
        running.add(work);
      }
      if (running.size === 0) break;
      await Promise.race(running);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  state = atRest(state);
  if (failure !== null) throw failure;
  return state;
}

function asItIs({ trials }: SearchState, number: number): TrialEnd {
  const { horizonsDone = 0, seconds = 0, validation = [] } = trials[number] ?? {};
  return {
    outcome: 'failed',
    horizonsDone,
    seconds,
    validation: validation.map(([horizon, mean]) => ({
      horizon,
      mean: mean ?? Number.POSITIVE_INFINITY,
    })),
  };
}
