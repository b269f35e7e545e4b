/** The runs that are kept, for those who must not make the page's first load heavier: they are loaded when asked for. */
import type { createRuns, Runs, RunsDeps } from './runs';

export interface LazyRuns {
  /** Whether anything is kept. Loads nothing. */
  any(): Promise<boolean>;
  /** The same ones for all who ask. Rejects where the network is away; the next who asks tries again. */
  load(): Promise<Runs>;
}

export function createLazyRuns(
  deps: RunsDeps,
  load: () => Promise<{ createRuns: typeof createRuns }> = () => import('./runs'),
): LazyRuns {
  let loading: Promise<Runs> | null = null;
  return {
    any: async () => (await deps.storage.keys('runs')).length > 0,
    load() {
      loading ??= load().then((module) => module.createRuns(deps));
      loading.catch(() => {
        loading = null;
      });
      return loading;
    },
  };
}
