/**
 * The Inspect screen's store: whose trace is shown, what is selected in it, and what its panels have been told. What can
 * be done with it is loaded when it is first asked for: the page that opens on another screen does not wait for it.
 */
import { createStore } from 'zustand/vanilla';
import { errorInfo } from '../../specs/errors';
import type { createInspectActions, InspectDeps } from './inspectActions';
import { inspectLinkOf } from './inspectSettings';
import { linkedInspect, NOTHING_TRACED } from './inspectState';
import type { InspectActions, InspectState, InspectStore } from './inspectTypes';

type ActionsModule = { createInspectActions: typeof createInspectActions };

/**
 * The store whose actions are loaded by the first of them that is called, which then goes on. Only what a link says is
 * taken at once.
 */
export function createLazyInspectStore(
  deps: InspectDeps,
  load: () => Promise<ActionsModule> = () => import('./inspectActions'),
): InspectStore {
  return createStore<InspectState & InspectActions>()((set, get) => {
    let loading: Promise<void> | null = null;
    const ready = async (): Promise<void> => {
      const { createInspectActions } = await load();
      set(createInspectActions(deps, { get, set }));
      // What a link has said counts from here on, the optimizer that it names included.
      get().adopt(inspectLinkOf(get()));
    };
    const later = async (act: (actions: InspectActions) => void | Promise<void>): Promise<void> => {
      loading ??= ready();
      try {
        await loading;
      } catch (thrown) {
        // The network was away: the next action tries again.
        loading = null;
        const error = errorInfo(thrown);
        return set({ status: 'failed', text: `Failed: ${error.message}`, error });
      }
      await act(get());
    };
    return {
      ...NOTHING_TRACED,
      adopt: (link) => set(linkedInspect(link)),
      trace: () => later((now) => now.trace()),
      autoTrace: () => later((now) => now.autoTrace()),
      stop: () => void later((now) => now.stop()),
      updateSettings: (patch) => void later((now) => now.updateSettings(patch)),
      selectStep: (step) => void later((now) => now.selectStep(step)),
      selectCoordinate: (...how) => void later((now) => now.selectCoordinate(...how)),
      play: (what) => void later((now) => now.play(what)),
      selectPart: (part) => void later((now) => now.selectPart(part)),
      setMap: (patch) => void later((now) => now.setMap(patch)),
      setField: (patch) => void later((now) => now.setField(patch)),
    };
  });
}
