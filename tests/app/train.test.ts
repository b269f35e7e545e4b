import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DATABASE_NAME, openStorage } from '../../src/app/storage';
import { passesOf } from '../../src/app/trainRun';
import {
  applyPatch,
  DEFAULT_TRAINING,
  liveSettingsOf,
  needsRestart,
  SETTING_EFFECTS,
} from '../../src/app/trainSettings';
import type { TrainPatch } from '../../src/app/trainTypes';
import { readOptimizerFile } from '../../src/optimizerFile';
import { lstmWeightCount, phiFromLearnedOptimizer } from '../../src/specs/lstmShapes';
import type { Checkpoint, TrainConfig, ValidationPoint } from '../../src/specs/training';
import type { TrainEvent } from '../../src/worker/protocol';
import { settled } from './support/clock';
import { deniedStorage, SMALL, testLab } from './support/lab';

type Lab = ReturnType<typeof testLab>;
let lab: Lab;
const state = () => lab.train.getState();

const point = (horizon: number, mean: number, best = true): ValidationPoint => ({
  horizon,
  seconds: horizon / 10,
  mean,
  median: mean / 2,
  best,
});

function checkpointAt(horizonsDone: number, config: TrainConfig, patch: Partial<Checkpoint> = {}) {
  const size = lstmWeightCount(config.optimizer);
  const full = (value: number) => new Float32Array(size).fill(value);
  const checkpoint: Checkpoint = {
    version: 1,
    config,
    horizonsDone,
    seconds: horizonsDone / 10,
    phi: full(horizonsDone),
    adam: { step: horizonsDone * 5, m: full(0.5), v: full(0.25) },
    best: { phi: full(0.75), score: 0.5, horizon: 10 },
    validationsSinceBest: 1,
    metaLoss: [{ horizon: 0, unroll: 0, value: 7 }],
    validation: [point(0, 2), point(10, 0.5)],
    ...patch,
  };
  return checkpoint;
}

const send = (event: TrainEvent) => lab.worker().event(lab.worker().last('train').runId, event);

function progress(horizon: number, values: number[] = [3]): void {
  send({
    kind: 'train-progress',
    horizon,
    epochs: 500,
    horizonsPerSecond: 8.1,
    seconds: horizon / 8.1,
    metaLoss: values.map((value, unroll) => ({ horizon, unroll, value })),
    inner: Float32Array.from([5, 4, 3]),
    cuts: [2],
    live: liveSettingsOf(DEFAULT_TRAINING),
  });
}

function validation(horizon: number, mean: number, best = true): void {
  const curve = Float32Array.from([2, mean]);
  send({ kind: 'train-validation', point: point(horizon, mean, best), curve });
}

const baseline = (name: 'sgd' | 'adam', mean: number) => ({
  name,
  learningRate: 0.1,
  mean,
  median: mean / 2,
  curve: Float32Array.from([2, mean]),
});

const checkpoint = (horizonsDone: number, patch: Partial<Checkpoint> = {}): Checkpoint => {
  const made = checkpointAt(horizonsDone, lab.worker().last('train').config, patch);
  send({ kind: 'train-checkpoint', checkpoint: made });
  return made;
};

async function begin(options: Parameters<typeof testLab>[0] = {}): Promise<void> {
  lab = testLab({ storage: openStorage(), ...options });
  lab.engine.start();
  await lab.engine.ready();
  state().updateSettings({ optimizer: SMALL });
  void state().train();
  await settled();
}

afterEach(() => deleteDB(DATABASE_NAME));

