/** What a worker shows of networks while it races and trains them. */
import { describe, expect, test } from 'vitest';
import { scoresAt, viewsAt } from '../../src/evaluation/views';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import { PAPER_BASELINES } from '../../src/specs/optimizer';
import { mnistSpecSchema } from '../../src/specs/task';
import { trainConfigSchema } from '../../src/specs/training';
import { MAX_UNACKNOWLEDGED, type RaceEnd, type TrainEnd } from '../../src/worker/protocol';
import { Page } from '../helpers/page';

const task = mnistSpecSchema.parse({ name: 'mnist', side: 7, hiddenUnits: 6, batch: 16 });
const race = {
  task,
  steps: 24,
  problems: 3,
  seed: 7,
  optimizers: [
    { kind: 'baseline' as const, id: 'a', label: 'Adam', name: 'adam' as const, learningRate: 0.1 },
    { kind: 'baseline' as const, id: 's', label: 'SGD', name: 'sgd' as const, learningRate: 1 },
  ],
};
const training = trainConfigSchema.parse({
  task,
  optimizer: { layers: 1, hiddenUnits: 3, preprocess: 'log-sign' },
  epochs: 2,
  horizon: 6,
  unroll: 3,
  problems: 2,
  objective: 'log',
  validation: { every: 1, problems: 2, measure: 'area' },
});
const steps = Array.from({ length: race.steps + 1 }, (_, t) => t);

const seenIn = ({ events }: Page) => {
  const batches = events.flatMap((event) => (event.kind === 'race-steps' ? [event] : []));
  return {
    batches,
    views: batches.flatMap((batch) => batch.views ?? []),
    scores: batches.flatMap((batch) => batch.scores ?? []),
  };
};

describe('a race of networks', () => {
  test('shows every optimizer at the same steps, not later than the losses, and leaves nothing behind', async () => {
    const own = await Page.ready();
    // The digits themselves stay.
    await own.request({ type: 'race', runId: 1, config: { ...race, steps: 1 }, look: true });
    own.events.length = 0;
    const before = readMemory();
    await own.request<RaceEnd>({ type: 'race', runId: 2, config: race, look: true });
    expect(readMemory()).toEqual(before);
    expect(own.events[0]).toMatchObject({ kind: 'examples', examples: { count: 12 } });
    const { batches, views, scores } = seenIn(own);
    for (const optimizer of [0, 1]) {
      const at = (seen: readonly { optimizer: number; step: number }[]) =>
        seen.filter((one) => one.optimizer === optimizer).map((one) => one.step);
      expect(at(views)).toEqual(steps.filter((t) => viewsAt(t, race.steps)));
      expect(at(scores)).toEqual(steps.filter((t) => scoresAt(t, race.steps)));
    }
    for (const { from, count, views: some = [] } of batches) {
      for (const { step } of some) expect(step).toBeLessThan(from + count);
    }
    // The same starts.
    expect(views[0]?.weights).toEqual(views[1]?.weights);
    expect(views.at(-2)?.weights).not.toEqual(views.at(-1)?.weights);
  });

  test('scores the first test digits on the way, all of them at the end, and learns', async () => {
    const own = await Page.ready();
    await own.request<RaceEnd>({ type: 'race', runId: 3, config: race, look: true });
    const { scores } = seenIn(own);
    const sgd = scores.filter(({ optimizer }) => optimizer === 1);
    expect(sgd[0]).toMatchObject({ step: 0, examples: 1000, all: false });
    expect(sgd.at(-1)).toMatchObject({ step: race.steps, all: true });
    expect(sgd.at(-1)?.examples).toBeGreaterThan(1000);
    const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(sgd[0]?.accuracy ?? new Float32Array())).toBeLessThan(0.3);
    expect(sgd.at(-1)?.accuracy).toHaveLength(3);
    for (const { accuracy, loss } of scores) {
      expect(Math.min(...accuracy)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...accuracy)).toBeLessThanOrEqual(1);
      expect(Math.min(...loss)).toBeGreaterThan(0);
    }
  });

  test('shows nothing of networks that are beyond numbers', async () => {
    const own = await Page.ready();
    const wild = {
      kind: 'baseline' as const,
      id: 'wild',
      label: 'SGD',
      name: 'sgd' as const,
      learningRate: 1e39,
    };
    await own.request({
      type: 'race',
      runId: 11,
      config: { ...race, optimizers: [wild] },
      look: true,
    });
    expect(own.events.some((event) => event.kind === 'race-diverged')).toBe(true);
    expect(seenIn(own).views.map(({ step }) => step)).toEqual([0]);
  });

  test('is the same race whether anybody looks or not', async () => {
    const own = await Page.ready();
    const lossesOf = async (runId: number, look: boolean) => {
      own.events.length = 0;
      await own.request<RaceEnd>({ type: 'race', runId, config: race, look });
      return seenIn(own).batches.flatMap(({ losses }) => [...(losses[0] ?? [])]);
    };
    const seen = await lossesOf(4, true);
    const unseen = await lossesOf(5, false);
    expect(seen).toEqual(unseen);
    expect(seenIn(own).views).toEqual([]);
    expect(own.events.some((event) => event.kind === 'examples')).toBe(false);
  });

  test('loses nothing of it on the way to a slow page', async () => {
    const own = await Page.ready();
    own.acknowledging = false;
    const timer = setInterval(() => own.acknowledgeAll(), 150);
    await own.request({ type: 'race', runId: 6, config: race, look: true });
    clearInterval(timer);
    expect(own.mostUnderWay).toBeLessThanOrEqual(MAX_UNACKNOWLEDGED);
    const { views, scores } = seenIn(own);
    expect(views).toHaveLength(2 * steps.filter((t) => viewsAt(t, race.steps)).length);
    expect(scores).toHaveLength(2 * steps.filter((t) => scoresAt(t, race.steps)).length);
  });
});

