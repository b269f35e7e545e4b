/** Kernels that fail, and what a run does then: it says so, and goes on with the definition. */
import '../../src/runtime/node';
import { beforeEach, describe, expect, test } from 'vitest';
import { MetaTrainer } from '../../src/metaTraining/metaTrainer';
import { freeRunning, RunControl } from '../../src/runtime/control';
import { allowKernels, kernelsAllowed, putKernelsOutOfUse } from '../../src/runtime/kernels/choice';
import { readMemory } from '../../src/runtime/memory';
import { learnedOptimizerFromPhi, lstmWeightCount } from '../../src/specs/lstmShapes';
import { lstmConfigSchema } from '../../src/specs/optimizer';
import type { RaceConfig } from '../../src/specs/race';
import { type Checkpoint, type TrainConfig, trainConfigSchema } from '../../src/specs/training';
import type { RaceEnd, RaceSteps, TrainEnd } from '../../src/worker/protocol';
import {
  breakJobs,
  breakKernels,
  type Fault,
  limitMemory,
  repairKernels,
} from '../helpers/faultyKernels';
import { Page } from '../helpers/page';

const lstm = lstmConfigSchema.parse({ layers: 1, hiddenUnits: 3 });
const phi = Float32Array.from({ length: lstmWeightCount(lstm) }, (_, i) => Math.sin(i) / 2);
const task = { name: 'quadratic' as const, dimension: 4, initialScale: 0.01 };
const race: RaceConfig = {
  task,
  steps: 60,
  problems: 3,
  seed: 7,
  optimizers: [
    { kind: 'learned', id: 'l', label: 'LSTM', optimizer: learnedOptimizerFromPhi(lstm, phi, {}) },
    { kind: 'baseline', id: 'a', label: 'Adam', name: 'adam', learningRate: 0.1 },
  ],
};
const training: TrainConfig = trainConfigSchema.parse({
  task: { ...task, dimension: 3 },
  optimizer: { layers: 1, hiddenUnits: 3 },
  epochs: 4,
  horizon: 6,
  unroll: 2,
  problems: 2,
  validation: { every: 2, problems: 4, patience: 0 },
});

let page: Page;
beforeEach(async () => {
  repairKernels();
  page = await Page.ready();
});

const kinds = () => page.events.map(({ kind }) => kind);

/** The steps after the restart, joined. */
function stepsOf(from: Page): RaceSteps[] {
  const restart = from.events.findLastIndex(({ kind }) => kind === 'restarted');
  return from.events.slice(restart + 1).flatMap((e) => (e.kind === 'race-steps' ? [e] : []));
}
const lossesOf = (from: Page): number[] => stepsOf(from).flatMap((e) => [...(e.losses[0] ?? [])]);

/** The same with the definition from the start. */
async function racedByDefinition(): Promise<number[]> {
  const other = await Page.ready();
  putKernelsOutOfUse('a test wants the definition');
  await other.request({ type: 'race', runId: 1, config: race });
  return lossesOf(other);
}

function expectNotice(why: RegExp): void {
  expect(page.notices).toHaveLength(1);
  const [notice] = page.notices;
  expect(notice?.error).toMatchObject({ code: 'kernel-failed' });
  expect(notice?.error?.message).toMatch(why);
  expect(notice?.backend.name).toBe('wasm');
  expect(notice?.backend.detail).toMatch(/stock operations/);
  expect(notice?.backend.detail).toMatch(why);
  expect(kernelsAllowed()).toBe(false);
}

