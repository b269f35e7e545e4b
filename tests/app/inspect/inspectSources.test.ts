/** Whose trace it is: that of the race, or that of the training. */
import { beforeEach, describe, expect, test } from 'vitest';
import { phiFromLearnedOptimizer } from '../../../src/specs/lstmShapes';
import { settled } from '../support/clock';
import { Inspecting, LARGEST, summaryFor } from '../support/inspecting';
import { SMALL, shippedFiles } from '../support/lab';
import { baseline, checkpointAt } from '../support/training';

let one: Inspecting;
const worker = () => one.lab.worker();
const traces = () => worker().requests('trace');
beforeEach(() => {
  one = new Inspecting();
});

describe('the race', () => {
  const race = () => one.lab.race.getState();
  async function raced(): Promise<void> {
    void race().run();
    await settled();
  }

  test('is the recorded one, with its own optimizers and rates', async () => {
    await one.lab.library.getState().load();
    race().setLearningRate('adam', 0.123);
    race().updateSettings({ seed: 21, problems: 5 });
    await raced();
    const { config } = worker().last('race');
    // What the controls say by now is another race.
    race().updateSettings({ seed: 22 });
    await one.traced({ source: 'race', problem: 4, steps: 9, seed: 9 });
    expect(one.config).toEqual({
      task: config.task,
      seed: 21,
      problem: 4,
      steps: 200,
      optimizer: config.optimizers[0],
      rates: { sgd: 0.01, nag: 0.02, rmsprop: 0.03, adam: 0.123 },
    });
    expect(one.state.settings.optimizer).toBe('lstm-quadratic');
    await one.traced({ optimizer: 'adam' });
    expect(one.config.optimizer).toMatchObject({ id: 'adam', learningRate: 0.123 });
    expect(worker().requests('tune')).toHaveLength(0);
  });

  test('that has another problem, or run, or rate, makes the trace stale', async () => {
    await raced();
    await one.traced({ source: 'race' });
    expect(one.state.stale).toBe(false);
    one.state.updateSettings({ seed: 99 });
    expect(one.state.stale).toBe(false);
    one.state.updateSettings({ problem: 1 });
    expect(one.state.stale).toBe(true);
    one.state.updateSettings({ problem: 0 });
    race().updateSettings({ seed: 3 });
    expect(one.state.stale).toBe(false);
    await raced();
    expect(one.state.stale).toBe(true);
    race().updateSettings({ seed: 7 });
    await raced();
    expect(one.state.stale).toBe(false);
    race().setLearningRate('sgd', 0.5);
    await raced();
    expect(one.state.stale).toBe(true);
  });

  test('has no more problems than it has, and no optimizer that does not take part', async () => {
    race().updateSettings({ problems: 2 });
    await raced();
    await one.trace({ source: 'race', problem: 2 });
    expect(one.state).toMatchObject({ status: 'failed', error: { code: 'bad-input' } });
    expect(one.state.text).toContain('There is no problem 2'.toLowerCase());
    one.state.updateSettings({ optimizer: 'sgd' });
    expect(one.state.settings.optimizer).toBe('sgd');
    race().toggleOptimizer('sgd');
    await raced();
    expect(one.state.settings.optimizer).toBe('lstm-quadratic');
  });

  test('that has not been run is the one that its settings make; rates are tuned for all its steps', async () => {
    const { './pretrained/baselines.json': _, ...files } = shippedFiles;
    one = new Inspecting({ files });
    await one.lab.library.getState().load();
    race().updateSettings({ horizon: 5000 });
    race().setLearningRate('nag', 0.7);
    await one.trace({ source: 'race' });
    expect(worker().last('tune')).toMatchObject({
      steps: 5000,
      optimizers: ['sgd', 'rmsprop', 'adam'],
    });
    worker().answer('tune', { outcome: 'finished', rates: {} });
    await settled();
    expect(one.config).toMatchObject({ steps: 2000, seed: 7, rates: { nag: 0.7 } });
  });
});

