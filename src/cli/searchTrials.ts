/** A search on the command line: one trial after the other, each with all threads. */
import { MetaTrainer } from '../metaTraining/metaTrainer';
import type { TrialEnd, TrialReport } from '../settingSearch/progress';
import { bestTrial } from '../settingSearch/ranking';
import type { Leaderboard } from '../settingSearch/record';
import { type RunTrial, runSearch } from '../settingSearch/runSearch';
import { trialTraining } from '../settingSearch/space';
import type { BackendInfo } from '../specs/backend';
import type { SearchState, Trial } from '../specs/search';
import type { Checkpoint } from '../specs/training';
import type { SearchFolder } from './searchFolder';
import type { Terminal } from './terminal';
import { trainWithCheckpoints } from './training';

export const reportOf = ({ horizonsDone, seconds, validation }: Checkpoint): TrialReport => ({
  horizonsDone,
  seconds,
  validation,
});

/**
 * Goes on with a search until its end or until `signal` is aborted, and writes what came out.
 *
 * @throws what stopped it
 */
export async function searchTrials(
  search: SearchState,
  folder: SearchFolder,
  { backend, terminal, signal }: { backend: BackendInfo; terminal: Terminal; signal: AbortSignal },
): Promise<{ search: SearchState; board: Leaderboard }> {
  const run: RunTrial = async ({ number, config, until }, report, signal): Promise<TrialEnd> => {
    const trainer = new MetaTrainer(config, folder.checkpoint(number, config));
    const now = () => report(reportOf(trainer.checkpoint()));
    const { outcome, checkpoint, divergence } = await trainWithCheckpoints(
      trainer,
      folder.checkpointFile(number),
      terminal,
      { until, signal, onValidation: now, quiet: true },
    );
    const end: TrialEnd = { ...reportOf(checkpoint), outcome };
    return divergence === undefined ? end : { ...end, trouble: divergence.message };
  };
  let saved = JSON.stringify(search);
  const states = search.trials.map(({ state }) => state);
  const ended = await runSearch(search, {
    run,
    places: 1,
    signal,
    onChange(now, number) {
      const trial = now.trials[number] as Trial;
      if (trial.state === states[number]) return;
      states[number] = trial.state;
      if (trial.state === 'running') return;
      saved = JSON.stringify(now);
      folder.save(now);
      terminal.note(trialLine(now, trial));
    },
  });
  if (JSON.stringify(ended) !== saved) folder.save(ended);
  return { search: ended, board: reportSearch(ended, folder, backend.label) };
}

/** Writes the leaderboard and the best trial's optimizer. */
export function reportSearch(
  search: SearchState,
  folder: SearchFolder,
  backend: string,
): Leaderboard {
  const best = bestTrial(search);
  const config = best && trialTraining(search.config, best.settings);
  const checkpoint = best && config ? folder.checkpoint(best.number, config) : undefined;
  return folder.report(search, checkpoint, backend);
}

/** "Trial 3 of 16, meta-lr 0.0123: finished after 500 horizons, score 0.0213". */
function trialLine({ trials }: SearchState, { number, settings, ...trial }: Trial): string {
  const set = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  const score = trial.score === null ? 'no score' : `score ${trial.score.toPrecision(4)}`;
  const why = trial.trouble === null ? '' : ` (${trial.trouble})`;
  return `Trial ${number} of ${trials.length}, ${set.join(', ')}: ${STATES[trial.state]} after ${trial.horizonsDone} horizons${why}, ${score}`;
}

const STATES: Record<Trial['state'], string> = {
  waiting: 'stopped',
  running: 'running',
  resting: 'done with its rung',
  out: 'left out',
  finished: 'finished',
  'early-stopped': 'stopped early',
  diverged: 'diverged',
  failed: 'failed',
};
