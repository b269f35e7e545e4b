/** What a person has looked for, selected and opened in the list of runs; it stays while other screens are seen. */
import { create } from 'zustand';
import { EVERYTHING, type Wanted } from './find';

/** Runs on one page: few enough that thousands of runs make no difference. */
export const PAGE_RUNS = 30;

interface RunsView {
  wanted: Wanted;
  page: number;
  /** In the order in which they were chosen, which is that of their colours. */
  selected: readonly string[];
  /** The run that was selected last, from where Shift selects. */
  anchor: string | null;
  /** Whose details are open. */
  opened: ReadonlySet<string>;
  /** Whose name is being changed. */
  renaming: string | null;
  comparing: boolean;
}

export const useRunsView = create<RunsView>()(() => ({
  wanted: EVERYTHING,
  page: 0,
  selected: [],
  anchor: null,
  opened: new Set<string>(),
  renaming: null,
  comparing: false,
}));

const { setState: set, getState: get } = useRunsView;

/** Looks for something else, from the first page on. */
export function want(patch: Partial<Wanted>): void {
  set({ wanted: { ...get().wanted, ...patch }, page: 0 });
}

export const goToPage = (page: number): void => set({ page });

/**
 * Selects a run or takes it out. `through`: the ids of the list as it is shown, where everything from the one that was
 * selected last to this one is meant.
 */
export function select(id: string, on: boolean, through?: readonly string[]): void {
  const { selected, anchor } = get();
  const from = through && anchor !== null ? through.indexOf(anchor) : -1;
  const to = through ? through.indexOf(id) : -1;
  const meant =
    through && from !== -1 && to !== -1
      ? through.slice(Math.min(from, to), Math.max(from, to) + 1)
      : [id];
  const [these, before] = [new Set(meant), new Set(selected)];
  set({
    selected: on
      ? [...selected, ...meant.filter((one) => !before.has(one))]
      : selected.filter((other) => !these.has(other)),
    anchor: id,
  });
}

export const selectAll = (ids: readonly string[]): void =>
  set({ selected: [...new Set([...get().selected, ...ids])] });

export const selectNone = (): void => set({ selected: [], anchor: null, comparing: false });

/** Runs that are gone are not selected any more. */
export function forget(ids: readonly string[]): void {
  const { selected, anchor } = get();
  const gone = new Set(ids);
  const left = selected.filter((id) => !gone.has(id));
  set({ selected: left, anchor: anchor !== null && gone.has(anchor) ? null : anchor });
}

export function toggleOpened(id: string): void {
  const opened = new Set(get().opened);
  if (!opened.delete(id)) opened.add(id);
  set({ opened });
}

/** Shows one run with its details, whatever was looked for before. */
export function showRun(id: string): void {
  set({ wanted: { ...EVERYTHING }, page: 0, opened: new Set([...get().opened, id]) });
}

export const startRenaming = (id: string | null): void => set({ renaming: id });
export const compare = (comparing: boolean): void => set({ comparing });
