/** The stores as the application connects them, with a fake worker, a clock that stands still, and no network. */
import { createBaselineRates } from '../../../src/app/baselineRates';
import { createDataStore } from '../../../src/app/data/dataStore';
import { createEngine } from '../../../src/app/engine';
import { createFiguresStore } from '../../../src/app/figures/figuresStore';
import { createInspectStore } from '../../../src/app/inspect/inspectActions';
import { createLibraryStore } from '../../../src/app/library/libraryStore';
import { createNotificationStore } from '../../../src/app/notifications';
import type { ReadPublic } from '../../../src/app/publicFiles';
import { createRaceStore } from '../../../src/app/race/raceStore';
import { createLazyRuns } from '../../../src/app/runs/lazyRuns';
import type { RunsDeps } from '../../../src/app/runs/runs';
import { createLazySearchStore } from '../../../src/app/search/searchStore';
import { createSettingsStore } from '../../../src/app/settingsStore';
import { type LabStorage, openStorage } from '../../../src/app/storage/storage';
import { createTrainStore } from '../../../src/app/train/trainStore';
import { writeOptimizerFile } from '../../../src/optimizerFile';
import { learnedOptimizerFromPhi, lstmWeightCount } from '../../../src/specs/lstmShapes';
import {
  type LearnedOptimizer,
  type LstmConfig,
  lstmConfigSchema,
} from '../../../src/specs/optimizer';
import type { TunedRate } from '../../../src/specs/race';
import { ManualClock } from './clock';
import { FakeWorker } from './fakeWorker';

export const SMALL: LstmConfig = lstmConfigSchema.parse({ hiddenUnits: 2, layers: 1 });

export function smallOptimizer(config = SMALL): LearnedOptimizer {
  const phi = Float32Array.from({ length: lstmWeightCount(config) }, (_, i) => (i % 7) / 8);
  return learnedOptimizerFromPhi(config, phi, { horizon: 100, task: { name: 'quadratic' } });
}

export function tuned(learningRate: number, steps = 200): TunedRate {
  const grid = [{ learningRate, loss: 1 }];
  return { learningRate, loss: 1, steps, problems: 64, seed: 99, grid };
}

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** What a deployed Lab has beside its page. */
export const shippedFiles: Record<string, Uint8Array<ArrayBuffer>> = {
  './pretrained/index.json': json({
    version: 1,
    optimizers: [
      { id: 'lstm-quadratic', name: 'LSTM', file: 'lstm.safetensors', description: 'small' },
    ],
  }),
  './pretrained/lstm.safetensors': writeOptimizerFile(smallOptimizer()),
  './pretrained/baselines.json': json({
    version: 1,
    entries: [
      {
        task: { name: 'quadratic' },
        steps: 200,
        rates: { sgd: tuned(0.01), nag: tuned(0.02), rmsprop: tuned(0.03), adam: tuned(0.4) },
        date: '2026-01-01',
      },
    ],
  }),
};

export const reader =
  (files: Record<string, Uint8Array<ArrayBuffer>>): ReadPublic =>
  async (path) => {
    const bytes = files[path];
    if (!bytes) throw new Error(`${path} is not there`);
    return bytes;
  };

export const deniedStorage = (): LabStorage =>
  openStorage(() => Promise.reject(new Error('denied')));

export function testLab(
  options: {
    storage?: LabStorage;
    files?: Record<string, Uint8Array<ArrayBuffer>>;
    /** The tab that it is in, where there are others. */
    tab?: Pick<RunsDeps, 'holds' | 'news'>;
  } = {},
) {
  const { storage = deniedStorage(), files = shippedFiles, tab = {} } = options;
  const workers: FakeWorker[] = [];
  const clock = new ManualClock();
  const read = reader(files);
  const notifications = createNotificationStore();
  const settings = createSettingsStore();
  const engine = createEngine({
    makeWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    notifications,
    clock,
  });
  const library = createLibraryStore({ storage, engine, notifications, read });
  const baselines = createBaselineRates({ engine, storage, read });
  const race = createRaceStore({ engine, library, baselines, notifications, clock });
  const runs = createLazyRuns({ storage, notifications, ...tab });
  const train = createTrainStore({
    engine,
    library,
    storage,
    baselines,
    notifications,
    runs,
    clock,
    now: () => new Date('2026-02-03T04:05:06Z'),
  });
  const inspect = createInspectStore({
    engine,
    library,
    race,
    train,
    baselines,
    notifications,
    settings,
    clock,
  });
  const data = createDataStore({ engine, notifications, clock });
  const figures = createFiguresStore({
    engine,
    library,
    data,
    storage,
    clock,
    read,
    now: () => new Date('2026-02-03T04:05:06Z'),
  });
  const search = createLazySearchStore({
    engine,
    train,
    library,
    settings,
    notifications,
    runs,
    clock,
  });
  const worker = (): FakeWorker => {
    const newest = workers.at(-1);
    if (!newest) throw new Error('no worker was made');
    return newest;
  };
  return {
    notifications,
    settings,
    engine,
    library,
    data,
    race,
    train,
    inspect,
    search,
    runs,
    figures,
    clock,
    storage,
    worker,
    workers,
  };
}
