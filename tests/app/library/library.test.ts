import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, test } from 'vitest';
import { DATABASE_NAME, openStorage } from '../../../src/app/storage/storage';
import { readOptimizerFile, writeOptimizerFile } from '../../../src/optimizerFile';
import { EXPORT_FORMATS } from '../../../src/specs/exportFormats';
import { SUMMARY_COLUMNS } from '../../../src/specs/race';
import { settled } from '../support/clock';
import { deniedStorage, shippedFiles, smallOptimizer, testLab } from '../support/lab';

const names = (lab: ReturnType<typeof testLab>) =>
  lab.library.getState().entries.map((entry) => entry.name);

const file = (bytes: Uint8Array<ArrayBuffer>, name = 'mine.safetensors') => new File([bytes], name);

/** The same tensors without our metadata, as another program would write them. */
function withoutMetadata(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  delete header.__metadata__;
  const text = new TextEncoder().encode(JSON.stringify(header).padEnd(length, ' '));
  const copy = bytes.slice();
  copy.set(text, 8);
  return copy;
}

/** The two ways in which browsers refuse: by a promise, or at once. */
const denials = {
  'open throws': deniedStorage,
  'open throws at once': () =>
    openStorage(() => {
      throw new Error('SecurityError');
    }),
};

afterEach(() => deleteDB(DATABASE_NAME));

describe('the library', () => {
  test('lists what came with the Lab, and says that storage is there', async () => {
    const lab = testLab({ storage: openStorage() });
    expect(lab.library.getState().status).toBe('loading');
    await lab.library.getState().load();
    expect(lab.library.getState()).toMatchObject({ status: 'ready', storage: 'persistent' });
    expect(lab.library.getState().entries).toMatchObject([
      { id: 'lstm-quadratic', name: 'LSTM', origin: 'pretrained', description: 'small' },
    ]);
  });

  test('keeps own optimizers over a reload, exactly', async () => {
    const before = testLab({ storage: openStorage() });
    await before.library.getState().load();
    const optimizer = { ...smallOptimizer(), extra: { note: 'kept' } };
    const words = { name: 'Mine', origin: 'trained', previewCurve: [3, 2, 1] } as const;
    const id = await before.library
      .getState()
      .add({ ...words, previewCurve: [3, 2, 1], optimizer });
    await before.library.getState().rename(id, '  My LSTM ');

    const after = testLab({ storage: openStorage() });
    await after.library.getState().load();
    expect(names(after)).toEqual(['LSTM', 'My LSTM']);
    expect(after.library.getState().entry(id)).toMatchObject({
      origin: 'trained',
      previewCurve: [3, 2, 1],
      optimizer,
    });
  });

  test('deletes, and undoes it', async () => {
    const lab = testLab({ storage: openStorage() });
    await lab.library.getState().load();
    const optimizer = smallOptimizer();
    const first = await lab.library.getState().add({ name: 'A', origin: 'trained', optimizer });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await lab.library.getState().add({ name: 'B', origin: 'trained', optimizer });
    expect(names(lab)).toEqual(['LSTM', 'B', 'A']);
    await lab.library.getState().remove(first);
    expect(names(lab)).toEqual(['LSTM', 'B']);
    expect(await lab.storage.all('optimizers')).toHaveLength(1);
    await lab.library.getState().restore(first);
    expect(names(lab)).toEqual(['LSTM', 'B', 'A']);
    expect(await lab.storage.all('optimizers')).toHaveLength(2);
    await lab.library.getState().restore('no such');
    expect(names(lab)).toHaveLength(3);
  });

  test('leaves alone what came with the Lab', async () => {
    const lab = testLab();
    await lab.library.getState().load();
    await expect(lab.library.getState().remove('lstm-quadratic')).rejects.toThrow('came with');
    await expect(lab.library.getState().rename('lstm-quadratic', 'x')).rejects.toThrow('came with');
    await expect(lab.library.getState().rename('nobody', 'x')).rejects.toThrow('nobody');
  });

  test('works without its pretrained files, and says so', async () => {
    const lab = testLab({ files: {} });
    await lab.library.getState().load();
    expect(lab.library.getState()).toMatchObject({ status: 'ready', entries: [] });
    expect(lab.notifications.getState().messages[0]?.title).toContain('pretrained');
  });

  test('leaves damaged entries untouched, and counts them', async () => {
    const storage = openStorage();
    await storage.put('optimizers', 'own-x', { version: 1, file: new Uint8Array([1, 2]) });
    const lab = testLab({ storage });
    await lab.library.getState().load();
    expect(names(lab)).toEqual(['LSTM']);
    expect(lab.notifications.getState().messages[0]?.message).toContain('1 stored optimizer');
    expect(await storage.all('optimizers')).toHaveLength(1);
  });
});

describe.each(Object.entries(denials))('where storage is denied (%s)', (_, denied) => {
  test('everything works for this visit, with a notice', async () => {
    const lab = testLab({ storage: denied() });
    await lab.library.getState().load();
    expect(lab.library.getState().storage).toBe('memory');
    const optimizer = smallOptimizer();
    const id = await lab.library.getState().add({ name: 'A', origin: 'trained', optimizer });
    await lab.library.getState().remove(id);
    await lab.library.getState().restore(id);
    expect(names(lab)).toEqual(['LSTM', 'A']);
  });
});

