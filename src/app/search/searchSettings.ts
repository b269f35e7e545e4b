/** Settings of a search: what they are where nobody says, and how they become a search's configuration. */
import type { SearchConfig, SearchSpace, Strategy } from '../../specs/search';
import type { TrainConfig } from '../../specs/training';
import type { SearchPageState, SearchSettings } from './searchTypes';

/** The paper varies the meta learning rate only; the ends are a decade or so beyond what it found. */
export const DEFAULT_SEARCH: SearchSettings = {
  space: {
    metaLearningRate: { kind: 'range', low: 0.0001, high: 0.1, scale: 'log', points: 4 },
  },
  strategy: 'random',
  trials: 16,
  eta: 3,
  first: 20,
  seed: 1,
};

export const NO_SEARCH: SearchPageState = {
  settings: DEFAULT_SEARCH,
  workersWanted: null,
  status: 'idle',
  text: 'Ready to search.',
  error: null,
  search: null,
  workforce: null,
  persisted: false,
  kept: {},
};

export function strategyOf({ strategy, trials, eta, first }: SearchSettings): Strategy {
  switch (strategy) {
    case 'random':
      return { kind: 'random', trials };
    case 'grid':
      return { kind: 'grid' };
    case 'halving':
      return { kind: 'halving', trials, eta, first };
  }
}

/** The configuration as it stands in the controls; to be checked by its schema. */
export function configFrom(settings: SearchSettings, training: TrainConfig): SearchConfig {
  const { space, seed } = settings;
  return { version: 1, training, space, strategy: strategyOf(settings), seed };
}

/** The controls of a search that is there already. */
export function settingsFrom({ space, strategy, seed }: SearchConfig): SearchSettings {
  const { kind, ...numbers } = strategy;
  return { ...DEFAULT_SEARCH, ...numbers, strategy: kind, space, seed };
}

/** Without the keys that are not varied any more. */
export function spaceWith(space: SearchSpace, patch: Partial<SearchSpace>): SearchSpace {
  const all = Object.entries({ ...space, ...patch });
  return Object.fromEntries(all.filter(([, axis]) => axis !== undefined)) as SearchSpace;
}