describe('a training on networks', () => {
  test('shows the current horizon’s network and held-back digits, and tunes what nobody knows', async () => {
    const own = await Page.ready();
    const end = await own.request<TrainEnd>({ type: 'train', runId: 7, config: training });
    expect(end.outcome).toBe('finished');
    expect(own.events.filter((event) => event.kind === 'examples')).toHaveLength(1);
    const progress = own.events.flatMap((e) => (e.kind === 'train-progress' ? [e] : []));
    const views = progress.flatMap(({ view }) => view ?? []);
    expect(views.length).toBeGreaterThan(0);
    for (const view of views) {
      expect([3, 6]).toContain(view.step);
      expect(view.units).toBe(6);
      expect(view.scale).toBeGreaterThan(0);
    }
    const baselines = own.events.find((event) => event.kind === 'train-baselines');
    if (baselines?.kind !== 'train-baselines') throw new Error('no baselines');
    expect(Object.keys(baselines.tuned).sort()).toEqual([...PAPER_BASELINES].sort());
    for (const { name, learningRate } of baselines.rows) {
      expect(baselines.tuned[name]).toMatchObject({ learningRate, problems: 2, steps: 6 });
    }
  });

  test('takes rates that are known as they are', async () => {
    const own = await Page.ready();
    const rates = { sgd: 1, nag: 0.5, rmsprop: 0.01, adam: 0.03 };
    await own.request<TrainEnd>({ type: 'train', runId: 8, config: training, rates });
    const baselines = own.events.find((event) => event.kind === 'train-baselines');
    if (baselines?.kind !== 'train-baselines') throw new Error('no baselines');
    expect(baselines.tuned).toEqual({});
    const used = baselines.rows.map(({ name, learningRate }) => [name, learningRate]);
    expect(Object.fromEntries(used)).toEqual(rates);
  });

  test('goes on after a pause from where it was, with the same result as without one', async () => {
    const own = await Page.ready();
    const rates = { sgd: 1, nag: 0.5, rmsprop: 0.01, adam: 0.03 };
    const all = await own.request<TrainEnd>({ type: 'train', runId: 9, config: training, rates });
    const other = await Page.ready();
    const run = other.request<TrainEnd>({
      type: 'train',
      runId: 10,
      config: training,
      rates,
      paused: true,
    });
    await other.request({ type: 'step', runId: 10, count: 1 });
    await other.request({ type: 'resume', runId: 10 });
    expect((await run).checkpoint.phi).toEqual(all.checkpoint.phi);
  });
});