describe('which settings act live', () => {
  const restart: TrainPatch[] = [
    { task: { name: 'quadratic', dimension: 3, initialScale: 0.01 } },
    { optimizer: { layers: 1 } },
    { optimizer: { hiddenUnits: 4 } },
    { optimizer: { preprocess: 'log-sign' } },
    { optimizer: { p: 5 } },
    { optimizer: { outputScale: 1 } },
    { epochs: 9 },
    { objective: 'log' },
    { stepWeights: 'last' },
    { seed: 9 },
    { validation: { every: 3 } },
  ];
  const live: TrainPatch[] = [
    { horizon: 50 },
    { unroll: 5 },
    { problems: 16 },
    { metaLearningRate: 0.001 },
  ];

  test('the table has every setting, and agrees with what a change does', () => {
    const named = (patch: TrainPatch) =>
      Object.entries(patch).flatMap(([key, value]) =>
        key === 'optimizer' ? Object.keys(value).map((inner) => `optimizer.${inner}`) : [key],
      );
    const table = Object.entries(SETTING_EFFECTS);
    const of = (effect: string) => table.flatMap(([key, e]) => (e === effect ? [key] : [])).sort();
    expect(of('restart')).toEqual(restart.flatMap(named).sort());
    expect(of('live')).toEqual(live.flatMap(named).sort());
    for (const patch of restart) {
      expect(needsRestart(DEFAULT_TRAINING, applyPatch(DEFAULT_TRAINING, patch))).toBe(true);
    }
    for (const patch of live) {
      expect(needsRestart(DEFAULT_TRAINING, applyPatch(DEFAULT_TRAINING, patch))).toBe(false);
    }
  });

  test('the steps of validation that a run fixed by itself are no difference', () => {
    const fixed = applyPatch(DEFAULT_TRAINING, { validation: { steps: 100 } });
    expect(needsRestart(fixed, DEFAULT_TRAINING)).toBe(false);
  });

  test('the rate of a schedule is the one in force at the horizon', () => {
    const falling = applyPatch(DEFAULT_TRAINING, {
      metaLearningRate: [
        { horizon: 0, rate: 0.01 },
        { horizon: 20, rate: 0.003 },
      ],
    });
    expect(liveSettingsOf(falling, 19).metaLearningRate).toBe(0.01);
    expect(liveSettingsOf(falling, 20).metaLearningRate).toBe(0.003);
  });
});

describe('passes', () => {
  test('are the first validation below each baseline', () => {
    const curve = [point(0, 3), point(10, 0.8), point(20, 1.2), point(30, 0.3), point(40, 0.2)];
    expect(passesOf(curve, [baseline('adam', 0.33), baseline('sgd', 0.9)])).toEqual([
      { name: 'sgd', horizon: 10, seconds: 1, mean: 0.8 },
      { name: 'adam', horizon: 30, seconds: 3, mean: 0.3 },
    ]);
    expect(passesOf(curve, [baseline('adam', 0.2)])).toEqual([]);
    expect(passesOf([point(10, Number.NaN)], [baseline('adam', 1)])).toEqual([]);
  });
});