describe('a race', () => {
  test.each<[Fault, RegExp]>([
    ['thread', /threads stopped/],
    ['trap', /unreachable/],
    ['nan', /not a finite number/],
  ])('whose kernel fails (%s) begins again with the definition', async (fault, why) => {
    const expected = await racedByDefinition();
    await page.request({ type: 'configure', backend: 'wasm' });
    const before = readMemory();
    breakKernels(fault);
    const end = await page.request<RaceEnd>({ type: 'race', runId: 1, config: race });
    expect(end).toMatchObject({ outcome: 'finished', steps: 60 });
    expect(kinds().filter((kind) => kind === 'restarted')).toHaveLength(1);
    expect(kinds()).not.toContain('race-diverged');
    expect(stepsOf(page)[0]?.from).toBe(0);
    expect(lossesOf(page)).toEqual(expected);
    expectNotice(why);
    expect(readMemory()).toEqual(before);
  });

  test('that really diverges is no fault of the kernels', async () => {
    const sgd = {
      kind: 'baseline',
      id: 's',
      label: 'SGD',
      name: 'sgd',
      learningRate: 1e30,
    } as const;
    const config = { ...race, optimizers: [...race.optimizers, sgd] };
    const end = await page.request<RaceEnd>({ type: 'race', runId: 1, config });
    expect(end.outcome).toBe('finished');
    const diverged = page.events.filter((event) => event.kind === 'race-diverged');
    expect(diverged).toMatchObject([{ optimizer: 2, divergence: { kind: 'non-finite' } }]);
    expect(kinds()).not.toContain('restarted');
    expect(page.notices).toEqual([]);
    expect(kernelsAllowed()).toBe(true);
  });

  test('that is stepped through comes again to where it was, and waits there', async () => {
    const computed = () => lossesOf(page).length / race.problems;
    const run = page.request<RaceEnd>({ type: 'race', runId: 1, config: race, paused: true });
    await page.request({ type: 'pause', runId: 1 });
    await page.request({ type: 'step', runId: 1, count: 5 });
    await expect.poll(computed).toBe(6);
    breakJobs();
    await page.request({ type: 'step', runId: 1, count: 1 });
    await expect.poll(kinds).toContain('restarted');
    await expect.poll(computed).toBe(7);
    await new Promise((later) => setTimeout(later, 50));
    expect(computed()).toBe(7);
    await page.request({ type: 'stop', runId: 1 });
    expect(await run).toMatchObject({ outcome: 'stopped', steps: 6 });
  });

  test('and the next choice of a backend gives kernels another chance', async () => {
    breakKernels('thread');
    await page.request({ type: 'race', runId: 1, config: race });
    const info = await page.request({ type: 'configure', backend: 'wasm' });
    expect(info).toMatchObject({ detail: expect.stringContaining('own LSTM kernel') });
    expect(kernelsAllowed()).toBe(true);
  });

  test('that is too large for the kernels leaves them to the next', async () => {
    const expected = await racedByDefinition();
    await page.request({ type: 'configure', backend: 'wasm' });
    breakKernels('memory');
    await page.request({ type: 'race', runId: 1, config: race });
    expect(lossesOf(page)).toEqual(expected);
    await expect.poll(() => page.notices.length).toBe(2);
    const [failed, serving] = page.notices;
    expect(failed?.error?.message).toMatch(/9 MiB more memory/);
    expect(failed?.backend.detail).toMatch(/stock operations/);
    expect(serving?.error).toBeUndefined();
    expect(serving?.backend.detail).toMatch(/own LSTM kernel/);
    expect(kernelsAllowed()).toBe(true);
    await page.request({ type: 'race', runId: 2, config: race });
    expect(page.notices).toHaveLength(2);
  });
});

/** What a training has learned, without the time it took. */
const learned = ({ phi, adam, best, metaLoss, validation }: Checkpoint) => ({
  phi,
  adam,
  best,
  metaLoss,
  validation: validation.map(({ seconds, ...point }) => point),
});

/** Horizons by the kernels up to `horizons`, the rest by the definition. */
async function changedAt(horizons: number): Promise<Checkpoint> {
  const control = new RunControl();
  const trainer = new MetaTrainer(training);
  const onHorizon = (done: number) => {
    if (done === horizons) control.stop();
  };
  if (horizons > 0) await trainer.run(control, { onHorizon });
  putKernelsOutOfUse('a test wants the definition');
  const { checkpoint } = await trainer.run(freeRunning);
  allowKernels();
  return checkpoint;
}

