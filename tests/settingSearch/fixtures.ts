/** Small searches, and trials that a test decides the outcome of. */
import type { RunTrial } from '../../src/settingSearch/runSearch';
import { type SearchConfig, searchConfigSchema } from '../../src/specs/search';

/** A training of a moment: validated after 0, 2, 4, … horizons. */
export const TINY = {
  task: { name: 'quadratic', dimension: 3 },
  optimizer: { layers: 1, hiddenUnits: 3 },
  epochs: 8,
  horizon: 6,
  unroll: 3,
  problems: 2,
  validation: { every: 2, problems: 4 },
  seed: 5,
};

export function searchOf(changes: Record<string, unknown> = {}): SearchConfig {
  return searchConfigSchema.parse({
    version: 1,
    training: TINY,
    space: { metaLearningRate: { kind: 'range', low: 1e-4, high: 0.1 } },
    strategy: { kind: 'random', trials: 4 },
    ...changes,
  });
}

export const halving = (trials: number, eta: number, first: number) => ({
  kind: 'halving',
  trials,
  eta,
  first,
});

/** A trial whose score after h horizons is `score(number, h)`; infinite: it diverges there. */
export function pretended(
  score: (trial: number, horizons: number) => number,
  seen: { number: number; until: number; place: number }[] = [],
): RunTrial {
  return async ({ number, until, place, config }, report, signal) => {
    seen.push({ number, until, place });
    await Promise.resolve();
    const validation: { horizon: number; mean: number }[] = [];
    const at = (horizon: number) => ({ horizonsDone: horizon, seconds: horizon / 10, validation });
    for (let h = 0; h <= until; h += config.validation.every) {
      if (signal.aborted) return { ...at(Math.max(0, h - 1)), outcome: 'stopped' };
      const mean = score(number, h);
      if (mean === Number.POSITIVE_INFINITY) {
        return { ...at(h), outcome: 'diverged', trouble: 'the loss is not finite' };
      }
      validation.push({ horizon: h, mean });
      report({ ...at(h), validation: [...validation] });
      await Promise.resolve();
    }
    return { ...at(until), outcome: until >= config.epochs ? 'finished' : 'stopped' };
  };
}
