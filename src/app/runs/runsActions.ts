/** What the list of runs can do. Loaded when it is first looked at. */
import { raceCurves, trainingCurves } from '../../libraryFile';
import { errorInfo, LabError } from '../../specs/errors';
import type { RunCurve, RunKind, RunRecord } from '../../specs/run';
import { type Clock, realClock } from '../clock';
import type { LabStorage } from '../storage/storage';
import type { LazyRuns } from './lazyRuns';
import { createLibraryTransfer, type TransferDeps } from './libraryTransfer';
import { createRunList, sameList } from './listing';
import { quotaOf, type StorageRoom, thinningOf } from './quota';
import type { Runs } from './runs';
import type { RunScreen, RunsActions, RunsState } from './types';

export interface RunsActionsDeps extends Omit<TransferDeps, 'runs'> {
  runs: LazyRuns;
  storage: LabStorage;
  /** What is done with a run of each kind on its screen. */
  screens: () => Promise<Partial<Record<RunKind, RunScreen>>>;
  clock?: Clock;
  room?: StorageRoom | undefined;
}

type Screens = Awaited<ReturnType<RunsActionsDeps['screens']>>;

/** So often the list looks whether tabs have gone. */
const LOOK_EVERY_MS = 3000;
/** News of runs that are going on come often: the list follows them so closely. */
const FOLLOW_WITHIN_MS = 300;

const DEFAULT_THINNING = 50 * 2 ** 20;

export async function createRunsActions(
  deps: RunsActionsDeps,
  { get, set }: { get: () => RunsState; set: (patch: Partial<RunsState>) => void },
): Promise<RunsActions> {
  const { storage, clock = realClock } = deps;
  const { room = globalThis.navigator?.storage } = deps;
  const [runs, screens]: [Runs, Screens] = await Promise.all([deps.runs.load(), deps.screens()]);
  const { book, shelf } = runs;
  const transfer = createLibraryTransfer({ ...deps, runs });
  const list = createRunList(shelf, book);
  book.news.listen(list.changed);
  let loading: Promise<void> | null = null;
  let following = false;

  const refresh = async (): Promise<void> => {
    try {
      const { runs: listed, unreadable } = await list.now();
      const same = get().status === 'ready' && sameList(get().runs, listed);
      if (!same) set({ runs: listed });
      set({ status: 'ready', unreadable, storage: await storage.kind() });
    } catch (thrown) {
      set({ status: 'failed', problem: errorInfo(thrown) });
    }
  };
  const follow = (): void => {
    if (following) return;
    following = true;
    clock.setTimeout(() => {
      following = false;
      void refresh();
    }, FOLLOW_WITHIN_MS);
  };
  const look = (): void => {
    clock.setTimeout(() => {
      if (!book.news.hearsOthers) list.changed('all');
      if (globalThis.document?.visibilityState !== 'hidden') void refresh();
      look();
    }, LOOK_EVERY_MS);
  };

  const record = async (id: string): Promise<RunRecord> => {
    const found = await book.record(id);
    if (found) return found;
    throw new LabError({ code: 'bad-input', message: `There is no run ${id} any more.` });
  };
  const screenOf = ({ kind, name }: RunRecord): RunScreen => {
    const screen = screens[kind];
    if (screen) return screen;
    throw new LabError({ code: 'bad-input', message: `There is no screen that shows "${name}".` });
  };
  /** Does it and shows what came of it; what fails is shown and thrown. */
  const doing = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      set({ problem: null });
    } catch (thrown) {
      const error = errorInfo(thrown);
      if (error.code === 'storage') set({ problem: error });
      throw thrown;
    } finally {
      await refresh();
    }
  };

  const actions: RunsActions = {
    load() {
      // Whoever asks again after the list could not be read wants another attempt.
      if (loading && get().status === 'failed') {
        list.changed('all');
        set({ status: 'loading', problem: null });
        return refresh();
      }
      loading ??= (async () => {
        set({ status: 'loading', problem: null });
        book.news.listen(follow);
        await refresh();
        void actions.refreshQuota();
        look();
      })();
      return loading;
    },
    run: (id) => get().runs.find((run) => run.id === id),
    async loadCurves(id) {
      const { kind, config } = await record(id);
      if (kind === 'training') return trainingCurves(book, id);
      if (kind === 'race') return raceCurves(book, id, config);
      return plainCurves(runs, id);
    },

    rename: (id, name) =>
      doing(async () => {
        const trimmed = name.trim().slice(0, 200);
        if (!trimmed) throw new LabError({ code: 'bad-input', message: 'A name is needed.' });
        await shelf.edit(id, { name: trimmed });
      }),
    setTags: (id, tags) =>
      doing(() => {
        const trimmed = tags.map((tag) => tag.trim().slice(0, 60)).filter((tag) => tag !== '');
        return shelf.edit(id, { tags: [...new Set(trimmed)].slice(0, 64) });
      }),
    setNote: (id, note) => doing(() => shelf.edit(id, { note: note.slice(0, 20_000) })),
    remove: (ids) => doing(() => shelf.remove(ids)),
    restore: (ids) => doing(() => shelf.restore(ids)),

    async open(id) {
      const found = await record(id);
      await screenOf(found).open(found);
    },
    async resume(id) {
      const found = await record(id);
      const { resume } = screenOf(found);
      if (resume) return resume(found);
      throw new LabError({
        code: 'bad-input',
        message: `"${found.name}" is a race: it has no checkpoint to go on from.`,
        remedy: 'Open it, and run it again.',
      });
    },
    async duplicate(id) {
      const found = await record(id);
      await screenOf(found).duplicate(found);
    },

    exportLibrary: (ids) => transfer.exportLibrary(ids),
    async importLibrary(file) {
      set({ importError: null, lastImport: null });
      try {
        const report = await transfer.importLibrary(file);
        set({ lastImport: report });
        book.news.tell('all');
        return report;
      } catch (thrown) {
        set({ importError: { fileName: file.name, error: errorInfo(thrown) } });
        return null;
      } finally {
        await refresh();
      }
    },
    clearImport: () => set({ importError: null, lastImport: null }),

    async refreshQuota() {
      set({ quota: await quotaOf(room) });
    },
    async persist() {
      const granted = (await room?.persist().catch(() => false)) ?? false;
      await actions.refreshQuota();
      return granted;
    },
    async offerThinning(bytes = DEFAULT_THINNING) {
      const all = (await shelf.all()).runs;
      const going = await shelf.takenElsewhere(all);
      const ended = all
        .filter(({ record: { id } }) => !going.has(id) && !book.held.has(id))
        .sort((a, b) => (a.record.changedAt < b.record.changedAt ? -1 : 1));
      return thinningOf(storage, ended, bytes);
    },
    thin: (ids) =>
      doing(async () => {
        await shelf.thin(ids);
        await actions.refreshQuota();
      }),
  };
  return actions;
}

/** Series of two columns as curves: how whoever keeps a run of another kind shows its own. */
async function plainCurves({ book }: Runs, id: string): Promise<RunCurve[]> {
  const names = Object.keys((await book.stored(id))?.series ?? {});
  const curves: RunCurve[] = [];
  for (const name of names) {
    const { columns, values } = await book.series(id, name);
    if (columns !== 2) continue;
    curves.push({
      name,
      unit: 'trials',
      x: Float32Array.from({ length: values.length / 2 }, (_, i) => values[2 * i] ?? 0),
      y: Float32Array.from({ length: values.length / 2 }, (_, i) => values[2 * i + 1] ?? 0),
    });
  }
  return curves;
}
