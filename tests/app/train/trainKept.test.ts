import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LabStorage, openStorage } from '../../../src/app/storage/storage';
import { readOptimizerFile } from '../../../src/optimizerFile';
import { phiFromLearnedOptimizer } from '../../../src/specs/lstmShapes';
import type { MidHorizon } from '../../../src/specs/training';
import { settled } from '../support/clock';
import { deniedStorage, SMALL } from '../support/lab';
import { baseline, checkpointAt, forgetEverything, Visit } from '../support/training';

let visit: Visit;
afterEach(forgetEverything);

beforeEach(() => {
  visit = new Visit();
});

describe('what was learned', () => {
  test('is exported as the best by validation, with its record', async () => {
    await visit.train();
    await expect(visit.state.exportWeights()).rejects.toThrow('no trained weights');
    expect(visit.state.currentOptimizer()).toBeNull();
    visit.checkpoint(20);
    const { bytes, fileName } = await visit.state.exportWeights();
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
  test('the checkpoint is written within two seconds, and resumed with the same curve', async () => {
    await visit.train();
    visit.send({ kind: 'train-baselines', rows: [baseline('adam', 0.9)], tuned: {} });
    visit.validation(10, 0.5);
    visit.checkpoint(10);
    const newest = visit.checkpoint(20);
    await visit.kept();
    expect((await visit.stored())?.record).toMatchObject({
      state: 'running',
      progress: { done: 0 },
    });
    visit.lab.clock.advance(2000);
    await vi.waitFor(() => expect(visit.state.persisted).toBe(true));
    expect((await visit.stored())?.record.progress.done).toBe(20);
    const { bestCurve } = visit.state.run ?? {};

    visit.reload();
    expect(await visit.state.resumeFromStorage()).toBe(true);
    expect(visit.state).toMatchObject({ status: 'restored', canResume: true, checkpoint: newest });
    expect(visit.state.text).toContain('20 of 500 horizons done');
    expect(visit.state.settings.optimizer).toEqual(newest.config.optimizer);
    expect(visit.state.restartNeeded).toBe(false);
    expect(visit.state.run?.passes).toMatchObject([{ name: 'adam', horizon: 10 }]);
    expect(visit.state.run).toMatchObject({ bestCurve, validationCurve: bestCurve });

    await resumed();
    expect(visit.lab.worker().last('train').checkpoint).toEqual(newest);
    expect(visit.lab.worker().requests('update')).toHaveLength(0);
  });

  test('a long curve costs a save no more than a short one', async () => {
    const written: number[] = [];
    const storage = openStorage();
    const counting: LabStorage = {
      ...storage,
      write: (changes, guard) => {
        const rows = changes.flatMap((change) =>
          change.store === 'series' && 'value' in change
            ? [(change.value as { values: Float64Array }).values.length]
            : [],
        );
        written.push(rows.reduce((a, b) => a + b, 0));
        return storage.write(changes, guard);
      },
    };
    visit = new Visit({ storage: counting });
    await visit.train();
    const metaLoss = Array.from({ length: 50_000 }, (_, i) => ({
      horizon: Math.floor(i / 5),
      unroll: i % 5,
      value: Math.sin(i),
    }));
    const upTo = async (points: number) => {
      visit.checkpoint(Math.floor(points / 5), { metaLoss: metaLoss.slice(0, points) });
      await visit.state.persistNow();
    };
    await upTo(49_990);
    await upTo(50_000);
    expect(written.at(-2)).toBeGreaterThan(3 * 49_000);
    // At most two chunks of 64 KiB.
    expect(written.at(-1)).toBeLessThan(2 * 8192 + 100);
    visit.reload();
    await visit.state.resumeFromStorage();
    expect(visit.state.checkpoint?.metaLoss).toEqual(metaLoss);
  });

  test('a horizon under way is kept, and the next one takes its place', async () => {
    await visit.train();
    const size = checkpointAt(0, visit.lab.worker().last('train').config).phi.length;
    const mid = (unrolls: number, value: number): MidHorizon => {
      const full = (n: number) => new Float32Array(size).fill(n);
      return {
        phis: Array.from({ length: unrolls }, (_, i) => full(value + i)),
        phi: full(value + unrolls),
        adam: { step: 7, m: full(1), v: full(2) },
        metaLoss: [{ horizon: 10, unroll: 0, value }],
        seconds: 4,
      };
    };
    visit.checkpoint(10, { midHorizon: mid(3, 1) });
    await visit.state.persistNow();
    visit.checkpoint(10, { midHorizon: mid(5, 1) });
    await visit.state.persistNow();
    visit.reload();
    await visit.state.resumeFromStorage();
    expect(visit.state.checkpoint?.midHorizon).toEqual(mid(5, 1));
    // What was drawn of it is drawn again.
    expect(visit.state.run?.metaLoss.at(-1)).toEqual({ horizon: 10, unroll: 0, value: 1 });

    await resumed();
    const next = visit.checkpoint(11, { midHorizon: mid(2, 30) });
    await visit.state.persistNow();
    const series = await visit.lab.storage.keys('series');
    expect(series.filter((key) => key.includes('weights of horizon 10'))).toEqual([]);
    visit.reload();
    await visit.state.resumeFromStorage();
    expect(visit.state.checkpoint).toEqual(next);
  });

  test.each(['pause', 'pagehide'] as const)('it is written at %s', async (how) => {
    await visit.train();
    visit.checkpoint(10);
    if (how === 'pagehide') await visit.state.persistNow();
    else visit.state.pause();
    await vi.waitFor(async () => expect((await visit.stored())?.record.progress.done).toBe(10));
    const state = how === 'pause' ? 'paused' : 'running';
    expect((await visit.stored())?.record.state).toBe(state);
  });

  test('the checkpoint that the worker sends as it comes to rest is written at once', async () => {
    await visit.train();
    await visit.kept();
    visit.state.pause();
    await settled();
    visit.checkpoint(10);
    visit.send({ kind: 'state', state: 'paused', text: 'Paused' });
    await vi.waitFor(async () => expect((await visit.stored())?.record.progress.done).toBe(10));
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
    await resumed();
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
    await resumed();
    expect(visit.lab.worker().last('update').live.unroll).toBe(4);
  });

  test('one that had not come to its first checkpoint begins again', async () => {
    await visit.train();
    await visit.kept();
    visit.reload();
    expect(await visit.state.resumeFromStorage()).toBe(true);
    expect(visit.state).toMatchObject({ status: 'restored', canResume: true, checkpoint: null });
    await resumed();
    expect(visit.lab.worker().last('train').checkpoint).toBeUndefined();
    expect(visit.lab.worker().last('train').config.optimizer).toEqual(SMALL);
  });

  test('a finished one is shown as such', async () => {
    await visit.train();
    const checkpoint = visit.checkpoint(500);
    visit.lab.worker().answer('train', { outcome: 'finished', checkpoint });
    await vi.waitFor(async () => expect((await visit.stored())?.record.state).toBe('done'));
    visit.reload();
    await visit.state.resumeFromStorage();
    expect(visit.state).toMatchObject({ status: 'finished', canResume: false });
  });

  test('reset clears the screen; the run stays in the list and is not offered again', async () => {
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    visit.state.reset();
    await vi.waitFor(async () => expect((await visit.stored())?.dismissed).toBe(true));
    expect(visit.state).toMatchObject({ status: 'idle', run: null, checkpoint: null });
    expect((await visit.stored())?.record).toMatchObject({
      state: 'stopped',
      progress: { done: 10 },
    });
    visit.reload();
    expect(await visit.state.resumeFromStorage()).toBe(false);
  });

  test('a damaged one is not offered', async () => {
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    const { id } = (await visit.stored())?.record ?? { id: '' };
    const file = new Uint8Array(9);
    await visit.lab.storage.put('parts', `${id}/checkpoint`, { version: 1, file, live: null });
    visit.reload();
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

  test('a write that fails is told once; the next that succeeds brings everything', async () => {
    const storage = openStorage();
    let full = false;
    const failing: LabStorage = {
      ...storage,
      write: (changes, guard) =>
        full ? Promise.reject(new Error('quota')) : storage.write(changes, guard),
    };
    visit = new Visit({ storage: failing });
    await visit.train();
    await visit.kept();
    full = true;
    visit.checkpoint(10);
    await visit.state.persistNow();
    visit.checkpoint(20);
    await visit.state.persistNow();
    expect(visit.lab.notifications.getState().messages).toHaveLength(1);
    expect(visit.state).toMatchObject({ persisted: false, status: 'running' });
    expect((await visit.stored())?.record.progress.done).toBe(0);
    full = false;
    const newest = visit.checkpoint(30);
    await visit.state.persistNow();
    expect(visit.state.persisted).toBe(true);
    visit.reload();
    await visit.state.resumeFromStorage();
    expect(visit.state.checkpoint).toEqual(newest);
  });
});

async function resumed(): Promise<void> {
  void visit.state.resume();
  await vi.waitFor(() => expect(visit.lab.worker().requests('train')).toHaveLength(1));
  await settled();
}
