/** The whole application without its looks: the stores, and how they know each other. */
import { type AddressBar, createAddressBar } from './addressBar';
import { createBaselineRates } from './baselineRates';
import { createDataStore } from './dataStore';
import type { DataStore } from './dataTypes';
import { createEngine, type Engine, makeHostWorker } from './engine';
import { createFiguresStore } from './figuresStore';
import type { FiguresStore } from './figuresTypes';
import { createLazyInspectStore } from './inspectStore';
import type { InspectStore } from './inspectTypes';
import { createLibraryStore } from './libraryStore';
import type { LibraryStore } from './libraryTypes';
import { createNotificationStore, type NotificationStore } from './notifications';
import { readPublic } from './publicFiles';
import { createRaceStore } from './raceStore';
import type { RaceStore } from './raceTypes';
import { createSettingsStore, type SettingsStore, type Tab } from './settingsStore';
import { openStorage } from './storage';
import { createTrainStore } from './trainStore';
import type { TrainStore } from './trainTypes';

export interface Lab {
  engine: Engine;
  notifications: NotificationStore;
  settings: SettingsStore;
  library: LibraryStore;
  data: DataStore;
  race: RaceStore;
  train: TrainStore;
  inspect: InspectStore;
  figures: FiguresStore;
  address: AddressBar;
  /** Reads the address bar, starts the engine, loads the library, begins the landing race. Call once. */
  start(): void;
  /** Takes the Train screen's optimizer to a race on the task it was trained on. */
  raceTrained(name: string): Promise<void>;
}

/** The folder beside the page where MNIST may lie. */
const digitsAt = () => new URL('./data/mnist/', document.baseURI).href;

export function createLab(): Lab {
  const notifications = createNotificationStore();
  const settings = createSettingsStore();
  const storage = openStorage();
  const engine = createEngine({ makeWorker: makeHostWorker, notifications, digitsAt });
  const library = createLibraryStore({ storage, engine, notifications });
  const data = createDataStore({ engine, notifications });
  // One for all screens: what one of them has tuned, the others need not.
  const baselines = createBaselineRates({ engine, storage, read: readPublic });
  const race = createRaceStore({ engine, library, baselines, notifications });
  const train = createTrainStore({ engine, library, storage, baselines, notifications });
  const inspect = createLazyInspectStore({
    engine,
    library,
    race,
    train,
    baselines,
    notifications,
    settings,
  });
  const figures = createFiguresStore({ engine, library, data, storage });
  const address = createAddressBar({
    engine,
    settings,
    race,
    train,
    inspect,
    figures,
    notifications,
  });

  return {
    engine,
    notifications,
    settings,
    library,
    data,
    race,
    train,
    inspect,
    figures,
    address,
    start() {
      const { named } = address.read();
      engine.start();
      void library.getState().load();
      void data.getState().refresh();
      void train.getState().resumeFromStorage({ adoptSettings: !named.has('train') });
      address.follow();
      // The landing race begins when its screen is first seen: a link to another tab does not pay for it.
      whenSeen(settings, 'compare', () => void race.getState().autoRace());
      whenSeen(settings, 'inspect', () => void inspect.getState().autoTrace());
      globalThis.addEventListener?.('pagehide', () => void train.getState().persistNow());
    },
    async raceTrained(name) {
      const id = await train.getState().keepInLibrary(name);
      const { task } = train.getState().run?.config ?? train.getState().settings;
      race.getState().updateSettings({ task });
      race.getState().addOptimizer(id);
      settings.getState().setTab('compare');
      await race.getState().run();
    },
  };
}

function whenSeen(settings: SettingsStore, tab: Tab, run: () => void): void {
  if (settings.getState().tab === tab) {
    run();
    return;
  }
  const leave = settings.subscribe((state) => {
    if (state.tab !== tab) return;
    leave();
    run();
  });
}
