/** The only file here that knows React: the Lab's stores as hooks. */
import { useStore } from 'zustand';
import { createLab, type Lab } from './lab';

/** The one Lab of this page. Nothing starts before `lab.start()`. */
export const lab: Lab = createLab();

type StateOf<S> = S extends { getState: () => infer T } ? T : never;

export const useRace = <T>(select: (state: StateOf<Lab['race']>) => T): T =>
  useStore(lab.race, select);
export const useTrain = <T>(select: (state: StateOf<Lab['train']>) => T): T =>
  useStore(lab.train, select);
export const useInspect = <T>(select: (state: StateOf<Lab['inspect']>) => T): T =>
  useStore(lab.inspect, select);
export const useSearch = <T>(select: (state: StateOf<Lab['search']>) => T): T =>
  useStore(lab.search, select);
export const useLibrary = <T>(select: (state: StateOf<Lab['library']>) => T): T =>
  useStore(lab.library, select);
export const useData = <T>(select: (state: StateOf<Lab['data']>) => T): T =>
  useStore(lab.data, select);
export const useFigures = <T>(select: (state: StateOf<Lab['figures']>) => T): T =>
  useStore(lab.figures, select);
export const useRuns = <T>(select: (state: StateOf<Lab['runs']>) => T): T =>
  useStore(lab.runs, select);
export const useEngine = <T>(select: (state: StateOf<Lab['engine']['store']>) => T): T =>
  useStore(lab.engine.store, select);
export const useSettings = <T>(select: (state: StateOf<Lab['settings']>) => T): T =>
  useStore(lab.settings, select);
export const useNotifications = <T>(select: (state: StateOf<Lab['notifications']>) => T): T =>
  useStore(lab.notifications, select);