describe('the training', () => {
  const train = () => one.lab.train.getState();
  const checkpoint = (horizonsDone: number): void => {
    const { runId, config } = worker().last('train');
    const event = { kind: 'train-checkpoint', checkpoint: checkpointAt(horizonsDone, config) };
    worker().event(runId, event as Parameters<ReturnType<typeof worker>['event']>[1]);
  };
  const progress = (horizon: number): void =>
    worker().event(worker().last('train').runId, {
      kind: 'train-progress',
      horizon,
      epochs: 500,
      horizonsPerSecond: 8,
      seconds: 1,
      metaLoss: [],
      inner: new Float32Array(1),
      cuts: [],
      live: { horizon: 40, unroll: 20, problems: 8, metaLearningRate: 0.01 },
    });
  const pass = async (ms: number): Promise<void> => {
    one.lab.clock.advance(ms);
    await settled();
  };

  beforeEach(async () => {
    one.state.updateSettings({ source: 'training' });
    train().updateSettings({ optimizer: SMALL, seed: 31 });
    void train().train();
    await settled();
  });

  test('is waited for, and traced with its newest weights as soon as there are any', async () => {
    await one.state.autoTrace();
    expect(one.state.status).toBe('waiting');
    expect(one.state.text).toContain('start a training');
    worker().event(worker().last('train').runId, {
      kind: 'train-baselines',
      rows: [baseline('adam', 1)],
      tuned: {},
    });
    progress(12);
    checkpoint(11);
    await pass(1);
    const { optimizer, ...config } = one.config;
    expect(config).toEqual({
      task: train().settings.task,
      seed: 31,
      horizon: 12,
      problem: 0,
      steps: 40,
      rates: { adam: 0.1 },
    });
    if (optimizer.kind !== 'learned') throw new Error('it is a baseline');
    expect(optimizer.label).toBe('LSTM 1 × 2, quadratics');
    expect(phiFromLearnedOptimizer(optimizer.optimizer)[0]).toBe(11);
    expect(worker().requests('tune')).toHaveLength(0);
    await one.recorded();
    expect(one.state.weightsAfter).toBe(11);
    expect(one.state.text).toContain('weights as after 11 horizons, held fixed: 40 steps');
    expect(one.state.stale).toBe(false);
  });

  async function followed(): Promise<void> {
    progress(3);
    checkpoint(3);
    void one.state.autoTrace();
    await settled();
    await one.recorded();
    await one.answerAll();
  }

  test('is traced again every four seconds, quietly, and the selection stays', async () => {
    await followed();
    one.state.selectStep(5);
    one.state.selectCoordinate(8);
    await one.answerAll();
    const before = one.state.coordinates[8];
    checkpoint(4);
    await pass(3000);
    expect(traces()).toHaveLength(1);
    checkpoint(5);
    await pass(1000);
    expect(traces()).toHaveLength(2);
    expect(one.state).toMatchObject({ status: 'ready', weightsAfter: 3 });
    await one.recorded();
    expect(one.state).toMatchObject({
      weightsAfter: 5,
      selection: { step: 5, coordinates: [8] },
    });
    // What was shown stays until there is better.
    expect(before).toBeDefined();
    await one.answerAll();
    expect(one.state.coordinates[8]).not.toBe(before);
    expect(Object.keys(one.state.coordinates)).toEqual(['8']);
    expect(one.state.selection.coordinates).not.toContain(LARGEST);
    // Without newer weights nothing is traced.
    await pass(60_000);
    expect(traces()).toHaveLength(2);
  });

  test('what the panels show stays until there is better', async () => {
    await followed();
    const { map } = one.state;
    checkpoint(4);
    await pass(4000);
    const { runId } = worker().last('trace');
    await one.recorded();
    expect(one.state.map.value).toBe(map.value);
    expect(one.state.map.pending).toBe(true);
    await one.answerAll();
    expect(one.state.map.value).not.toBe(map.value);
    expect(worker().last('traceMap').traceId).toBe(runId);
  });

  test('is not traced while another screen is open', async () => {
    await followed();
    one.lab.settings.getState().setTab('train');
    checkpoint(9);
    await pass(60_000);
    expect(traces()).toHaveLength(1);
    one.lab.settings.getState().setTab('inspect');
    await pass(1);
    expect(traces()).toHaveLength(2);
  });

  test('is not followed any more after Stop, until Trace', async () => {
    await followed();
    one.state.stop();
    expect(one.state.status).toBe('stopped');
    checkpoint(9);
    await pass(60_000);
    expect(traces()).toHaveLength(1);
    void one.state.trace();
    await settled();
    expect(traces()).toHaveLength(2);
    await one.recorded();
    checkpoint(10);
    await pass(4000);
    expect(traces()).toHaveLength(3);
  });

  test('traces that take long leave it most of the time', async () => {
    progress(3);
    checkpoint(3);
    void one.state.autoTrace();
    await settled();
    const { runId, config } = worker().last('trace');
    const summary = summaryFor(config);
    worker().answer('trace', { outcome: 'finished', traceId: runId, summary, seconds: 3 });
    await settled();
    await one.answerAll();
    checkpoint(4);
    await pass(14_000);
    expect(traces()).toHaveLength(1);
    await pass(1000);
    expect(traces()).toHaveLength(2);
  });
});
