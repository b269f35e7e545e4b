/** Who races: the paper's four baselines, always listed, others that were added, and learned ones from the library. */
import {
  BASELINE_LABELS,
  type BaselineName,
  isRated,
  type OptimizerSpec,
  PAPER_BASELINES,
} from '../../specs/optimizer';
import type { TaskSpec } from '../../specs/task';
import type { Rates } from '../baselineRates';
import type { LibraryEntry } from '../library/libraryTypes';
import { trainingTask } from '../library/previewCurve';
import type { Entrant, RateInUse } from './raceTypes';

/** A baseline that takes part, at its tuned rate where it has one. */
export const baselineEntrant = (id: BaselineName): Entrant => ({
  kind: 'baseline',
  id,
  enabled: true,
  manualRate: null,
});

export const BASELINE_ENTRANTS: readonly Entrant[] = PAPER_BASELINES.map(baselineEntrant);

/** The first pretrained optimizer for the task, or else the first of all. */
export function pretrainedFor(
  task: TaskSpec,
  entries: readonly LibraryEntry[],
): LibraryEntry | undefined {
  const pretrained = entries.filter((entry) => entry.origin === 'pretrained');
  return pretrained.find((entry) => trainingTask(entry).name === task.name) ?? pretrained[0];
}

/** The usual pretrained optimizer, against every tuned baseline. */
export function defaultEntrants(task: TaskSpec, entries: readonly LibraryEntry[]): Entrant[] {
  const chosen = pretrainedFor(task, entries);
  const learned: Entrant[] = chosen ? [{ kind: 'learned', id: chosen.id, enabled: true }] : [];
  return [...learned, ...BASELINE_ENTRANTS];
}

/** Learned entrants that the library does not have. */
export function unknownEntrants(
  entrants: readonly Entrant[],
  entries: readonly LibraryEntry[],
): string[] {
  const ids = new Set(entries.map((entry) => entry.id));
  return entrants.filter((e) => e.kind === 'learned' && !ids.has(e.id)).map((e) => e.id);
}

/** Rates as a race uses them: the person's own where there is one. */
export function ratesInUse(entrants: readonly Entrant[], tuned: Rates): Rates {
  const rates: Rates = { ...tuned };
  for (const entrant of entrants) {
    if (entrant.kind === 'baseline' && isRated(entrant.id) && entrant.manualRate !== null) {
      rates[entrant.id] = { learningRate: entrant.manualRate, source: 'manual', tuning: null };
    }
  }
  return rates;
}

/** The entrants that take part, as the worker wants them, and the rate of each baseline by its id. */
export function raceOptimizers(
  entrants: readonly Entrant[],
  entries: readonly LibraryEntry[],
  tuned: Rates,
): { optimizers: OptimizerSpec[]; rates: Record<string, RateInUse> } {
  const inUse = ratesInUse(entrants, tuned);
  const optimizers: OptimizerSpec[] = [];
  const rates: Record<string, RateInUse> = {};
  for (const entrant of entrants) {
    if (!entrant.enabled) continue;
    if (entrant.kind === 'learned') {
      const entry = entries.find((e) => e.id === entrant.id);
      if (!entry) continue;
      const { id, name, optimizer } = entry;
      optimizers.push({ kind: 'learned', id, label: name, optimizer });
    } else if (entrant.id === 'lbfgs') {
      const { id } = entrant;
      optimizers.push({ kind: 'line-search', id, label: BASELINE_LABELS[id], name: id });
    } else {
      const rate = inUse[entrant.id];
      // Every rate on the grid diverged: there is nothing to race it with.
      if (!rate) continue;
      rates[entrant.id] = rate;
      optimizers.push({
        kind: 'baseline',
        id: entrant.id,
        label: BASELINE_LABELS[entrant.id],
        name: entrant.id,
        learningRate: rate.learningRate,
      });
    }
  }
  return { optimizers, rates };
}
