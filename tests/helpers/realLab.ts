/** The page's stores on the real engine, without a page: nothing stored, nothing shipped, no looks. */
import { createBaselineRates } from '../../src/app/baselineRates';
import { createEngine } from '../../src/app/engine';
import { createInspectStore } from '../../src/app/inspect/inspectActions';
import { createLibraryStore } from '../../src/app/library/libraryStore';
import { createNotificationStore } from '../../src/app/notifications';
import { createRaceStore } from '../../src/app/race/raceStore';
import { createSettingsStore } from '../../src/app/settingsStore';
import { openStorage } from '../../src/app/storage/storage';
import { createTrainStore } from '../../src/app/train/trainStore';
import type { BackendChoice } from '../../src/specs/backend';
import { type TrainConfig, trainConfigSchema } from '../../src/specs/training';
import { HostWorker } from './hostWorker';

/** A training that takes a moment even where every operation is slow. */
export const TINY_TRAINING: TrainConfig = trainConfigSchema.parse({
  task: { name: 'quadratic', dimension: 3 },
  optimizer: { layers: 1, hiddenUnits: 3 },
  epochs: 6,
  horizon: 4,
  unroll: 2,
  problems: 2,
  validation: { every: 2, problems: 2, patience: 0 },
});

export function realLab(backend: BackendChoice) {
  const storage = openStorage(() => Promise.reject(new Error('there is none')));
  const nothing = new TextEncoder().encode('{"version":1,"optimizers":[],"entries":[]}');
  const read = () => Promise.resolve(nothing);
  const notifications = createNotificationStore();
  const workers: HostWorker[] = [];
  const engine = createEngine({
    makeWorker: () => {
      const worker = new HostWorker();
      workers.push(worker);
      return worker;
    },
    notifications,
  });
  const library = createLibraryStore({ storage, engine, notifications, read });
  const baselines = createBaselineRates({ engine, storage, read });
  const race = createRaceStore({ engine, library, baselines, notifications });
  const train = createTrainStore({ engine, library, storage, baselines, notifications });
  const settings = createSettingsStore();
  const inspect = createInspectStore({
    engine,
    library,
    race,
    train,
    baselines,
    notifications,
    settings,
  });
  engine.start(backend);
  return {
    engine,
    library,
    race,
    train,
    inspect,
    settings,
    workers,
    titles: () => notifications.getState().messages.map(({ title }) => title),
    messages: () => notifications.getState().messages,
  };
}
export type RealLab = ReturnType<typeof realLab>;

/** Resolves when a store's state is as wanted. */
export function until<S>(
  store: { getState(): S; subscribe(listener: (state: S) => void): () => void },
  wanted: (state: S) => boolean,
): Promise<S> {
  return new Promise((resolve) => {
    if (wanted(store.getState())) return resolve(store.getState());
    const leave = store.subscribe((state) => {
      if (!wanted(state)) return;
      leave();
      resolve(state);
    });
  });
}
