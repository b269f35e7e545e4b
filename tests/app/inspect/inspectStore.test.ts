import { beforeEach, describe, expect, test } from 'vitest';
import { mnistSpecSchema } from '../../../src/specs/task';
import { settled } from '../support/clock';
import { Inspecting, LARGEST } from '../support/inspecting';
import { tuned } from '../support/lab';

const digits = mnistSpecSchema.parse({ name: 'mnist' });
let one: Inspecting;
beforeEach(() => {
  one = new Inspecting();
});

describe('a trace', () => {
  test('is of the usual optimizer, with the rates that ship', async () => {
    void one.state.updateSettings({ steps: 200 });
    void one.state.autoTrace();
    await settled();
    expect(one.config).toMatchObject({
      task: { name: 'quadratic', dimension: 10 },
      seed: 7,
      problem: 0,
      steps: 200,
      optimizer: { kind: 'learned', id: 'lstm-quadratic', label: 'LSTM' },
      rates: { sgd: 0.01, nag: 0.02, rmsprop: 0.03, adam: 0.4 },
    });
    expect(one.config).not.toHaveProperty('horizon');
    expect(one.state).toMatchObject({
      status: 'tracing',
      settings: { optimizer: 'lstm-quadratic' },
    });
    const { runId } = one.lab.worker().last('trace');
    one.lab.worker().event(runId, { kind: 'trace-progress', step: 41, steps: 200 });
    expect(one.state.text).toBe('Tracing: step 41 of 200, WebAssembly');
    await one.recorded();
    expect(one.state.status).toBe('ready');
    expect(one.state.text).toBe(
      'LSTM on Quadratics, 10-d: 200 steps of 10 coordinates traced in 0.4 s, WebAssembly.',
    );
    // Once: the screen may be opened again.
    await one.state.autoTrace();
    expect(one.lab.worker().requests('trace')).toHaveLength(1);
  });

  test('has rates tuned that nobody knows, and shows how far that is', async () => {
    void one.state.autoTrace();
    await settled();
    const { runId, ...request } = one.lab.worker().last('tune');
    expect(request).toMatchObject({ steps: 100, optimizers: ['sgd', 'nag', 'rmsprop', 'adam'] });
    expect(request.seed).not.toBe(7);
    one.lab.worker().event(runId, { kind: 'tune-progress', done: 24, total: 96 });
    expect(one.state).toMatchObject({ status: 'waiting', tuningProgress: 0.25 });
    expect(one.state.text).toBe('Tuning the optimizers designed by hand: 24 of 96, WebAssembly');
    const rates = { sgd: tuned(1), nag: tuned(2), rmsprop: tuned(3), adam: tuned(4) };
    one.lab.worker().answer('tune', { outcome: 'finished', rates });
    await settled();
    expect(one.config.rates).toEqual({ sgd: 1, nag: 2, rmsprop: 3, adam: 4 });
    expect(one.state).toMatchObject({ status: 'tracing', tuningProgress: null });
    // Compare need not tune them again.
    one.lab.race.getState().updateSettings({ horizon: 100 });
    await settled();
    expect(one.lab.race.getState().rates.adam?.learningRate).toBe(4);
  });

  test('selects a third of the way and the coordinate with the largest updates', async () => {
    await one.traced();
    expect(one.state.selection).toEqual({ step: 66, coordinates: [LARGEST] });
    expect(one.state.chosen).toEqual({ optimizer: false, step: false, coordinates: false });
    const [first] = one.lab.worker().requests('traceMap');
    expect(first?.config).toMatchObject({ quantity: 'update', order: 'magnitude', to: 1 });
  });

  test('asks for what the panels show: the coordinate, the map, the sweep, no pictures', async () => {
    await one.traced();
    expect(one.lab.worker().last('traceCoordinates').coordinates).toEqual([LARGEST]);
    expect(one.state.coordinates[LARGEST]?.update).toHaveLength(200);
    expect(one.state.map).toMatchObject({
      pending: false,
      value: { config: { quantity: 'update', order: 'layer', from: 0, to: 10 } },
    });
    const field = one.state.field.value?.config;
    // Beyond the largest gradient, 0.4.
    expect(field).toMatchObject({ coordinate: LARGEST, scale: 'linear', limit: 0.5, points: 201 });
    expect(field?.steps).toHaveLength(33);
    expect(field?.steps).toEqual(expect.arrayContaining([0, 66, 199]));
    expect(one.state.pictures).toEqual({ value: null, pending: false, error: null });
    expect(one.lab.worker().requests('tracePictures')).toHaveLength(0);
    expect(one.state.surface).toBeNull();
  });

  test('of a network has pictures; of a surface its map', async () => {
    await one.trace({ task: digits });
    one.lab.worker().answer('tune', {
      outcome: 'finished',
      rates: { sgd: tuned(1), nag: tuned(1), rmsprop: tuned(1), adam: tuned(1) },
    });
    await settled();
    await one.recorded();
    await one.answerAll();
    expect(one.state.pictures.value?.step).toBe(66);
    await one.trace({ task: { name: 'surface', surface: 'beale', initialScale: 0.3 } });
    one.lab.worker().answer('tune', { outcome: 'finished', rates: { adam: tuned(1) } });
    await settled();
    await one.recorded({ path: new Float32Array(402) });
    await one.answerAll();
    expect(one.state.pictures.value).toBeNull();
    const surface = { resolution: 96, values: new Float32Array(96 * 96), minima: [] };
    one.lab.worker().answer('surface', { ...surface, xRange: [0, 1], yRange: [0, 1] });
    await settled();
    expect(one.lab.worker().last('surface').surface).toBe('beale');
    expect(one.state.surface?.resolution).toBe(96);
  });

  test('of a baseline takes the rate that is found; without one it says so', async () => {
    await one.trace({ optimizer: 'adam' });
    expect(one.config.optimizer).toMatchObject({
      kind: 'baseline',
      name: 'adam',
      learningRate: 0.4,
    });
    await one.trace({ optimizer: 'sgd', steps: 50 });
    one.lab.worker().answer('tune', { outcome: 'finished', rates: { adam: tuned(1) } });
    await settled();
    expect(one.state).toMatchObject({ status: 'failed', error: { code: 'bad-input' } });
    expect(one.state.text).toContain('SGD does not diverge');
  });

  test('that diverged shows where, and selects a step before it', async () => {
    await one.trace();
    const divergence = {
      step: 30,
      problems: 1,
      kind: 'exploding',
      message: 'the loss exploded.',
      remedy: 'r',
    } as const;
    await one.recorded({ divergence });
    await one.answerAll();
    expect(one.state.selection.step).toBe(10);
    expect(one.state.text).toContain('It diverged at step 30: the loss exploded.');
    expect(one.state.field.value?.config.steps.at(-1)).toBe(29);
  });

  test('that fails is shown with its words, and the former one stays', async () => {
    await one.traced();
    await one.trace({ seed: 8 });
    const { id } = one.lab.worker().last('trace');
    const error = { code: 'no-data', message: 'no digits' } as const;
    one.lab.worker().deliver({ type: 'response', id, ok: false, error });
    await settled();
    expect(one.state).toMatchObject({ status: 'failed', error, text: 'Failed: no digits' });
    expect(one.state.config?.seed).toBe(7);
    expect(one.state.stale).toBe(true);
  });

  test('is stopped, in the tuning and in the worker, and the former one stays', async () => {
    await one.traced();
    await one.trace({ steps: 50 });
    const tuning = one.lab.worker().last('tune').runId;
    one.state.stop();
    await settled();
    expect(one.lab.worker().last('stop').runId).toBe(tuning);
    expect(one.state).toMatchObject({ status: 'stopped', text: 'Stopped.', tuningProgress: null });
    one.lab.worker().event(tuning, { kind: 'tune-progress', done: 9, total: 10 });
    expect(one.state.status).toBe('stopped');
    await one.trace({ seed: 9 });
    const { runId } = one.lab.worker().last('trace');
    one.state.stop();
    await settled();
    expect(one.lab.worker().last('stop').runId).toBe(runId);
    one.lab.worker().answer('trace', { outcome: 'stopped' });
    await settled();
    expect(one.state.status).toBe('stopped');
    expect(one.state.config?.seed).toBe(7);
    one.state.selectStep(9);
    expect(one.state.selection.step).toBe(9);
  });

  test('asked for again ends the one before, whose end no longer counts', async () => {
    await one.trace();
    const former = one.lab.worker().last('trace');
    await one.trace({ seed: 8 });
    expect(one.lab.worker().last('stop').runId).toBe(former.runId);
    one.lab.worker().deliver({
      type: 'response',
      id: former.id,
      ok: true,
      value: { outcome: 'stopped' },
    });
    await settled();
    expect(one.state.status).toBe('tracing');
    await one.recorded();
    expect(one.state).toMatchObject({ status: 'ready', config: { seed: 8 } });
  });
});