describe('a training', () => {
  // Weights are given to the kernels once for the first validation, then at each of three unrolls a horizon.
  test.each<[Fault, RegExp]>([
    ['thread', /threads stopped/],
    ['trap', /unreachable/],
    ['nan', /horizon 2, and should be/],
  ])('whose kernel fails (%s) goes on from its last horizon', async (fault, why) => {
    const expected = await changedAt(1);
    const before = readMemory();
    breakKernels(fault, 6);
    const end = await page.request<TrainEnd>({ type: 'train', runId: 1, config: training });
    expect(end.outcome).toBe('finished');
    expect(learned(end.checkpoint)).toEqual(learned(expected));
    expectNotice(why);
    expect(readMemory()).toEqual(before);

    // The page is given the checkpoint that it goes on from, and nothing twice.
    const restart = kinds().indexOf('restarted');
    const [given] = page.events
      .slice(0, restart)
      .flatMap((event) =>
        event.kind === 'train-checkpoint' && event.checkpoint.horizonsDone === 1
          ? [event.checkpoint]
          : [],
      );
    const points = page.events
      .slice(restart)
      .flatMap((event) => (event.kind === 'train-progress' ? event.metaLoss : []));
    expect([...(given?.metaLoss ?? []), ...points]).toEqual(end.checkpoint.metaLoss);
  });

  test('whose first validation comes to nothing begins again', async () => {
    const expected = await changedAt(0);
    breakKernels('nan');
    const end = await page.request<TrainEnd>({ type: 'train', runId: 1, config: training });
    expect(learned(end.checkpoint)).toEqual(learned(expected));
    expect(Number.isFinite(end.checkpoint.best?.score)).toBe(true);
    expectNotice(/not a finite number/);
  });

  test('that really diverges is reported as before', async () => {
    const config = trainConfigSchema.parse({
      ...training,
      optimizer: { ...training.optimizer, outputScale: 100 },
      metaLearningRate: [{ horizon: 0, rate: 1 }],
      horizon: 100,
      unroll: 50,
    });
    const end = await page.request<TrainEnd>({ type: 'train', runId: 1, config });
    expect(end.outcome).toBe('diverged');
    expect(end.divergence?.remedy).toMatch(/Lower the meta learning rate/);
    expect(page.notices).toEqual([]);
    expect(kernelsAllowed()).toBe(true);
  });
});

test('a tuning whose kernels fail begins again with the definition', async () => {
  const tuning = { task, optimizers: ['sgd' as const], steps: 20, problems: 4, seed: 3 };
  putKernelsOutOfUse('a test wants the definition');
  const expected = await page.request({ type: 'tune', runId: 1, ...tuning });
  await page.request({ type: 'configure', backend: 'wasm' });
  breakJobs();
  expect(await page.request({ type: 'tune', runId: 2, ...tuning })).toEqual(expected);
  expectNotice(/threads stopped/);
});

// A prime, so that in the course of horizons every kind of place is met.
test.each([
  ['race', 1],
  ['training', 7],
] as const)(
  'wherever memory runs out in a %s, it goes on, and nothing is left behind',
  async (type, stride) => {
    let ranOut = true;
    for (let from = 1; ranOut; from += stride) {
      const before = readMemory();
      const count = limitMemory(from);
      const end =
        type === 'race'
          ? page.request<RaceEnd>({ type, runId: from, config: { ...race, steps: 8 } })
          : page.request<TrainEnd>({ type: 'train', runId: from, config: training });
      expect((await end).outcome).toBe('finished');
      ranOut = count() >= from;
      // This waits until the kernels are as new.
      await page.request({ type: 'configure', backend: 'wasm' });
      expect(readMemory()).toEqual(before);
    }
    expect(page.notices.length).toBeGreaterThan(10);
  },
);