describe('a training', () => {
  beforeEach(() => begin());

  test('shows its curves, and says how far it is', () => {
    expect(lab.worker().last('train')).toMatchObject({ config: state().settings, paused: false });
    send({ kind: 'state', state: 'tuning', text: 'Tuning the baselines' });
    expect(state()).toMatchObject({ status: 'running', text: 'Tuning the baselines' });
    send({ kind: 'train-baselines', rows: [baseline('sgd', 0.9), baseline('adam', 0.33)] });
    progress(0, [3, 2]);
    progress(11, [1]);
    expect(state().run?.metaLoss.map((p) => p.value)).toEqual([3, 2, 1]);
    expect([...(state().run?.inner ?? [])]).toEqual([5, 4, 3]);
    expect(state().text).toBe(
      'Training: horizon 12 of 500, 8.1 horizons/s, 60 s left, WebAssembly',
    );
    send({ kind: 'state', state: 'validating', text: 'Validating' });
    expect(state().text).toBe('Validating');
    validation(31, 0.3);
    expect(state().run?.passes.map((pass) => pass.name)).toEqual(['sgd', 'adam']);
    expect(state().text).toContain('passed Adam after 31 horizons (3.1 s)');
  });

  test('rests at pause, goes on at resume, and does one unroll at step', async () => {
    progress(4);
    state().pause();
    expect(state()).toMatchObject({ status: 'paused', text: 'Paused at horizon 5 of 500.' });
    expect(state().canResume).toBe(true);
    await settled();
    const { runId } = lab.worker().last('train');
    expect(lab.worker().last('pause').runId).toBe(runId);
    state().step();
    await settled();
    expect(lab.worker().last('step')).toMatchObject({ runId, count: 1 });
    progress(5);
    expect(state()).toMatchObject({ status: 'paused', text: 'Paused at horizon 6 of 500.' });
    await state().resume();
    await settled();
    expect(lab.worker().last('resume').runId).toBe(runId);
    progress(6);
    expect(state().status).toBe('running');
  });

  test('a step from idle begins a paused run', async () => {
    state().reset();
    await settled();
    state().step();
    await settled();
    expect(lab.worker().last('train').paused).toBe(true);
    expect(lab.worker().last('step').runId).toBe(lab.worker().last('train').runId);
  });

  test('stops where it is; resume goes on from the checkpoint with the same curve', async () => {
    progress(0);
    state().stop();
    expect(state().status).toBe('stopping');
    progress(1);
    expect(state().status).toBe('stopping');
    const end = checkpointAt(12, lab.worker().last('train').config);
    lab.worker().answer('train', { outcome: 'stopped', checkpoint: end });
    await settled();
    expect(state()).toMatchObject({ status: 'stopped', canResume: true, checkpoint: end });
    expect(state().text).toBe('Stopped after 12 horizons. Resume goes on from there.');

    void state().resume();
    await settled();
    expect(lab.worker().requests('train')).toHaveLength(2);
    expect(lab.worker().last('train').checkpoint).toBe(end);
    expect(lab.worker().requests('update')).toHaveLength(0);
    expect(state().run?.metaLoss).toEqual(end.metaLoss);
    expect(state().run?.validation).toEqual(end.validation);
  });

  test.each([
    ['finished', 'finished', 'Finished: 12 horizons trained.'],
    ['early-stopped', 'early-stopped', 'Stopped early after 12 horizons'],
    ['diverged', 'diverged', 'Diverged: the loss is not finite at horizon 3'],
  ] as const)('says that it is %s', async (outcome, status, text) => {
    const { config } = lab.worker().last('train');
    const divergence = {
      step: 3,
      problems: 1,
      kind: 'non-finite',
      message: 'the loss is not finite at horizon 3',
      remedy: 'Lower the meta learning rate.',
    } as const;
    lab.worker().answer('train', {
      outcome,
      checkpoint: checkpointAt(12, config),
      ...(outcome === 'diverged' ? { divergence } : {}),
    });
    await settled();
    expect(state()).toMatchObject({ status, canResume: false });
    expect(state().text).toContain(text);
    expect(state().run?.divergence ?? null).toBe(outcome === 'diverged' ? divergence : null);
  });

  test('goes on from its last checkpoint after a crash, with what was set live', async () => {
    const last = checkpoint(20);
    progress(21);
    state().setLive({ unroll: 10 });
    lab.clock.advance(500);
    await settled();
    lab.worker().crash();
    await settled();
    expect(state().run?.metaLoss).toEqual(last.metaLoss);
    lab.clock.advance(3000);
    await settled();
    expect(lab.workers).toHaveLength(2);
    expect(lab.worker().last('train')).toMatchObject({ checkpoint: last, paused: false });
    expect(lab.worker().last('update').live.unroll).toBe(10);
    progress(20);
    expect(state().status).toBe('running');
  });

  test('a paused one is paused again after a crash', async () => {
    checkpoint(20);
    state().pause();
    lab.worker().crash();
    await settled();
    lab.clock.advance(3000);
    await settled();
    expect(lab.worker().last('train').paused).toBe(true);
    expect(state().status).toBe('paused');
  });

  test('a failure keeps the checkpoint, from which it can be resumed', async () => {
    checkpoint(20);
    const { id } = lab.worker().last('train');
    const error = { code: 'internal', message: 'no memory' } as const;
    lab.worker().deliver({ type: 'response', id, ok: false, error });
    await settled();
    expect(state()).toMatchObject({ status: 'failed', error, canResume: true });
  });

  test('a second one replaces it; what the first still sends is dropped', async () => {
    progress(3);
    const former = lab.worker().last('train').runId;
    void state().train();
    await settled();
    expect(lab.worker().last('stop').runId).toBe(former);
    lab.worker().event(former, { kind: 'state', state: 'validating', text: 'old' });
    expect(state().text).not.toBe('old');
    expect(state().run?.metaLoss).toEqual([]);
  });
});

