/** Settings of the page as a whole. The colour scheme is the component library's own affair. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export const TABS = ['compare', 'train', 'inspect', 'figures', 'library'] as const;
export type Tab = (typeof TABS)[number];

export interface SettingsState {
  tab: Tab;
  setTab: (tab: Tab) => void;
}
export type SettingsStore = StoreApi<SettingsState>;

export function createSettingsStore(): SettingsStore {
  return createStore<SettingsState>()((set) => ({
    tab: 'compare',
    setTab: (tab) => set({ tab }),
  }));
}
