import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DATABASE_NAME, DATABASE_VERSION, openDatabase } from '../../../src/app/storage/database';
import { type LabStorage, openStorage } from '../../../src/app/storage/storage';
import { writeCheckpointFile, writeOptimizerFile } from '../../../src/optimizerFile';
import { trainConfigSchema } from '../../../src/specs/training';
import { deniedStorage, SMALL, smallOptimizer } from '../support/lab';
import { baseline, checkpointAt, Visit } from '../support/training';

afterEach(() => deleteDB(DATABASE_NAME));

const kinds: [string, () => LabStorage][] = [
  ['in the database', () => openStorage()],
  ['in memory', deniedStorage],
];

describe.each(kinds)('changes made together %s', (_, open) => {
  test('are all made, or none where the guard refuses', async () => {
    const storage = open();
    await storage.put('parts', 'a/1', 1);
    await storage.put('parts', 'a/2', 2);
    await storage.put('parts', 'ab/1', 3);
    const guard = (allowed: boolean) =>
      ({ store: 'parts', key: 'a/1', allows: (value: unknown) => allowed && value === 1 }) as const;
    const changes = [
      { store: 'parts', removeAll: 'a/' },
      { store: 'parts', remove: 'gone' },
      { store: 'runs', key: 'r', value: { list: [1] } },
    ] as const;
    expect(await storage.write(changes, guard(false))).toBe(false);
    expect(await storage.keys('parts')).toEqual(['a/1', 'a/2', 'ab/1']);
    expect(await storage.get('runs', 'r')).toBeUndefined();
    expect(await storage.write(changes, guard(true))).toBe(true);
    expect(await storage.all('parts')).toEqual([{ key: 'ab/1', value: 3 }]);
    expect(await storage.get('runs', 'r')).toEqual({ list: [1] });
  });

  test('are found by the beginning of their keys, in order', async () => {
    const storage = open();
    for (const key of ['b/00000010', 'b/00000002', 'bb/1', 'a/1']) {
      await storage.put('series', key, key);
    }
    expect(await storage.keys('series', 'b/')).toEqual(['b/00000002', 'b/00000010']);
    expect((await storage.all('series', 'b/')).map(({ value }) => value)).toEqual([
      'b/00000002',
      'b/00000010',
    ]);
  });
});

test('a change that cannot be cloned takes the others back with it', async () => {
  const storage = openStorage();
  const changes = [
    { store: 'parts', key: 'fine', value: 1 },
    { store: 'parts', key: 'bad', value: () => 1 },
  ] as const;
  await expect(storage.write(changes)).rejects.toMatchObject({ code: 'storage' });
  expect(await storage.keys('parts')).toEqual([]);
});

test('a full disk is told as such, with what to do', async () => {
  const storage = openStorage();
  await storage.kind();
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  try {
    await expect(storage.put('parts', 'a', 1)).rejects.toMatchObject({
      code: 'storage',
      message: 'The space that the browser gives the Lab is full.',
      remedy: expect.stringContaining('Thin out or delete old runs'),
    });
  } finally {
    put.mockRestore();
  }
  await storage.put('parts', 'a', 1);
});

/** What the first version of the Lab left behind. */
async function versionOne(): Promise<void> {
  const db = await openDB(DATABASE_NAME, 1, {
    upgrade(fresh) {
      for (const name of ['optimizers', 'runs', 'rates']) fresh.createObjectStore(name);
    },
  });
  const config = trainConfigSchema.parse({ optimizer: SMALL });
  await db.put('rates', { adam: 1 }, 'some rates');
  await db.put(
    'runs',
    {
      version: 1,
      file: writeCheckpointFile(checkpointAt(20, config)),
      live: null,
      baselines: [baseline('adam', 0.9)],
    },
    'last',
  );
  const file = writeOptimizerFile(smallOptimizer());
  const entry = { version: 1, name: 'Mine', origin: 'trained', createdAt: '2026-01-02T03:04:05Z' };
  await db.put('optimizers', { ...entry, file }, 'own-1');
  db.close();
}

describe('a database of version 1', () => {
  test('keeps its optimizers and rates; its last training is a run that is offered', async () => {
    await versionOne();
    const visit = new Visit();
    await visit.lab.library.getState().load();
    expect(visit.lab.library.getState().entry('own-1')?.name).toBe('Mine');
    expect(await visit.lab.storage.get('rates', 'some rates')).toEqual({ adam: 1 });
    expect(await visit.state.resumeFromStorage()).toBe(true);
    expect(visit.state).toMatchObject({ status: 'restored', canResume: true });
    const config = trainConfigSchema.parse({ optimizer: SMALL });
    expect(visit.state.checkpoint).toEqual(checkpointAt(20, config));
    expect(visit.state.run?.baselines).toEqual([baseline('adam', 0.9)]);
    expect(await visit.lab.storage.keys('runs')).toHaveLength(1);
    // It is the same run the next time.
    const again = new Visit();
    await again.state.resumeFromStorage();
    expect(again.state.checkpoint).toEqual(visit.state.checkpoint);
    expect(await again.lab.storage.keys('runs')).toEqual(await visit.lab.storage.keys('runs'));
  });

  test('a last training that is damaged is left untouched, and counted', async () => {
    const storage = openStorage();
    const damaged = { version: 1, file: new Uint8Array(9), live: null, baselines: [] };
    await storage.put('runs', 'last', damaged);
    const visit = new Visit();
    expect(await visit.state.resumeFromStorage()).toBe(false);
    const { shelf } = await visit.lab.runs.load();
    expect(await shelf.all()).toEqual({ runs: [], unreadable: 1 });
    expect(await storage.get('runs', 'last')).toEqual(damaged);
  });
});

describe('tabs of different versions', () => {
  test('an older tab writes what it has, lets go, and says that it is older', async () => {
    const storage = openStorage();
    await storage.put('parts', 'a', 1);
    const told: string[] = [];
    storage.onTrouble(({ message }) => told.push(message));
    storage.beforeClosing(async () => {
      await storage.put('parts', 'last words', 2);
    });
    const newer = await openDB(DATABASE_NAME, DATABASE_VERSION + 1);
    expect(await newer.get('parts', 'last words')).toBe(2);
    expect(told).toEqual([
      expect.stringContaining('This tab is older than the Lab in another tab'),
    ]);
    await expect(storage.put('parts', 'b', 1)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('older than the Lab in another tab'),
      remedy: 'Reload this page.',
    });
    newer.close();
  });

  test('a page that is older than the database leaves it alone, and says so', async () => {
    (await openDB(DATABASE_NAME, DATABASE_VERSION + 1)).close();
    const storage = openStorage();
    expect(await storage.kind()).toBe('memory');
    expect((await storage.trouble())?.message).toContain('newer Lab than this page');
    await expect(storage.put('parts', 'b', 1)).rejects.toThrow('newer Lab');
  });

  test('a database that was deleted meanwhile is opened afresh', async () => {
    const storage = openStorage();
    await storage.put('parts', 'a', 1);
    await deleteDB(DATABASE_NAME);
    await vi.waitFor(async () => expect(await storage.get('parts', 'a')).toBeUndefined());
    await storage.put('parts', 'b', 2);
    expect(await storage.get('parts', 'b')).toBe(2);
    expect(await storage.trouble()).toBeNull();
  });

  test('a tab that does not let go is named', async () => {
    const stubborn = await openDB(DATABASE_NAME, 1);
    const result = await openDatabase({ beforeClosing: async () => {}, onClosed: () => {} });
    expect(result).toMatchObject({ message: expect.stringContaining('Another tab holds on') });
    stubborn.close();
  }, 10_000);
});