describe('live changes', () => {
  beforeEach(() => begin());

  test('are gathered, and sent as one update of all four', async () => {
    progress(1);
    for (const unroll of [19, 15, 10]) state().setLive({ unroll });
    state().updateSettings({ metaLearningRate: 0.003 });
    await settled();
    expect(lab.worker().requests('update')).toHaveLength(0);
    lab.clock.advance(300);
    await settled();
    expect(
      lab
        .worker()
        .requests('update')
        .map((request) => request.live),
    ).toEqual([{ horizon: 100, unroll: 10, problems: 128, metaLearningRate: 0.003 }]);
    expect(state().restartNeeded).toBe(false);
  });

  test('that are taken back before they were sent are not sent', async () => {
    state().setLive({ unroll: 10 });
    state().setLive({ unroll: 20 });
    lab.clock.advance(300);
    await settled();
    expect(lab.worker().requests('update')).toHaveLength(0);
  });

  test('of other settings ask for a new run, and do not touch this one', async () => {
    state().updateSettings({ seed: 5 });
    lab.clock.advance(300);
    await settled();
    expect(state().restartNeeded).toBe(true);
    expect(lab.worker().requests('update')).toHaveLength(0);
    state().updateSettings({ seed: 1 });
    expect(state().restartNeeded).toBe(false);
  });

  test('out of range are refused by name', () => {
    state().setLive({ unroll: 0 });
    expect(state().settings.unroll).toBe(20);
    expect(lab.notifications.getState().messages.at(-1)?.message).toMatch(/^unroll: /);
  });
});

