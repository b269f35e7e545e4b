/** A search in words. */
import { isGoingOn, triedAgain } from '../../settingSearch/progress';
import { bestTrial } from '../../settingSearch/ranking';
import { budgetOf } from '../../settingSearch/record';
import type { SearchConfig, SearchState, Trial, Varied } from '../../specs/search';
import { VARIED } from '../../specs/search';
import { taskWord } from '../taskText';
import type { SearchStatus, Workforce } from './searchTypes';

export const VARIED_WORDS: Record<Varied, string> = {
  metaLearningRate: 'meta learning rate',
  outputScale: 'output scale',
  unroll: 'unroll',
  horizon: 'horizon',
  hiddenUnits: 'hidden units',
  preprocess: 'preprocessing',
};

export const TRIAL_STATE_WORDS: Record<Trial['state'], string> = {
  waiting: 'waiting',
  running: 'training',
  resting: 'waits for the others',
  out: 'left out',
  finished: 'finished',
  'early-stopped': 'stopped early',
  diverged: 'diverged',
  failed: 'failed',
};

/** What a search is called that nobody has named: "Search: meta learning rate, quadratics". */
export function searchName({ space, training }: SearchConfig): string {
  const varied = VARIED.filter((name) => space[name] !== undefined).map((n) => VARIED_WORDS[n]);
  return `Search: ${varied.join(', ')}; ${taskWord(training.task)}`;
}

/** "1,240 of 8,000 horizons". */
function budgetText(search: SearchState): string {
  const { used, planned } = budgetOf(search);
  return `${used.toLocaleString('en-GB')} of ${planned.toLocaleString('en-GB')} horizons`;
}

/** "trial 3 leads with 0.0213". */
function leaderText(search: SearchState): string {
  const best = bestTrial(search);
  return best === null
    ? 'no score yet'
    : `trial ${best.number} leads with ${best.score?.toPrecision(3)}`;
}

/** "Searching: 2 of 16 trials at once, 340 of 8,000 horizons, trial 3 leads with 0.0213, WebAssembly, 2 workers". */
export function searchingText(search: SearchState, backend: string, force: Workforce): string {
  const running = search.trials.filter(({ state }) => state === 'running').length;
  const over = search.trials.filter(
    ({ state }) => state !== 'running' && state !== 'waiting' && state !== 'resting',
  ).length;
  const workers = force.workers === 1 ? '1 worker' : `${force.workers} workers`;
  return `Searching: ${over} of ${search.trials.length} trials done, ${running} training, ${budgetText(search)}, ${leaderText(search)}, ${backend}, ${workers}`;
}

/** "1 trial that failed". */
const failedText = (count: number): string =>
  count === 1 ? '1 trial that failed' : `${count} trials that failed`;

/** How it stands where nothing goes on: its status, and the sentence for the status line. */
export function restingText(search: SearchState): [SearchStatus, string] {
  const { trials } = search;
  const again = triedAgain(search).trials.filter((trial, i) => trial !== trials[i]).length;
  if (isGoingOn(search)) {
    const too = again === 0 ? '' : `, and tries ${failedText(again)} again`;
    return ['stopped', `Stopped after ${budgetText(search)}. Resume goes on from there${too}.`];
  }
  if (again > 0) {
    return [
      'stopped',
      `Finished but for ${failedText(again)}; ${leaderText(search)}. Resume tries again.`,
    ];
  }
  const bad = trials.filter(({ state }) => state === 'diverged' || state === 'failed').length;
  const badly = bad === 0 ? '' : `, ${bad} of them diverged or failed`;
  const best = bestTrial(search);
  if (best === null) {
    return [
      'finished',
      `Finished: no trial has a score${badly}. Lower the meta learning rates or the output scales.`,
    ];
  }
  return [
    'finished',
    `Finished: ${trials.length} trials${badly}; trial ${best.number} is the best with ${best.score?.toPrecision(3)}.`,
  ];
}
