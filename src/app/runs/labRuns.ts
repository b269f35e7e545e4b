/** Runs as the page knows them: the list, what keeps races, and what is told where nothing can be kept. */
import type { Engine } from '../engine';
import type { LibraryStore } from '../library/libraryTypes';
import type { NotificationStore } from '../notifications';
import type { RaceKeeper } from '../race/raceKeeper';
import type { RaceStore } from '../race/raceTypes';
import type { SettingsStore } from '../settingsStore';
import type { LabStorage } from '../storage/storage';
import type { TrainStore } from '../train/trainTypes';
import type { LazyRuns } from './lazyRuns';
import { createLazyRunsStore } from './runsStore';
import type { RunKind, RunScreen, RunsStore } from './types';

export interface LabRuns {
  store: RunsStore;
  /** The race that the page shows by itself. */
  landingRace(): Promise<void>;
  /** Follows storage, and writes what there is when the page goes. Call once. */
  start(): void;
}

export function createLabRuns(deps: {
  runs: LazyRuns;
  storage: LabStorage;
  engine: Pick<Engine, 'store'>;
  library: LibraryStore;
  race: RaceStore;
  train: TrainStore;
  settings: SettingsStore;
  notifications: NotificationStore;
  /** Screens of further kinds of runs. */
  screens?: Partial<Record<RunKind, RunScreen>>;
}): LabRuns {
  const { runs, storage, engine, library, race, train, notifications } = deps;
  const backendLabel = () => engine.store.getState().backend?.label ?? null;
  let keeping: Promise<RaceKeeper> | null = null;
  /** The race that the page shows by itself is nobody's wish: it is not kept. */
  let landing = false;
  let landed: number | null = null;

  const races = (): Promise<RaceKeeper> => {
    keeping ??= import('../race/raceKeeper').then(({ keepRaces }) =>
      keepRaces({ race, runs, notifications, backendLabel, ignored: () => landed }),
    );
    keeping.catch(() => {
      keeping = null;
    });
    return keeping;
  };
  race.subscribe(({ record, status }, before) => {
    if (status === 'failed') landing = false;
    if (!record || record.runId === before.record?.runId) return;
    if (landing) landed = record.runId;
    // Where the network is away, the next race asks again.
    else void races().catch(() => undefined);
    landing = false;
  });

  const store = createLazyRunsStore({
    runs,
    storage,
    library,
    screens: async () => {
      const { createRunScreens } = await import('./runScreens');
      return { ...createRunScreens({ ...deps, races }), ...deps.screens };
    },
  });
  /** Who comes back is told what was interrupted, on whatever screen. */
  const offerInterrupted = async (): Promise<void> => {
    if (!(await runs.any())) return;
    const { offerToResume } = await import('./interrupted');
    const { resume } = store.getState();
    await offerToResume({
      runs: await runs.load(),
      settings: deps.settings,
      notifications,
      resume,
    });
  };
  const writeAll = async (): Promise<void> => {
    await Promise.all([train.getState().persistNow(), keeping?.then((keeper) => keeper.flush())]);
  };
  return {
    store,
    async landingRace() {
      landing = race.getState().status === 'idle';
      await race.getState().autoRace();
    },
    start() {
      const title = 'Nothing is kept on this page';
      const tell = notifications.getState().notifyError;
      storage.onTrouble((trouble) => tell(title, trouble));
      void storage.trouble().then((trouble) => trouble && tell(title, trouble));
      void offerInterrupted().catch(() => undefined);
      storage.beforeClosing(writeAll);
      globalThis.addEventListener?.('pagehide', () => void writeAll());
    },
  };
}
