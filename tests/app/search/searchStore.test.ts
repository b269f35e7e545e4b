/** The Search screen's store beside workers that a test lets speak: places, stops, what is kept, what comes back. */
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import 'fake-indexeddb/auto';
import { createLazyRuns } from '../../../src/app/runs/lazyRuns';
import { createSearchScreen } from '../../../src/app/search/searchScreen';
import { createLazySearchStore } from '../../../src/app/search/searchStore';
import { DATABASE_NAME, openStorage } from '../../../src/app/storage/storage';
import type { LearnedOptimizer } from '../../../src/specs/optimizer';
import { settled } from '../support/clock';
import { FakeWorker } from '../support/fakeWorker';
import { testLab } from '../support/lab';
import { checkpointAt, point } from '../support/training';

/** Modules are loaded and storage is written on the way. */
const SOON = { timeout: 10_000, interval: 10 };

/** A visit of the page: the search's own workers are those made after the page's. */
function visit(cores = 2) {
  const storage = openStorage();
  const lab = testLab({ storage });
  const workers: FakeWorker[] = [];
  const runs = createLazyRuns({ storage, notifications: lab.notifications });
  const search = createLazySearchStore({
    engine: lab.engine,
    train: lab.train,
    library: lab.library,
    settings: lab.settings,
    notifications: lab.notifications,
    runs,
    cores: () => cores,
    makeWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
  });
  lab.engine.start();
  lab.train.getState().updateSettings({
    optimizer: { layers: 1, hiddenUnits: 3 },
    epochs: 4,
    validation: { every: 2 },
  });
  const state = () => search.getState();
  const trainings = () => workers.flatMap((worker) => worker.requests('train'));
  /** Which worker trains a trial now, told by its rate. */
  const workerOf = (trial: number): FakeWorker => {
    const rate = state().search?.trials[trial]?.settings.metaLearningRate;
    const found = workers.findLast(
      (w) => w.requests('train').at(-1)?.config.metaLearningRate[0]?.rate === rate,
    );
    if (!found) throw new Error(`nobody trains trial ${trial}`);
    return found;
  };
  /** A trial ends as a worker would say it. */
  const end = async (trial: number, score: number, at = 4) => {
    const worker = workerOf(trial);
    const { config, runId } = worker.last('train');
    worker.event(runId, {
      kind: 'train-validation',
      point: point(at, score),
      curve: Float32Array.from([2, score]),
    });
    const checkpoint = checkpointAt(at, config, {
      best: { phi: checkpointAt(at, config).phi, score, horizon: at },
      validation: [point(0, 9), point(at, score)],
    });
    const outcome = at >= config.epochs ? 'finished' : 'stopped';
    worker.answer('train', { outcome, checkpoint });
    await vi.waitFor(() => expect(state().search?.trials[trial]?.horizonsDone).toBe(at), SOON);
    await waited();
  };
  /** Resolves when so many trials have been given to workers in all. */
  const begun = (count: number) => vi.waitFor(() => expect(trainings()).toHaveLength(count), SOON);
  return { ...lab, storage, runs, search, state, workers, trainings, workerOf, end, begun };
}

/** Long enough for a few turns of the storage, too. */
async function waited(): Promise<void> {
  for (let i = 0; i < 6; i++) await settled();
}

const grid = (rates: number[]) => ({
  strategy: 'grid' as const,
  space: { metaLearningRate: { kind: 'values' as const, values: rates } },
});

async function started(rates = [0.1, 0.01, 0.001], cores = 2) {
  const page = visit(cores);
  await page.engine.ready();
  page.state().updateSettings(grid(rates));
  await vi.waitFor(() => expect(page.state().settings.strategy).toBe('grid'), SOON);
  const done = page.state().start();
  await page.begun(Math.min(cores, rates.length));
  return { page, done };
}

beforeEach(() => deleteDB(DATABASE_NAME));
afterEach(() => deleteDB(DATABASE_NAME));

