import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLabRuns } from '../../../src/app/runs/labRuns';
import type { RunsActions, RunsState } from '../../../src/app/runs/types';
import { openStorage } from '../../../src/app/storage/storage';
import { readLibraryFile, writeLibraryFile } from '../../../src/libraryFile';
import { readOptimizerFile, writeOptimizerFile } from '../../../src/optimizerFile';
import { MADE, raceRun, specimen, trainingRun } from '../../libraryFile/specimen';
import { SMALL, smallOptimizer } from '../support/lab';
import { forgetEverything, Visit } from '../support/training';

let visit: Visit;
afterEach(forgetEverything);

beforeEach(() => {
  visit = new Visit();
});

function runsOf(of: Visit) {
  const made = createLabRuns(of.lab);
  return {
    ...made,
    get state(): RunsState & RunsActions {
      return made.store.getState();
    },
  };
}

const libraryFile = (contents = specimen(), name = 'library.zip') =>
  new File([writeLibraryFile(contents, MADE)], name);

describe('the library as one file', () => {
  test('goes to another browser and back, the same to the last bit', async () => {
    const here = runsOf(visit);
    const report = await here.state.importLibrary(libraryFile());
    expect(report).toEqual({
      fileName: 'library.zip',
      added: { runs: 2, optimizers: 1, rates: 1 },
      skipped: { runs: 0, optimizers: 0, rates: 0 },
      keptBoth: [],
    });
    expect(visit.lab.library.getState().entry('own-1')?.name).toBe('Mine');
    const { bytes, fileName } = await here.state.exportLibrary('all');
    expect(fileName).toMatch(/^optlab-library-\d{4}-\d\d-\d\d\.zip$/);
    const exported = readLibraryFile(bytes, fileName);
    const byId = (runs: typeof exported.runs) =>
      [...runs].sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
    expect(byId(exported.runs)).toEqual(byId(specimen().runs));
    const readable = (all: typeof exported.optimizers) =>
      all.map(({ file, ...words }) => ({ ...words, optimizer: readOptimizerFile(file, 'it') }));
    expect(readable(exported.optimizers)).toEqual(readable(specimen().optimizers));
    expect(exported.rates).toEqual(specimen().rates);

    const again = await here.state.importLibrary(new File([bytes], 'again.zip'));
    expect(again?.added).toEqual({ runs: 0, optimizers: 0, rates: 0 });
    expect(again?.skipped).toEqual({ runs: 2, optimizers: 1, rates: 1 });
  });

  test('some runs come with the optimizers that came out of them or raced in them', async () => {
    const here = runsOf(visit);
    await here.state.importLibrary(libraryFile());
    const { bytes } = await here.state.exportLibrary(['run-race']);
    const exported = readLibraryFile(bytes, 'some.zip');
    expect(exported.runs.map(({ record }) => record.id)).toEqual(['run-race']);
    expect(exported.optimizers.map(({ id }) => id)).toEqual(['own-1']);
    expect(exported.rates).toEqual([]);
  });

  test('what differs under the same id is kept beside what is here', async () => {
    const here = runsOf(visit);
    await here.state.importLibrary(libraryFile());
    const other = trainingRun();
    other.record.note = 'another note';
    const [optimizer] = specimen().optimizers;
    const race = raceRun('run-race-2');
    const file = writeOptimizerFile(smallOptimizer({ ...SMALL, outputScale: 0.5 }));
    const contents = {
      runs: [other, race],
      optimizers: optimizer ? [{ ...optimizer, file }] : [],
      rates: [],
    };
    const report = await here.state.importLibrary(libraryFile(contents));
    expect(report?.keptBoth.map(({ kind }) => kind)).toEqual(['optimizer', 'run']);
    const [newOptimizer, newRun] = report?.keptBoth ?? [];
    expect(here.state.runs).toHaveLength(4);
    expect(here.state.run('run-training')?.note).toContain('With a');
    expect(here.state.run(newRun?.id ?? '')?.note).toBe('another note');
    // What points to the optimizer points to the one that came with it.
    expect(here.state.run('run-race-2')).toMatchObject({
      config: { entrants: [{ id: newOptimizer?.id }, { id: 'adam' }] },
    });
    expect(visit.lab.library.getState().entry(newOptimizer?.id ?? '')?.name).toBe(
      'Mine (imported)',
    );
  });

  test('a damaged one is refused whole, with the reason', async () => {
    const here = runsOf(visit);
    const bytes = writeLibraryFile(specimen(), MADE);
    const file = new File([bytes.slice(0, -100)], 'broken.zip');
    expect(await here.state.importLibrary(file)).toBeNull();
    expect(here.state.importError).toMatchObject({
      fileName: 'broken.zip',
      error: { code: 'bad-file' },
    });
    for (const store of ['runs', 'parts', 'series', 'optimizers', 'rates'] as const) {
      expect(await visit.lab.storage.keys(store)).toEqual([]);
    }
    here.state.clearImport();
    expect(here.state.importError).toBeNull();
  });

  test('one that does not fit is not half there', async () => {
    const storage = openStorage();
    visit = new Visit({ storage });
    const here = runsOf(visit);
    await here.state.load();
    let left = 4;
    const original = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...how: [unknown, IDBValidKey]) {
      if (left-- <= 0) throw new DOMException('full', 'QuotaExceededError');
      return original.apply(this, how);
    };
    try {
      expect(await here.state.importLibrary(libraryFile())).toBeNull();
    } finally {
      IDBObjectStore.prototype.put = original;
    }
    expect(here.state.importError?.error.message).toContain('space');
    for (const store of ['runs', 'parts', 'series', 'optimizers'] as const) {
      expect(await storage.keys(store)).toEqual([]);
    }
  });
});
