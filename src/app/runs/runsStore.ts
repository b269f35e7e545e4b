/** The list of runs as a store whose actions are loaded by the first of them that is called, which then goes on. */
import { createStore } from 'zustand/vanilla';
import { errorInfo } from '../../specs/errors';
import type { createRunsActions, RunsActionsDeps } from './runsActions';
import type { RunsActions, RunsState, RunsStore } from './types';

type ActionsModule = { createRunsActions: typeof createRunsActions };

const NOTHING_KNOWN: RunsState = {
  status: 'idle',
  storage: 'persistent',
  runs: [],
  quota: null,
  unreadable: 0,
  problem: null,
  importError: null,
  lastImport: null,
};

export function createLazyRunsStore(
  deps: RunsActionsDeps,
  load: () => Promise<ActionsModule> = () => import('./runsActions'),
): RunsStore {
  return createStore<RunsState & RunsActions>()((set, get) => {
    let loading: Promise<RunsActions> | null = null;
    const ready = (): Promise<RunsActions> => {
      loading ??= load().then(async ({ createRunsActions }) => {
        const actions = await createRunsActions(deps, { get, set });
        set(actions);
        return actions;
      });
      loading.catch((thrown) => {
        // The network was away: the next action tries again.
        loading = null;
        set({ status: 'failed', problem: errorInfo(thrown) });
      });
      return loading;
    };
    /** An action that waits for the others of its kind to be there. */
    const later =
      <H extends unknown[], R>(action: (actions: RunsActions) => (...how: H) => Promise<R>) =>
      async (...how: H): Promise<R> =>
        action(await ready())(...how);
    return {
      ...NOTHING_KNOWN,
      load: later((now) => now.load),
      run: (id) => get().runs.find((run) => run.id === id),
      loadCurves: later((now) => now.loadCurves),
      rename: later((now) => now.rename),
      setTags: later((now) => now.setTags),
      setNote: later((now) => now.setNote),
      remove: later((now) => now.remove),
      restore: later((now) => now.restore),
      open: later((now) => now.open),
      resume: later((now) => now.resume),
      duplicate: later((now) => now.duplicate),
      exportLibrary: later((now) => now.exportLibrary),
      importLibrary: later((now) => now.importLibrary),
      clearImport: () => set({ importError: null, lastImport: null }),
      refreshQuota: later((now) => now.refreshQuota),
      persist: later((now) => now.persist),
      offerThinning: later((now) => now.offerThinning),
      thin: later((now) => now.thin),
    };
  });
}
