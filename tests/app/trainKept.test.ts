import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStorage } from '../../src/app/storage';
import { readOptimizerFile } from '../../src/optimizerFile';
import { phiFromLearnedOptimizer } from '../../src/specs/lstmShapes';
import { settled } from './support/clock';
import { deniedStorage } from './support/lab';
import { baseline, forgetEverything, Visit } from './support/training';

let visit: Visit;
afterEach(forgetEverything);

beforeEach(() => {
  visit = new Visit();
});

describe('what was learned', () => {
  test('is exported as the best by validation, with its record', async () => {
    await visit.train();
    expect(() => visit.state.exportWeights()).toThrow('no trained weights');
    expect(visit.state.currentOptimizer()).toBeNull();
    visit.checkpoint(20);
    const { bytes, fileName } = visit.state.exportWeights();
    expect(fileName).toBe('lstm-1-2-quadratics.safetensors');
    const read = readOptimizerFile(bytes, fileName);
    expect(phiFromLearnedOptimizer(read).every((weight) => weight === 0.75)).toBe(true);
    expect(read.training).toMatchObject({
      task: { name: 'quadratic', dimension: 10, initialScale: 0.01 },
      horizon: 100,
      unroll: 20,
      epochs: 20,
      bestEpoch: 10,
      seed: 1,
      metaLearningRate: [{ horizon: 0, rate: 0.01 }],
      backend: 'WebAssembly',
      validationScore: 0.5,
      date: '2026-02-03T04:05:06.000Z',
    });
    expect(read.training.appVersion).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('is the current weights before the first validation', async () => {
    await visit.train();
    visit.checkpoint(3, { best: null, validation: [] });
    const optimizer = visit.state.currentOptimizer();
    expect(optimizer && phiFromLearnedOptimizer(optimizer)[0]).toBe(3);
    expect(optimizer?.training.epochs).toBe(3);
    expect(optimizer?.training.validationScore).toBeUndefined();
  });

  test('goes to the library with the curve of its best validation', async () => {
    await visit.train();
    visit.validation(10, 0.5);
    visit.validation(20, 0.75, false);
    visit.checkpoint(20);
    const id = await visit.state.keepInLibrary('  ');
    expect(visit.lab.library.getState().entry(id)).toMatchObject({
      name: 'LSTM 1 × 2, quadratics',
      origin: 'trained',
      previewCurve: [2, 0.5],
    });
  });
});

describe('over a reload', () => {
  test('the checkpoint is written at most every two seconds, and resumed with the same curve', async () => {
    await visit.train();
    visit.send({ kind: 'train-baselines', rows: [baseline('adam', 0.9)], tuned: {} });
    visit.checkpoint(10);
    const newest = visit.checkpoint(20);
    expect(await visit.lab.storage.get('runs', 'last')).toBeUndefined();
    visit.lab.clock.advance(2500);
    await settled();
    expect(visit.state.persisted).toBe(true);

    visit.reload();
    expect(await visit.state.resumeFromStorage()).toBe(true);
    expect(visit.state).toMatchObject({ status: 'restored', canResume: true, checkpoint: newest });
    expect(visit.state.text).toContain('20 of 500 horizons done');
    expect(visit.state.settings.optimizer).toEqual(newest.config.optimizer);
    expect(visit.state.restartNeeded).toBe(false);
    expect(visit.state.run?.passes).toMatchObject([{ name: 'adam', horizon: 10 }]);

    void visit.state.resume();
    await settled();
    expect(visit.lab.worker().last('train').checkpoint).toEqual(newest);
    expect(visit.lab.worker().requests('update')).toHaveLength(0);
  });

  test.each(['pause', 'pagehide'] as const)('it is written at %s', async (how) => {
    await visit.train();
    visit.checkpoint(10);
    if (how === 'pagehide') await visit.state.persistNow();
    else visit.state.pause();
    await settled();
    expect(await visit.lab.storage.get('runs', 'last')).toBeDefined();
  });

  test('the checkpoint that the worker sends as it comes to rest is written at once', async () => {
    await visit.train();
    visit.state.pause();
    await settled();
    visit.checkpoint(10);
    visit.send({ kind: 'state', state: 'paused', text: 'Paused' });
    await settled();
    expect(await visit.lab.storage.get('runs', 'last')).toBeDefined();
  });

  test('live changes come back with it', async () => {
    await visit.train();
    visit.state.setLive({ unroll: 5 });
    visit.lab.clock.advance(300);
    visit.checkpoint(10);
    await visit.state.persistNow();
    visit.reload();
    await visit.state.resumeFromStorage();
    expect(visit.state.settings.unroll).toBe(5);
    void visit.state.resume();
    await settled();
    expect(visit.lab.worker().last('update').live.unroll).toBe(5);
  });

  test('settings that a link names are kept, and act where they can', async () => {
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    visit.reload();
    visit.state.updateSettings({ unroll: 4 });
    await visit.state.resumeFromStorage({ adoptSettings: false });
    expect(visit.state.settings.unroll).toBe(4);
    expect(visit.state.restartNeeded).toBe(true);
    void visit.state.resume();
    await settled();
    expect(visit.lab.worker().last('update').live.unroll).toBe(4);
  });

  test('a finished one is shown as such', async () => {
    await visit.train();
    visit.checkpoint(500);
    await visit.state.persistNow();
    visit.reload();
    await visit.state.resumeFromStorage();
    expect(visit.state).toMatchObject({ status: 'finished', canResume: false });
  });

  test('reset forgets it', async () => {
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    visit.state.reset();
    await settled();
    expect(visit.state).toMatchObject({ status: 'idle', run: null, checkpoint: null });
    visit.reload();
    expect(await visit.state.resumeFromStorage()).toBe(false);
  });

  test('a damaged one is not offered', async () => {
    const storage = openStorage();
    await storage.put('runs', 'last', { version: 1, file: new Uint8Array(9), live: null });
    visit = new Visit({ storage });
    expect(await visit.state.resumeFromStorage()).toBe(false);
    expect(visit.state.status).toBe('idle');
  });

  test('where storage is denied the training goes on, and says that it is not kept', async () => {
    visit = new Visit({ storage: deniedStorage() });
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    expect(visit.state).toMatchObject({ persisted: false, status: 'running' });
  });

  test('a write that fails is told once', async () => {
    const storage = { ...openStorage(), put: () => Promise.reject(new Error('quota')) };
    visit = new Visit({ storage });
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    visit.checkpoint(20);
    await visit.state.persistNow();
    expect(visit.lab.notifications.getState().messages).toHaveLength(1);
    expect(visit.state.persisted).toBe(false);
  });
});