describe('workers', () => {
  test('train as many trials at once as there are cores, a thread each, without baselines', async () => {
    const { page } = await started();
    expect(page.state().workforce).toEqual({ workers: 2, threads: 1 });
    // The page's own worker is left to races.
    expect(page.worker().requests('train')).toHaveLength(0);
    expect(page.workers).toHaveLength(2);
    for (const worker of page.workers) {
      expect(worker.last('configure')).toMatchObject({ backend: 'wasm', threads: 1 });
      expect(worker.last('train')).toMatchObject({ alone: true, until: 4, paused: false });
    }
    expect(page.state().search?.trials.map((t) => t.state)).toEqual([
      'running',
      'running',
      'waiting',
    ]);
    await page.end(0, 0.5);
    await page.begun(3);
    expect(page.workers).toHaveLength(2);
    expect(page.state().search?.trials[0]).toMatchObject({ state: 'finished', score: 0.5 });
  });

  test('are one with all threads where one trial after the other is wanted', async () => {
    const page = visit(4);
    await page.engine.ready();
    page.state().updateSettings(grid([0.1, 0.01]));
    page.state().setWorkers(1);
    await vi.waitFor(() => expect(page.state().settings.strategy).toBe('grid'), SOON);
    void page.state().start();
    await page.begun(1);
    expect(page.state().workforce).toEqual({ workers: 1, threads: 4 });
    expect(page.trainings()).toHaveLength(1);
  });

  test('end with the search', async () => {
    const { page, done } = await started([0.1, 0.01]);
    await page.end(0, 0.5);
    await page.end(1, 0.25);
    await done;
    expect(page.state()).toMatchObject({ status: 'finished', workforce: null });
    expect(page.state().text).toBe('Finished: 2 trials; trial 1 is the best with 0.250.');
    expect(page.workers.every((worker) => worker.terminated)).toBe(true);
  });

  test('that crash begin again from the last checkpoint of their trial', async () => {
    const { page } = await started([0.1], 1);
    const first = page.workers[0] as FakeWorker;
    const { config, runId } = first.last('train');
    first.event(runId, { kind: 'train-checkpoint', checkpoint: checkpointAt(2, config) });
    await waited();
    first.crash();
    await page.begun(2);
    const again = page.workers.at(-1) as FakeWorker;
    expect(again).not.toBe(first);
    expect(again.last('train').checkpoint?.horizonsDone).toBe(2);
    await page.end(0, 0.5);
    expect(page.state().search?.trials[0]?.state).toBe('finished');
  });
});

