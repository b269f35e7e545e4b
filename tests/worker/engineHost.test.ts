import { beforeAll, describe, expect, test } from 'vitest';
import { readMemory } from '../../src/runtime/memory';
import { wholeCheckpoint } from '../../src/specs/checkpointNews';
import type { Checkpoint } from '../../src/specs/training';
import '../../src/runtime/node';
import { trainConfigSchema } from '../../src/specs/training';
import { MAX_UNACKNOWLEDGED, type RaceEnd, type TrainEnd } from '../../src/worker/protocol';
import { Page } from '../helpers/page';

const race = {
  task: { name: 'quadratic' as const, dimension: 4, initialScale: 0.01 },
  steps: 300,
  problems: 3,
  seed: 7,
  optimizers: [
    { kind: 'baseline' as const, id: 'a', label: 'Adam', name: 'adam' as const, learningRate: 0.1 },
    { kind: 'baseline' as const, id: 's', label: 'SGD', name: 'sgd' as const, learningRate: 0.01 },
  ],
};
const training = trainConfigSchema.parse({
  task: { name: 'quadratic', dimension: 3 },
  optimizer: { layers: 1, hiddenUnits: 3 },
  epochs: 4,
  horizon: 6,
  unroll: 3,
  problems: 2,
  validation: { every: 2, problems: 4, patience: 0 },
});

let page: Page;
beforeAll(async () => {
  page = await Page.ready();
});

describe('the worker', () => {
  test('answers with the backend in use', async () => {
    const info = await page.request({ type: 'configure', backend: 'wasm' });
    expect(info).toMatchObject({ name: 'wasm', requested: 'wasm' });
  });

  test('will not run before a backend was chosen', async () => {
    const early = new Page().request({ type: 'race', runId: 1, config: race });
    await expect(early).rejects.toMatchObject({ code: 'backend-unavailable' });
  });

  test('sends a race step by step, numbered, without gaps, and leaves nothing behind', async () => {
    const own = await Page.ready();
    const before = readMemory();
    const end = await own.request<RaceEnd>({ type: 'race', runId: 5, config: race });
    expect(end).toMatchObject({ outcome: 'finished', steps: 300 });
    let next = 0;
    for (const event of own.events) {
      if (event.kind !== 'race-steps') continue;
      expect(event.from).toBe(next);
      next += event.count;
      expect(event.losses[1]).toHaveLength(event.count * 3);
      expect(event.summaries[0]).toHaveLength(event.count * 6);
    }
    expect(next).toBe(301);
    expect(own.sequences).toEqual(own.sequences.map((_, i) => i + 1));
    expect(readMemory()).toEqual(before);
  });

  test('keeps a slow page from drowning and loses nothing', async () => {
    const own = await Page.ready();
    own.acknowledging = false;
    const timer = setInterval(() => own.acknowledgeAll(), 60);
    await own.request({ type: 'race', runId: 6, config: { ...race, steps: 1500 } });
    clearInterval(timer);
    expect(own.mostUnderWay).toBeLessThanOrEqual(MAX_UNACKNOWLEDGED);
    const counts = own.events.map((event) => (event.kind === 'race-steps' ? event.count : 0));
    expect(counts.reduce((a, b) => a + b, 0)).toBe(1501);
  });

  test('pauses, steps and stops a race', async () => {
    const own = await Page.ready();
    const run = own.request<RaceEnd>({ type: 'race', runId: 7, config: race, paused: true });
    await own.request({ type: 'pause', runId: 7 });
    const seen = () => own.events.flatMap((e) => (e.kind === 'race-steps' ? [e.count] : []));
    expect(seen()).toEqual([1]);
    await own.request({ type: 'step', runId: 7, count: 1 });
    await new Promise((later) => setTimeout(later, 50));
    expect(seen()).toEqual([1, 1]);
    await own.request({ type: 'stop', runId: 7 });
    expect(await run).toMatchObject({ outcome: 'stopped', steps: 1 });
  });

  test('trains: baselines, progress, validations and checkpoints; a resumed run ends alike', async () => {
    const own = await Page.ready();
    const before = readMemory();
    own.onEvent = (event) => {
      if (event.kind !== 'train-validation' || event.point.horizon !== 2) return;
      void own
        .request({ type: 'pause', runId: 8 })
        .then(() => own.request({ type: 'resume', runId: 8 }));
    };
    const end = await own.request<TrainEnd>({ type: 'train', runId: 8, config: training });
    expect(end.outcome).toBe('finished');
    const kinds = new Set(own.events.map((event) => event.kind));
    for (const kind of [
      'train-baselines',
      'train-progress',
      'train-validation',
      'train-checkpoint',
    ]) {
      expect(kinds).toContain(kind);
    }
    const points = own.events.flatMap((e) => (e.kind === 'train-progress' ? e.metaLoss : []));
    expect(points).toEqual(end.checkpoint.metaLoss);
    expect(readMemory()).toEqual(before);

    let known: Checkpoint | null = null;
    const checkpoint = own.events.flatMap((e) => {
      if (e.kind !== 'train-checkpoint') return [];
      known = wholeCheckpoint(known, e);
      return known.horizonsDone === 2 ? [known] : [];
    })[0];
    if (checkpoint === undefined) throw new Error('no checkpoint at horizon 2');
    const again = await own.request<TrainEnd>({
      type: 'train',
      runId: 9,
      config: training,
      checkpoint,
    });
    expect(again.checkpoint.metaLoss).toEqual(end.checkpoint.metaLoss);
    expect(again.checkpoint.phi).toEqual(end.checkpoint.phi);
  });

  test('changing the backend stops what is going on', async () => {
    const own = await Page.ready();
    const run = own.request<RaceEnd>({ type: 'race', runId: 10, config: { ...race, steps: 5000 } });
    await own.request({ type: 'configure', backend: 'cpu' });
    expect((await run).outcome).toBe('stopped');
  });
});
