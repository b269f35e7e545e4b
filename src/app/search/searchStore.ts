/**
 * The Search screen's store. What can be done with it is loaded by the first who does it: the page that opens on another
 * screen does not wait for it. Only what a link says is taken at once.
 */
import { createStore } from 'zustand/vanilla';
import { errorInfo } from '../../specs/errors';
import type { createSearchActions, SearchDeps } from './searchActions';
import { NO_SEARCH } from './searchSettings';
import type { SearchPageActions, SearchPageState, SearchStore } from './searchTypes';

type ActionsModule = { createSearchActions: typeof createSearchActions };

export function createLazySearchStore(
  deps: SearchDeps,
  load: () => Promise<ActionsModule> = () => import('./searchActions'),
): SearchStore {
  return createStore<SearchPageState & SearchPageActions>()((set, get) => {
    let loading: Promise<void> | null = null;
    const now = async (): Promise<SearchPageActions> => {
      loading ??= load().then(({ createSearchActions }) =>
        set(createSearchActions(deps, { get, set })),
      );
      try {
        await loading;
      } catch (thrown) {
        // The network was away: the next action tries again.
        loading = null;
        const error = errorInfo(thrown);
        set({ status: 'failed', text: `Failed: ${error.message}`, error });
        throw thrown;
      }
      return get();
    };
    const quietly = (act: (actions: SearchPageActions) => unknown): void => {
      now().then(act, () => undefined);
    };
    return {
      ...NO_SEARCH,
      adopt: (settings) => set({ settings }),
      updateSettings: (patch) => quietly((a) => a.updateSettings(patch)),
      setWorkers: (workersWanted) => set({ workersWanted }),
      load: () => now().then((a) => a.load()),
      start: () => now().then((a) => a.start()),
      stop: () => quietly((a) => a.stop()),
      resume: () => now().then((a) => a.resume()),
      reset: () => quietly((a) => a.reset()),
      openKept: (id) => now().then((a) => a.openKept(id)),
      duplicate: (id) => now().then((a) => a.duplicate(id)),
      keep: (...what) => now().then((a) => a.keep(...what)),
      trainWith: (trial) => quietly((a) => a.trainWith(trial)),
      // Nothing was done yet that could be lost.
      persistNow: () => Promise.resolve(),
    };
  });
}
