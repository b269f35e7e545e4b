/** What can be done on the Search screen. Loaded when it is first needed. */
import { trainedOptimizer } from '../../optimizerFile';
import { atRest, isGoingOn, newSearch } from '../../settingSearch/progress';
import { searchRecord } from '../../settingSearch/record';
import { runSearch } from '../../settingSearch/runSearch';
import { trialTraining } from '../../settingSearch/space';
import { errorInfo, LabError } from '../../specs/errors';
import { type SearchState, searchConfigSchema } from '../../specs/search';
import type { WorkerPort } from '../../worker/client';
import type { Clock } from '../clock';
import { type Engine, makeHostWorker } from '../engine';
import { NAMING_VALUES, parsedOrTold } from '../invalidSetting';
import type { LibraryStore } from '../library/libraryTypes';
import type { NotificationStore } from '../notifications';
import type { LazyRuns } from '../runs/lazyRuns';
import type { SettingsStore } from '../settingsStore';
import { wholePatch } from '../train/trainSettings';
import { usualName } from '../train/trainText';
import type { TrainStore } from '../train/trainTypes';
import { APP_VERSION } from '../version';
import { trialsIn } from './poolTrial';
import { createSearchKeeper } from './searchKeeper';
import { configFrom, NO_SEARCH, settingsFrom } from './searchSettings';
import { restingText, searchingText } from './searchText';
import type { SearchPageActions, SearchPageState } from './searchTypes';
import { createTrialPool } from './trialPool';
import { planWorkforce } from './workforce';

export interface SearchDeps {
  engine: Pick<Engine, 'store' | 'ready'>;
  train: TrainStore;
  library: LibraryStore;
  settings: SettingsStore;
  notifications: NotificationStore;
  runs: LazyRuns;
  digitsAt?: () => string;
  makeWorker?: () => WorkerPort;
  cores?: () => number;
  clock?: Clock;
  now?: () => Date;
}

const coresHere = (): number => globalThis.navigator?.hardwareConcurrency ?? 1;

