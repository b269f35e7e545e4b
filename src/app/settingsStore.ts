/** Settings of the page as a whole. The colour scheme is the component library's own affair. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export const TABS = ['compare', 'train', 'inspect', 'figures', 'library'] as const;
export type Tab = (typeof TABS)[number];

/** What the Library shows: optimizers, or the runs that are kept. */
export const SHELVES = ['optimizers', 'runs'] as const;
export type Shelf = (typeof SHELVES)[number];

/** What the Train screen is for: one training, or a search over its settings. */
export const TRAIN_MODES = ['one', 'search'] as const;
export type TrainMode = (typeof TRAIN_MODES)[number];

export interface SettingsState {
  tab: Tab;
  setTab: (tab: Tab) => void;
  trainMode: TrainMode;
  setTrainMode: (mode: TrainMode) => void;
  shelf: Shelf;
  setShelf: (shelf: Shelf) => void;
}
export type SettingsStore = StoreApi<SettingsState>;

export function createSettingsStore(): SettingsStore {
  return createStore<SettingsState>()((set) => ({
    tab: 'compare',
    setTab: (tab) => set({ tab }),
    trainMode: 'one',
    setTrainMode: (trainMode) => set({ trainMode }),
    shelf: 'optimizers',
    setShelf: (shelf) => set({ shelf }),
  }));
}
