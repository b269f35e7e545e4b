/**
 * The Figures screen's store: what ships, and the one figure that is being computed here. What takes more than a change
 * of settings is loaded when it is first asked for: the page that opens on another screen does not wait for it.
 */
import { createStore } from 'zustand/vanilla';
import { errorInfo } from '../../specs/errors';
import { FIGURE_SEED } from '../../specs/figures';
import type { createFiguresActions, FiguresDeps } from './figuresActions';
import {
  AS_SHIPPED,
  type FigureCard,
  type FigureCards,
  type FiguresActions,
  type FiguresState,
  type FiguresStore,
} from './figuresTypes';

type ActionsModule = { createFiguresActions: typeof createFiguresActions };

const EMPTY_CARD: FigureCard<never> = {
  shipped: 'unknown',
  own: null,
  shows: 'shipped',
  optimizer: AS_SHIPPED,
  error: null,
};

const EMPTY_CARDS: FigureCards = {
  '4-left': EMPTY_CARD,
  '4-centre': EMPTY_CARD,
  '4-right': EMPTY_CARD,
  '5-left': EMPTY_CARD,
  '5-centre': EMPTY_CARD,
  '5-right': EMPTY_CARD,
  '6': EMPTY_CARD,
  '10': EMPTY_CARD,
  '11': EMPTY_CARD,
};

export function createFiguresStore(
  deps: FiguresDeps,
  load: () => Promise<ActionsModule> = () => import('./figuresActions'),
): FiguresStore {
  return createStore<FiguresState & FiguresActions>()((set, get) => {
    let loading: Promise<void> | null = null;
    const ready = async (): Promise<void> => {
      const { createFiguresActions } = await load();
      set(createFiguresActions(deps, { get, set }));
    };
    const later = async (act: (actions: FiguresActions) => void | Promise<void>): Promise<void> => {
      loading ??= ready();
      try {
        await loading;
      } catch (thrown) {
        // The network was away: the next action tries again.
        loading = null;
        return set({ text: `Failed: ${errorInfo(thrown).message}` });
      }
      await act(get());
    };
    return {
      index: null,
      cards: EMPTY_CARDS,
      settings: { size: 'quick', seed: FIGURE_SEED, data: null, retune: false },
      run: null,
      text: 'Press Reproduce at a figure to compute it here.',
      chosen: null,
      choose: (chosen) => set({ chosen }),
      loadIndex: () => later((now) => now.loadIndex()),
      load: (figure) => later((now) => now.load(figure)),
      show: (figure, shows) => void later((now) => now.show(figure, shows)),
      setOptimizer: (figure, optimizer) => void later((now) => now.setOptimizer(figure, optimizer)),
      updateSettings: (patch) => set({ settings: { ...get().settings, ...patch } }),
      reproduce: (figure) => later((now) => now.reproduce(figure)),
      stop: () => void later((now) => now.stop()),
    };
  });
}