export function createSearchActions(
  deps: SearchDeps,
  state: { get: () => SearchPageState; set: (patch: Partial<SearchPageState>) => void },
): SearchPageActions {
  const { engine, train, library, notifications, runs, digitsAt, clock } = deps;
  const { makeWorker = makeHostWorker, cores = coresHere, now = () => new Date() } = deps;
  const { get, set } = state;
  const keeper = createSearchKeeper({
    runs,
    clock,
    onPersisted: (persisted) => set({ persisted }),
  });
  /** Stops the search that goes on; null where none does. */
  let going: AbortController | null = null;
  let loading: Promise<void> | null = null;

  const rest = (search: SearchState): void => {
    const [status, text] = restingText(search);
    set({ search, status, text, workforce: null });
  };

  /** Trains until the search ends or is stopped. */
  async function follow(begin: () => Promise<SearchState>): Promise<void> {
    if (going !== null) return;
    const control = new AbortController();
    going = control;
    set({ status: 'starting', text: 'Starting the search.', error: null });
    let pool: ReturnType<typeof createTrialPool> | null = null;
    try {
      const { name: backend, label } = await engine.ready();
      const search = await begin();
      const trials = search.trials.length;
      const workforce = planWorkforce(get().workersWanted, { cores: cores(), trials, backend });
      pool = createTrialPool(workforce, { makeWorker, backend, digitsAt, clock });
      set({ search, workforce });
      const onChange = (next: SearchState): void => {
        keeper.changed(next);
        const stopping = get().status === 'stopping';
        set({
          search: next,
          ...(stopping ? {} : { status: 'running', text: searchingText(next, label, workforce) }),
        });
      };
      const run = trialsIn(pool, keeper);
      const signal = control.signal;
      const ended = await runSearch(search, { run, places: workforce.workers, onChange, signal });
      keeper.changed(ended);
      rest(ended);
      await keeper.ended(isGoingOn(ended) ? 'stopped' : 'done', null);
    } catch (thrown) {
      const error = errorInfo(thrown);
      const { search } = get();
      set({
        status: 'failed',
        text: `Failed: ${error.message}`,
        error,
        workforce: null,
        search: search && atRest(search),
      });
      await keeper.ended('failed', error.message).catch(() => undefined);
    } finally {
      going = null;
      pool?.dispose();
    }
  }

  const shown = (search: SearchState, settings = true): void => {
    set({ ...(settings ? { settings: settingsFrom(search.config) } : {}), kept: {}, error: null });
    rest(search);
  };

  const trialOf = (number: number) => {
    const { search } = get();
    const trial = search?.trials[number];
    if (!search || !trial) {
      throw new LabError({ code: 'bad-input', message: `The search has no trial ${number}.` });
    }
    return { search, trial };
  };

  const actions: SearchPageActions = {
    adopt: (settings) => set({ settings }),
    updateSettings(patch) {
      const settings = { ...get().settings, ...patch };
      const parsed = parsedOrTold(notifications, () => {
        const config = configFrom(settings, train.getState().settings);
        return searchConfigSchema.parse(config, NAMING_VALUES);
      });
      if (parsed) set({ settings: { ...settings, space: parsed.space } });
    },
    setWorkers: (workersWanted) => set({ workersWanted }),
    load() {
      loading ??= (async () => {
        if (get().search !== null || going !== null) return;
        const found = await keeper.toOffer().catch(() => null);
        if (found === null || get().search !== null || going !== null) return;
        shown(found, false);
        if (!isGoingOn(found)) return;
        const { text } = get();
        set({ status: 'restored', text: text.replace(/^Stopped/, 'An earlier search stopped') });
      })();
      return loading;
    },
    async start() {
      if (going !== null) return;
      const config = parsedOrTold(notifications, () =>
        searchConfigSchema.parse(
          configFrom(get().settings, train.getState().settings),
          NAMING_VALUES,
        ),
      );
      if (config === null) return;
      const search = newSearch(config);
      set({ kept: {}, search });
      await follow(async () => {
        await keeper.begin(search, engine.store.getState().backend?.label ?? null);
        return search;
      });
    },
    stop() {
      if (going === null) return;
      set({ status: 'stopping', text: 'Stopping: the trials finish what they are at.' });
      going.abort();
    },
    async resume() {
      const { search, status } = get();
      if (going !== null || search === null || status === 'finished') return;
      await follow(() => keeper.take());
    },
    reset() {
      if (going !== null) return;
      keeper.dismiss();
      const { settings, workersWanted } = get();
      set({ ...NO_SEARCH, settings, workersWanted });
    },
    async openKept(id) {
      if (going !== null) {
        throw new LabError({
          code: 'bad-input',
          message: 'A search is going on.',
          remedy: 'Stop it first.',
        });
      }
      shown(await keeper.show(id));
    },
    async duplicate(id) {
      const record = await (await runs.load()).book.record(id);
      const config = searchConfigSchema.parse(record?.config);
      train.getState().updateSettings(wholePatch(config.training));
      set({ settings: settingsFrom(config) });
      keeper.descendFrom(id);
    },
    async keep(number, name) {
      const { search, trial } = trialOf(number);
      const checkpoint = await keeper.checkpoint(number);
      if (checkpoint === null || trial.score === null) {
        throw new LabError({
          code: 'bad-input',
          message: `Trial ${number} has no weights that did better than nothing.`,
          remedy: 'Wait for its first validation, or keep another one.',
        });
      }
      const backend = engine.store.getState().backend?.label;
      const optimizer = trainedOptimizer(checkpoint, {
        date: now().toISOString(),
        appVersion: APP_VERSION,
        ...(backend === undefined ? {} : { backend }),
      });
      const id = await library.getState().add({
        name: name?.trim() || `${usualName(checkpoint.config)}, trial ${number} of a search`,
        origin: 'trained',
        optimizer: {
          ...optimizer,
          training: { ...optimizer.training, search: searchRecord(search, number) },
        },
      });
      set({ kept: { ...get().kept, [number]: id } });
      void keeper.optimizerKept(id).catch(() => undefined);
      return id;
    },
    trainWith(number) {
      const { search, trial } = trialOf(number);
      train.getState().updateSettings(wholePatch(trialTraining(search.config, trial.settings)));
      deps.settings.getState().setTrainMode('one');
    },
    persistNow: () => keeper.flush(),
  };
  return actions;
}
