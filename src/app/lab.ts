/** The whole application without its looks: the stores, and how they know each other. */
import { type AddressBar, createAddressBar } from './address/addressBar';
import { type BaselineRates, createBaselineRates } from './baselineRates';
import { createDataStore } from './data/dataStore';
import type { DataStore } from './data/dataTypes';
import { createEngine, type Engine, makeHostWorker } from './engine';
import { createFiguresStore } from './figures/figuresStore';
import type { FiguresStore } from './figures/figuresTypes';
import { createLazyInspectStore } from './inspect/inspectStore';
import type { InspectStore } from './inspect/inspectTypes';
import { createLibraryStore } from './library/libraryStore';
import type { LibraryEntry, LibraryStore } from './library/libraryTypes';
import { bringsOptimizers } from './links/bringsOptimizers';
import { createNotificationStore, type NotificationStore } from './notifications';
import { readPublic } from './publicFiles';
import { createRaceStore } from './race/raceStore';
import type { Entrant, RaceStore } from './race/raceTypes';
import { createLabRuns } from './runs/labRuns';
import { createLazyRuns } from './runs/lazyRuns';
import type { RunsStore } from './runs/types';
import { createSearchScreen } from './search/searchScreen';
import { createLazySearchStore } from './search/searchStore';
import type { SearchStore } from './search/searchTypes';
import { createSettingsStore, type SettingsStore, type Tab } from './settingsStore';
import { openStorage } from './storage/storage';
import { createTrainStore } from './train/trainStore';
import type { TrainStore } from './train/trainTypes';

export interface Lab {
  engine: Engine;
  notifications: NotificationStore;
  settings: SettingsStore;
  library: LibraryStore;
  data: DataStore;
  baselines: BaselineRates;
  race: RaceStore;
  train: TrainStore;
  inspect: InspectStore;
  search: SearchStore;
  figures: FiguresStore;
  /** Every training, race and search that was kept. */
  runs: RunsStore;
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
  const library = createLibraryStore({ storage, engine, notifications, visitors });
  const data = createDataStore({ engine, notifications });
  // One for all screens: what one of them has tuned, the others need not.
  const baselines = createBaselineRates({ engine, storage, read: readPublic });
  const race = createRaceStore({ engine, library, baselines, notifications });
  const keptRuns = createLazyRuns({ storage, notifications });
  const train = createTrainStore({
    engine,
    library,
    storage,
    baselines,
    notifications,
    runs: keptRuns,
  });
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
  const search = createLazySearchStore({
    engine,
    train,
    library,
    settings,
    notifications,
    runs: keptRuns,
    digitsAt,
  });
  const runs = createLabRuns({
    runs: keptRuns,
    storage,
    engine,
    library,
    race,
    train,
    settings,
    notifications,
    screens: { search: createSearchScreen(search, settings, notifications) },
  });
  const address = createAddressBar({
    engine,
    settings,
    race,
    train,
    inspect,
    search,
    figures,
    notifications,
  });

  /** Optimizers that the link brings. Where the library has one already, that one races in its place. */
  async function visitors(others: readonly LibraryEntry[]): Promise<readonly LibraryEntry[]> {
    const { hash } = location;
    if (!bringsOptimizers(hash)) return [];
    const { readVisitors } = await import('./links/visitors');
    const { entries, known } = await readVisitors(hash, others, notifications);
    const { entrants, setEntrants } = race.getState();
    if (known.size > 0) setEntrants(entrants.map((e) => renamed(e, known)));
    return entries;
  }

  return {
    engine,
    notifications,
    settings,
    library,
    data,
    baselines,
    race,
    train,
    inspect,
    search,
    figures,
    runs: runs.store,
    address,
    start() {
      const { named } = address.read();
      // A link that differs from the address in what is behind # alone loads nothing by itself.
      globalThis.addEventListener?.('hashchange', () => {
        if (bringsOptimizers(location.hash)) location.reload();
      });
      engine.start();
      void library.getState().load();
      void data.getState().refresh();
      void train.getState().resumeFromStorage({ adoptSettings: !named.has('train') });
      address.follow();
      // The landing race begins when its screen is first seen: a link to another tab does not pay for it.
      whenSeen(settings, 'compare', () => void runs.landingRace());
      whenSeen(settings, 'inspect', () => void inspect.getState().autoTrace());
      runs.start();
      storage.beforeClosing(() => search.getState().persistNow());
      globalThis.addEventListener?.('pagehide', () => void search.getState().persistNow());
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

/** An entrant by the name that the library has for it. */
function renamed(entrant: Entrant, names: ReadonlyMap<string, string>): Entrant {
  const id = names.get(entrant.id);
  return entrant.kind === 'learned' && id !== undefined ? { ...entrant, id } : entrant;
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
