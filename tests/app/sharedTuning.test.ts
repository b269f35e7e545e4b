/** What several screens need at the same time is tuned once. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type BaselineRates,
  createBaselineRates,
  ratesForTraining,
} from '../../src/app/baselineRates';
import type { Engine } from '../../src/app/engine';
import type { RatedBaseline } from '../../src/specs/optimizer';
import { DEFAULT_TASK } from '../../src/specs/task';
import { trainConfigSchema } from '../../src/specs/training';
import type { TuneConfig, TuneResult } from '../../src/worker/protocol';
import { deniedStorage, tuned } from './support/lab';

interface Run {
  config: TuneConfig;
  progress(done: number, total: number): void;
  end(result: TuneResult | Error): void;
}

let runs: Run[];
let orders: string[];
let rates: BaselineRates;

/** A worker whose tunings end when the test says so. */
const startRun = (_type: string, config: TuneConfig, onEvent: (event: object) => void) => {
  const runId = runs.length;
  const done = new Promise<TuneResult>((resolve, reject) => {
    runs.push({
      config,
      progress: (done, total) => onEvent({ kind: 'tune-progress', done, total }),
      end: (result) => (result instanceof Error ? reject(result) : resolve(result)),
    });
  });
  return { runId, done };
};

beforeEach(() => {
  runs = [];
  orders = [];
  const engine = {
    ready: () => Promise.resolve(),
    startRun,
    request: (type: string, { runId }: { runId: number }) => {
      orders.push(`${type} ${runId}`);
      return Promise.resolve(null);
    },
  } as unknown as Pick<Engine, 'ready' | 'startRun' | 'request'>;
  rates = createBaselineRates({
    engine,
    storage: deniedStorage(),
    read: () => Promise.reject(new Error('nothing ships')),
    now: () => new Date('2026-02-03T04:05:06Z'),
  });
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const find = (names: RatedBaseline[], steps = 70, onProgress?: (done: number) => void) =>
  rates.find(DEFAULT_TASK, steps, names, 7, onProgress ? { onProgress } : {});
const result = (found: Partial<Record<RatedBaseline, number>>): TuneResult => ({
  outcome: 'finished',
  rates: Object.fromEntries(Object.entries(found).map(([name, rate]) => [name, tuned(rate)])),
});

describe('two that need the same rates', () => {
  test('share one tuning, and both hear how far it is', async () => {
    const heard: number[] = [];
    const first = find(['adam', 'sgd']);
    await settle();
    const second = find(['adam'], 70, (done) => heard.push(done));
    await settle();
    expect(runs).toHaveLength(1);
    runs[0]?.progress(3, 10);
    expect(heard).toEqual([3]);
    runs[0]?.end(result({ adam: 0.4, sgd: 0.01 }));
    expect((await first).adam?.learningRate).toBe(0.4);
    expect((await second).adam).toMatchObject({ learningRate: 0.4, source: 'tuned' });
    expect((await second).adam?.tuning?.date).toBe('2026-02-03T04:05:06.000Z');
    expect(runs).toHaveLength(1);
  });

  test('a tuning that rests goes on when another one joins it', async () => {
    void find(['adam']);
    await settle();
    void find(['adam']);
    await settle();
    expect(orders).toEqual(['resume 0']);
  });

  test('what one of them needs beyond that is tuned after it', async () => {
    void find(['adam']);
    await settle();
    const second = find(['adam', 'lion']);
    await settle();
    runs[0]?.end(result({ adam: 0.4 }));
    await settle();
    expect(runs.map(({ config }) => config.optimizers)).toEqual([['adam'], ['lion']]);
    runs[1]?.end(result({ lion: 0.003 }));
    expect(Object.keys(await second).sort()).toEqual(['adam', 'lion']);
  });

  test('where the first is stopped, or fails, the second tunes for itself', async () => {
    for (const end of [{ outcome: 'stopped', rates: {} } as const, new Error('crashed')]) {
      runs.length = 0;
      const steps = end instanceof Error ? 80 : 90;
      const first = find(['adam'], steps);
      await settle();
      const second = find(['adam'], steps);
      await settle();
      runs[0]?.end(end);
      await expect(first).rejects.toThrow();
      await settle();
      expect(runs).toHaveLength(2);
      runs[1]?.end(result({ adam: 0.3 }));
      expect((await second).adam?.learningRate).toBe(0.3);
    }
  });

  test('other steps are another matter', async () => {
    void find(['adam'], 70);
    void find(['adam'], 71);
    await settle();
    expect(runs.map(({ config }) => config.steps)).toEqual([70, 71]);
  });
});

describe('a training', () => {
  const config = trainConfigSchema.parse({ horizon: 70 });

  test('waits for a tuning of its rates that is on its way', async () => {
    void find(['sgd', 'nag', 'rmsprop', 'adam']);
    await settle();
    const training = ratesForTraining(rates, config);
    await settle();
    runs[0]?.end(result({ sgd: 1, nag: 2, rmsprop: 3, adam: 4 }));
    expect((await training).rates).toEqual({ sgd: 1, nag: 2, rmsprop: 3, adam: 4 });
  });

  test('that tunes them itself keeps a race waiting, until they are noted, or it rests or ends', async () => {
    const { rates: known, release } = await ratesForTraining(rates, config);
    expect(known).toEqual({});
    const race = find(['adam']);
    await settle();
    expect(runs).toHaveLength(0);
    await rates.note(DEFAULT_TASK, 70, { adam: tuned(0.2) });
    release();
    expect((await race).adam?.learningRate).toBe(0.2);
    const other = find(['lion']);
    await settle();
    expect(runs).toHaveLength(1);
    runs[0]?.end(result({ lion: 1 }));
    await other;
  });
});

test('a search made once more is by the settings of the first, and changes nothing', async () => {
  const grid = Array.from({ length: 33 }, (_, i) => ({ learningRate: i + 1, loss: 1 }));
  const like = { ...tuned(0.4), steps: 70, problems: 8, seed: 123, examples: 5000, grid };
  const again = rates.again(DEFAULT_TASK, 'adam', like, {});
  await settle();
  expect(runs[0]?.config).toEqual({
    task: DEFAULT_TASK,
    optimizers: ['adam'],
    steps: 70,
    problems: 8,
    seed: 123,
    examples: 5000,
    fine: true,
  });
  runs[0]?.end(result({ adam: 0.5 }));
  expect(await again).toMatchObject({ learningRate: 0.5, date: '2026-02-03T04:05:06.000Z' });
  expect(await rates.known(DEFAULT_TASK, 70)).toEqual({});
});