describe('settings', () => {
  test('that differ from those of the trace make it stale, and changed back fresh', async () => {
    await one.traced();
    expect(one.state.stale).toBe(false);
    for (const patch of [{ seed: 8 }, { steps: 9 }, { problem: 1 }, { optimizer: 'adam' }]) {
      one.state.updateSettings(patch);
      expect(one.state.stale).toBe(true);
      one.state.updateSettings({
        seed: 7,
        steps: 200,
        problem: 0,
        optimizer: 'lstm-quadratic',
      });
      expect(one.state.stale).toBe(false);
    }
  });

  test('out of range are refused by name', () => {
    one.state.updateSettings({ steps: 2001 });
    expect(one.state.settings.steps).toBe(100);
    const [message] = one.lab.notifications.getState().messages;
    expect(message?.message).toMatch(/steps/i);
  });

  test('the usual optimizer follows the task; a chosen one stays; one that is gone does not', async () => {
    await one.lab.library.getState().load();
    expect(one.state.settings.optimizer).toBe('lstm-quadratic');
    const { optimizer } = one.lab.library.getState().entries[0] ?? {};
    if (!optimizer) throw new Error('no optimizer');
    const id = await one.lab.library.getState().add({ name: 'mine', origin: 'trained', optimizer });
    one.state.updateSettings({ optimizer: id });
    one.state.updateSettings({ task: digits });
    expect(one.state.settings.optimizer).toBe(id);
    await one.lab.library.getState().remove(id);
    expect(one.state.settings.optimizer).toBe('lstm-quadratic');
    expect(one.state.chosen.optimizer).toBe(false);
  });

  test('a link with an optimizer that is not here is told of, and the usual one is traced', async () => {
    const { optimizer: _, ...settings } = one.state.settings;
    one.state.adopt({ ...settings, optimizer: 'own-gone', step: 4, coordinates: [1, 99] });
    void one.state.autoTrace();
    await settled();
    expect(one.state.settings.optimizer).toBe('lstm-quadratic');
    expect(one.lab.notifications.getState().messages[0]?.message).toContain('own-gone');
  });

  test('what a link selects is selected: the nearest of what was kept, as far as it is there', async () => {
    const { optimizer: _, ...settings } = one.state.settings;
    one.state.adopt({
      ...settings,
      steps: 200,
      optimizer: null,
      step: 500,
      coordinates: [4, 99, 1],
    });
    void one.state.autoTrace();
    await settled();
    await one.recorded({ kept: Int32Array.from([0, 5, 9]) });
    expect(one.state.selection).toEqual({ step: 199, coordinates: [5, 0] });
    expect(one.state.chosen).toEqual({ optimizer: false, step: true, coordinates: true });
  });
});