test('a write that fails keeps the entry for this visit, and says so', async () => {
  const storage = openStorage();
  const full = { ...storage, put: () => Promise.reject(new Error('quota')) };
  const lab = testLab({ storage: full });
  await lab.library.getState().load();
  await lab.library.getState().add({ name: 'A', origin: 'trained', optimizer: smallOptimizer() });
  expect(names(lab)).toEqual(['LSTM', 'A']);
  expect(lab.library.getState().storage).toBe('memory');
  expect(lab.notifications.getState().messages[0]?.title).toContain('"A" is not stored');
});

describe('import and export', () => {
  test('export then import gives the identical optimizer', async () => {
    const lab = testLab();
    await lab.library.getState().load();
    const { bytes, fileName } = await lab.library.getState().exportEntry('lstm-quadratic');
    expect(fileName).toBe('lstm.safetensors');
    expect(readOptimizerFile(bytes, fileName)).toEqual(smallOptimizer());
    const id = await lab.library.getState().importFile(file(bytes, 'Copy.safetensors'));
    expect(lab.library.getState().entry(id ?? '')).toMatchObject({
      name: 'Copy',
      origin: 'imported',
      optimizer: smallOptimizer(),
    });
    await expect(lab.library.getState().exportEntry('nobody')).rejects.toThrow('nobody');
  });

  test('any form is imported under the name it was exported by', async () => {
    const lab = testLab();
    await lab.library.getState().load();
    for (const format of EXPORT_FORMATS) {
      const { bytes, fileName } = await lab.library
        .getState()
        .exportEntry('lstm-quadratic', format);
      const id = await lab.library.getState().importFile(file(bytes, fileName));
      expect(lab.library.getState().entry(id ?? '')).toMatchObject({
        name: 'lstm',
        optimizer: smallOptimizer(),
      });
    }
  });

  test('a bad file is refused with an error that names it, and nothing is added', async () => {
    const lab = testLab();
    await lab.library.getState().load();
    const good = writeOptimizerFile(smallOptimizer());
    for (const bytes of [good.slice(0, -4), new Uint8Array(3), new Uint8Array(0)]) {
      expect(await lab.library.getState().importFile(file(bytes))).toBeNull();
      const refused = lab.library.getState().importError;
      expect(refused).toMatchObject({ fileName: 'mine.safetensors', error: { code: 'bad-file' } });
      expect(refused?.error.message).toContain('mine.safetensors');
    }
    expect(names(lab)).toEqual(['LSTM']);
    lab.library.getState().clearImportError();
    expect(lab.library.getState().importError).toBeNull();
  });

  test('a file that is far too large is not even read', async () => {
    const lab = testLab();
    const huge = { name: 'huge.safetensors', size: 1e9 } as File;
    expect(await lab.library.getState().importFile(huge)).toBeNull();
    expect(lab.library.getState().importError?.error.message).toContain('1000 MB');
  });

  test('a file without our metadata asks for what it does not say', async () => {
    const lab = testLab();
    await lab.library.getState().load();
    const bytes = withoutMetadata(writeOptimizerFile(smallOptimizer()));
    expect(await lab.library.getState().importFile(file(bytes, 'torch.safetensors'))).toBeNull();
    const { pendingImport, importError } = lab.library.getState();
    expect(importError).toBeNull();
    expect(pendingImport).toMatchObject({
      fileName: 'torch.safetensors',
      missing: ['outputScale'],
      suggestion: { outputScale: 0.1 },
      inferred: { layers: 1, hiddenUnits: 2, preprocess: 'none' },
    });

    expect(await lab.library.getState().completeImport({ outputScale: -1 })).toBeNull();
    expect(lab.library.getState().importError?.error.message).toContain('outputScale');
    expect(lab.library.getState().pendingImport).not.toBeNull();

    const id = await lab.library.getState().completeImport({ outputScale: 0.5 });
    expect(lab.library.getState().entry(id ?? '')?.optimizer.config.outputScale).toBe(0.5);
    expect(lab.library.getState()).toMatchObject({ pendingImport: null, importError: null });
  });

  test('the asking can be cancelled', async () => {
    const lab = testLab();
    await lab.library.getState().load();
    const bytes = withoutMetadata(writeOptimizerFile(smallOptimizer()));
    await lab.library.getState().importFile(file(bytes));
    lab.library.getState().cancelImport();
    expect(await lab.library.getState().completeImport({ outputScale: 1 })).toBeNull();
    expect(names(lab)).toEqual(['LSTM']);
  });
});

test('previews are raced one after the other, and kept with own entries', async () => {
  const lab = testLab({ storage: openStorage(), files: shippedFiles });
  lab.engine.start();
  await lab.library.getState().load();
  const mine = { name: 'Mine', origin: 'trained', optimizer: smallOptimizer() } as const;
  const id = await lab.library.getState().add(mine);
  const done = lab.library.getState().ensurePreviews();
  for (let i = 0; i < 2; i++) {
    await settled();
    expect(lab.worker().requests('race')).toHaveLength(i + 1);
    const { runId, config } = lab.worker().last('race');
    const summary = new Float32Array(2 * SUMMARY_COLUMNS.length).fill(0.5);
    const losses = [new Float32Array(2 * config.problems)];
    const { problems } = config;
    const steps = { kind: 'race-steps', from: 0, count: 2, problems, losses } as const;
    lab.worker().event(runId, { ...steps, losses, summaries: [summary] });
    lab.worker().answer('race', { outcome: 'finished', steps: 1, seconds: 0 });
  }
  await done;
  expect(lab.library.getState().entries.map((entry) => entry.previewCurve)).toEqual([
    [0.5, 0.5],
    [0.5, 0.5],
  ]);
  expect(await lab.storage.get('optimizers', id)).toMatchObject({ previewCurve: [0.5, 0.5] });
});