describe('what was learned', () => {
  test('is exported as the best by validation, with its record', async () => {
    await begin();
    expect(() => state().exportWeights()).toThrow('no trained weights');
    expect(state().currentOptimizer()).toBeNull();
    checkpoint(20);
    const { bytes, fileName } = state().exportWeights();
    expect(fileName).toBe('lstm-1-2-quadratic.safetensors');
    const read = readOptimizerFile(bytes, fileName);
    expect(phiFromLearnedOptimizer(read).every((weight) => weight === 0.75)).toBe(true);
    expect(read.training).toMatchObject({
      task: { name: 'quadratic', dimension: 10, initialScale: 0.01 },
      horizon: 100,
      unroll: 20,
      epochs: 10,
      seed: 1,
      metaOptimizer: 'Adam, rate 0.01',
      validationScore: 0.5,
      date: '2026-02-03T04:05:06.000Z',
    });
    expect(read.training.appVersion).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('is the current weights before the first validation', async () => {
    await begin();
    checkpoint(3, { best: null, validation: [] });
    const optimizer = state().currentOptimizer();
    expect(optimizer && phiFromLearnedOptimizer(optimizer)[0]).toBe(3);
    expect(optimizer?.training.epochs).toBe(3);
    expect(optimizer?.training.validationScore).toBeUndefined();
  });

  test('goes to the library with the curve of its best validation', async () => {
    await begin();
    validation(10, 0.5);
    validation(20, 0.75, false);
    checkpoint(20);
    const id = await state().keepInLibrary('  ');
    expect(lab.library.getState().entry(id)).toMatchObject({
      name: 'LSTM 1 × 2, quadratic',
      origin: 'trained',
      previewCurve: [2, 0.5],
    });
  });
});

describe('over a reload', () => {
  test('the checkpoint is written at most every two seconds, and resumed with the same curve', async () => {
    await begin();
    send({ kind: 'train-baselines', rows: [baseline('adam', 0.9)] });
    checkpoint(10);
    const newest = checkpoint(20);
    expect(await lab.storage.get('runs', 'last')).toBeUndefined();
    lab.clock.advance(2500);
    await settled();
    expect(state().persisted).toBe(true);

    lab = testLab({ storage: openStorage() });
    lab.engine.start();
    expect(await state().resumeFromStorage()).toBe(true);
    expect(state()).toMatchObject({ status: 'restored', canResume: true, checkpoint: newest });
    expect(state().text).toContain('horizon 20 of 500');
    expect(state().settings.optimizer).toEqual(newest.config.optimizer);
    expect(state().restartNeeded).toBe(false);
    expect(state().run?.passes).toMatchObject([{ name: 'adam', horizon: 10 }]);

    void state().resume();
    await settled();
    expect(lab.worker().last('train').checkpoint).toEqual(newest);
    expect(lab.worker().requests('update')).toHaveLength(0);
  });

  test.each(['pause', 'pagehide'] as const)('it is written at %s', async (how) => {
    await begin();
    checkpoint(10);
    if (how === 'pagehide') await state().persistNow();
    else state().pause();
    await settled();
    expect(await lab.storage.get('runs', 'last')).toBeDefined();
  });

  test('the checkpoint that the worker sends as it comes to rest is written at once', async () => {
    await begin();
    state().pause();
    await settled();
    checkpoint(10);
    send({ kind: 'state', state: 'paused', text: 'Paused' });
    await settled();
    expect(await lab.storage.get('runs', 'last')).toBeDefined();
  });

  test('live changes come back with it', async () => {
    await begin();
    state().setLive({ unroll: 5 });
    lab.clock.advance(300);
    checkpoint(10);
    await state().persistNow();
    lab = testLab({ storage: openStorage() });
    lab.engine.start();
    await state().resumeFromStorage();
    expect(state().settings.unroll).toBe(5);
    void state().resume();
    await settled();
    expect(lab.worker().last('update').live.unroll).toBe(5);
  });

  test('settings that a link names are kept, and act where they can', async () => {
    await begin();
    checkpoint(10);
    await state().persistNow();
    lab = testLab({ storage: openStorage() });
    lab.engine.start();
    state().updateSettings({ unroll: 4 });
    await state().resumeFromStorage({ adoptSettings: false });
    expect(state().settings.unroll).toBe(4);
    expect(state().restartNeeded).toBe(true);
    void state().resume();
    await settled();
    expect(lab.worker().last('update').live.unroll).toBe(4);
  });

  test('a finished one is shown as such', async () => {
    await begin();
    checkpoint(500);
    await state().persistNow();
    lab = testLab({ storage: openStorage() });
    await state().resumeFromStorage();
    expect(state()).toMatchObject({ status: 'finished', canResume: false });
  });

  test('reset forgets it', async () => {
    await begin();
    checkpoint(10);
    await state().persistNow();
    state().reset();
    await settled();
    expect(state()).toMatchObject({ status: 'idle', run: null, checkpoint: null });
    lab = testLab({ storage: openStorage() });
    expect(await state().resumeFromStorage()).toBe(false);
  });

  test('a damaged one is not offered', async () => {
    const storage = openStorage();
    await storage.put('runs', 'last', { version: 1, file: new Uint8Array(9), live: null });
    lab = testLab({ storage });
    expect(await state().resumeFromStorage()).toBe(false);
    expect(state().status).toBe('idle');
  });

  test('where storage is denied the training goes on, and says that it is not kept', async () => {
    await begin({ storage: deniedStorage() });
    checkpoint(10);
    await state().persistNow();
    expect(state()).toMatchObject({ persisted: false, status: 'running' });
  });

  test('a write that fails is told once', async () => {
    const storage = { ...openStorage(), put: () => Promise.reject(new Error('quota')) };
    await begin({ storage });
    checkpoint(10);
    await state().persistNow();
    checkpoint(20);
    await state().persistNow();
    expect(lab.notifications.getState().messages).toHaveLength(1);
    expect(state().persisted).toBe(false);
  });
});