describe('a search', () => {
  test('that is stopped, and found again on another visit, goes on from its checkpoints', async () => {
    const { page, done } = await started();
    await page.end(0, 0.5);
    await page.begun(3);
    const running = page.workerOf(1);
    const { config, runId } = running.last('train');
    page.state().stop();
    expect(page.state().status).toBe('stopping');
    await vi.waitFor(() => expect(running.last('stop')).toMatchObject({ runId }), SOON);
    for (const trial of [1, 2]) {
      const worker = page.workerOf(trial);
      const own = worker.last('train').config;
      worker.answer('train', { outcome: 'stopped', checkpoint: checkpointAt(2, own) });
    }
    await done;
    expect(page.state()).toMatchObject({ status: 'stopped', persisted: true });
    expect(page.state().text).toBe('Stopped after 8 of 12 horizons. Resume goes on from there.');

    const next = visit();
    await next.engine.ready();
    await next.state().load();
    expect(next.state()).toMatchObject({ status: 'restored' });
    expect(next.state().search?.trials[0]).toMatchObject({ state: 'finished', score: 0.5 });
    void next.state().resume();
    await next.begun(2);
    const again = next.workerOf(1).last('train');
    expect(again.config).toEqual(config);
    expect(again.checkpoint?.horizonsDone).toBe(2);
    await next.end(1, 0.25);
    await next.end(2, 0.75);
    await vi.waitFor(() => expect(next.state().status).toBe('finished'), SOON);
  });

  test('that the page loses in the middle is found as it was kept last', async () => {
    const { page } = await started();
    await page.end(0, 0.5);
    await page.begun(3);
    await page.state().persistNow();
    // The tab is gone without a word.
    const { book } = await page.runs.load();
    const [id = ''] = [...book.held.keys()];
    const next = visit();
    await next.state().openKept(id);
    expect(next.state().search?.trials.map((t) => t.state)).toEqual([
      'finished',
      'waiting',
      'waiting',
    ]);
    expect(next.state().status).toBe('stopped');
  });

  test('goes on rung by rung, from the checkpoints of the trials', async () => {
    const page = visit();
    await page.engine.ready();
    page.state().updateSettings({ strategy: 'halving', trials: 2, eta: 2, first: 2 });
    await vi.waitFor(() => expect(page.state().settings.strategy).toBe('halving'), SOON);
    void page.state().start();
    await page.begun(2);
    expect(page.trainings().map(({ until }) => until)).toEqual([2, 2]);
    await page.end(0, 0.5, 2);
    await page.end(1, 0.25, 2);
    expect(page.state().search?.trials.map((t) => t.state)).toEqual(['out', 'running']);
    await page.begun(3);
    const last = page.trainings().find(({ until }) => until === 4);
    expect(last).toMatchObject({ until: 4, checkpoint: { horizonsDone: 2 } });
  });

  test('keeps the best as an optimizer whose record names the search', async () => {
    const { page, done } = await started([0.1, 0.01]);
    await page.end(0, 0.5);
    await page.end(1, 0.25);
    await done;
    const id = await page.state().keep(1);
    expect(page.state().kept).toEqual({ 1: id });
    const optimizer = page.library.getState().entry(id)?.optimizer as LearnedOptimizer;
    expect(optimizer.training).toMatchObject({
      validationScore: 0.25,
      search: { strategy: 'grid', trials: 2, trial: 1 },
    });
    const { shelf } = await page.runs.load();
    const [run] = (await shelf.all()).runs;
    expect(run?.record).toMatchObject({
      kind: 'search',
      state: 'done',
      optimizerId: id,
      progress: { done: 2, total: 2, unit: 'trials' },
      result: { 'best validation': 0.25, 'best trial': 1 },
    });
  });

  test('hands a trial’s settings to the Train screen', async () => {
    const { page } = await started([0.1, 0.01]);
    const training = page.state().search?.config.training;
    page.settings.getState().setTrainMode('search');
    // What was set since is no setting of the trial.
    page.train
      .getState()
      .updateSettings({ clipping: 3, horizonSchedule: [{ horizon: 1, steps: 7 }] });
    page.state().trainWith(1);
    expect(page.settings.getState().trainMode).toBe('one');
    const { settings } = page.train.getState();
    expect(settings).toEqual({
      ...training,
      metaLearningRate: [{ horizon: 0, rate: 0.01 }],
      validation: { ...training?.validation, steps: training?.horizon },
    });
    expect(settings.epochs).toBe(4);
  });

  test('is opened and duplicated from the list of runs', async () => {
    const { page, done } = await started([0.1]);
    await page.end(0, 0.5);
    await done;
    const { shelf } = await page.runs.load();
    const record = (await shelf.all()).runs[0]?.record;
    if (!record) throw new Error('the search was not kept');
    const next = visit();
    const screen = createSearchScreen(next.search, next.settings, next.notifications);
    await screen.open(record);
    expect(next.settings.getState()).toMatchObject({ tab: 'train', trainMode: 'search' });
    expect(next.state()).toMatchObject({ status: 'finished', settings: grid([0.1]) });
    const other = visit();
    await createSearchScreen(other.search, other.settings, other.notifications).duplicate(record);
    expect(other.state().settings).toMatchObject(grid([0.1]));
    expect(other.train.getState().settings.epochs).toBe(4);
    expect(other.state().search).toBeNull();
    await other.engine.ready();
    void other.state().start();
    await other.begun(1);
    const { book } = await other.runs.load();
    const [copy] = book.held.values();
    expect(copy?.record.parentId).toBe(record.id);
  });

  test('says what a worker could not do, and ends where no trial could', async () => {
    const { page, done } = await started();
    const worker = page.workerOf(0);
    const error = { code: 'no-data' as const, message: 'MNIST is not here.', remedy: 'Get it.' };
    worker.deliver({ type: 'response', id: worker.last('train').id, ok: false, error });
    const other = page.workerOf(1);
    await vi.waitFor(() => expect(other.requests('stop')).toHaveLength(1), SOON);
    const own = other.last('train').config;
    other.answer('train', { outcome: 'stopped', checkpoint: checkpointAt(0, own) });
    await done;
    expect(page.state()).toMatchObject({ status: 'failed', error: { code: 'no-data' } });
    expect(page.state().search?.trials.map((t) => t.state)).toEqual(Array(3).fill('waiting'));
  });

  test('refuses settings that are none, and keeps the former ones', async () => {
    const page = visit();
    page.state().updateSettings(grid([5]));
    const titles = () => page.notifications.getState().messages.map(({ title }) => title);
    await vi.waitFor(() => expect(titles()).toContain('This setting is not possible'), SOON);
    expect(page.state().settings.strategy).toBe('random');
  });
});
