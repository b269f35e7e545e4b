import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasDigits } from '../../src/datasets/digits';
import { MNIST_FILES, type NamedBytes } from '../../src/datasets/mnistFiles';
import '../../src/runtime/node';
import { readMemory } from '../../src/runtime/memory';
import type { DigitsRead, DigitsStatus } from '../../src/specs/digits';
import { taskSpecSchema } from '../../src/specs/task';
import { DIGITS_DATABASE, openDigitsCache } from '../../src/worker/host/digitsCache';
import type { RaceEnd } from '../../src/worker/protocol';
import { idxImages } from '../helpers/digitFiles';
import { index, json, listedMirror, reload, shelf, small } from '../helpers/digitShelf';
import { type Mirror, type MirrorBehaviour, startMirror } from '../helpers/mirror';
import { Page } from '../helpers/page';

const task = (data: 'mnist' | 'files' | 'synthetic') =>
  taskSpecSchema.parse({ name: 'mnist', data, hiddenUnits: 3, side: 7, batch: 4 });

const blobs = (files: readonly NamedBytes[] = small.files) =>
  files.map(({ name, bytes }) => ({ name, content: new Blob([bytes as Uint8Array<ArrayBuffer>]) }));

const served: Record<string, Uint8Array> = {
  'index.json': index({ files: small.files.map(({ name }) => name) }),
  ...Object.fromEntries(small.files.map(({ name, bytes }) => [name, bytes])),
};

let mirror: Mirror | null = null;
async function withMirror(behaviour: MirrorBehaviour = {}): Promise<Uint8Array> {
  const listed = await listedMirror(behaviour);
  mirror = listed.mirror;
  return listed.index;
}

beforeEach(reload);
afterEach(async () => {
  reload();
  await mirror?.close();
  mirror = null;
  await deleteDB(DIGITS_DATABASE, { blocked: () => undefined });
});

describe('where digits are', () => {
  test('nowhere: synthetic ones only, and a run on others says what to do', async () => {
    const here = shelf();
    expect((await here.status()).places).toEqual({ synthetic: 'drawn', mnist: null, files: null });
    expect((await here.status()).download).toEqual({ bytes: 11_594_722, received: 0 });
    await expect(here.prepare(task('mnist'))).rejects.toMatchObject({
      code: 'no-data',
      remedy: expect.stringContaining('Download MNIST'),
    });
    await expect(here.prepare(task('files'))).rejects.toMatchObject({ code: 'no-data' });
    await here.prepare(task('synthetic'), taskSpecSchema.parse({ name: 'quadratic' }));
  });

  test('beside the page', async () => {
    const here = shelf(served);
    expect((await here.status()).places.mnist).toBe('page');
    expect(hasDigits('mnist')).toBe(false);
    await Promise.all([here.prepare(task('mnist')), here.prepare(task('mnist'))]);
    const { counts, samples } = await here.show('mnist');
    expect(counts).toEqual({ training: 55, validation: 5, test: 20 });
    expect([...samples.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(samples.images).toHaveLength(10 * 784);
  });

  test('listed beside the page, but damaged or not served: a clear error, and nothing is loaded', async () => {
    const name = 't10k-images-idx3-ubyte.gz';
    const damaged = shelf({ ...served, [name]: idxImages(20, 99) });
    await expect(damaged.prepare(task('mnist'))).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining("another checksum than MNIST's"),
    });
    const { [name]: _gone, ...rest } = served;
    await expect(shelf(rest).prepare(task('mnist'))).rejects.toMatchObject({
      code: 'bad-file',
      message: `${name} is listed beside this page, but was not served (status 404).`,
    });
    expect(hasDigits('mnist')).toBe(false);
  });

  test.each([
    ['a page instead of the list', new TextEncoder().encode('<!doctype html><title>Lab</title>')],
    ['a list of another version', json({ version: 2, files: [] })],
    ['a file outside of the folder', json({ version: 1, files: ['../secret'] })],
  ])('%s is no list', async (_, bytes) => {
    const here = shelf({ 'index.json': bytes });
    expect((await here.status()).places.mnist).toBeNull();
  });
});

describe('files that a person brings', () => {
  test('MNIST’s are kept, and here after a reload', async () => {
    const here = shelf({ 'index.json': index() });
    const read = await here.read(blobs(), false);
    expect(read).toEqual({ outcome: 'loaded', source: 'mnist', kept: true });
    reload();
    const later = shelf({ 'index.json': index() });
    expect((await later.status()).places).toMatchObject({ mnist: 'cache', files: null });
    await later.prepare(task('mnist'));
    await later.remove('mnist');
    expect(hasDigits('mnist')).toBe(false);
    expect((await later.status()).places.mnist).toBeNull();
    await expect(later.prepare(task('mnist'))).rejects.toMatchObject({ code: 'no-data' });
  });

  test('others are taken only where the person says so, as their own', async () => {
    const here = shelf();
    const asked = await here.read(blobs(), false);
    if (asked.outcome !== 'other') throw new Error('they were taken');
    expect(asked.counts).toEqual({ training: 55, validation: 5, test: 20 });
    expect(asked.others.map(({ name }) => name)).toEqual(small.files.map(({ name }) => name));
    expect((await here.status()).places).toMatchObject({ mnist: null, files: null });
    expect(await here.read(blobs(), true)).toEqual({
      outcome: 'loaded',
      source: 'files',
      kept: true,
    });
    reload();
    const later = shelf();
    expect((await later.status()).places).toMatchObject({ mnist: null, files: 'cache' });
    await later.prepare(task('files'));
  });

  test('damaged ones change nothing', async () => {
    const here = shelf({ 'index.json': index() });
    await here.read(blobs(), false);
    const cut = small.files.map((file, i) =>
      i === 0 ? { ...file, bytes: file.bytes.subarray(0, 500) } : file,
    );
    await expect(here.read(blobs(cut), false)).rejects.toMatchObject({
      code: 'bad-file',
      message: 'train-images-idx3-ubyte.gz: its gzip data are cut off or damaged.',
    });
    expect(hasDigits('mnist')).toBe(true);
    expect((await here.status()).places.mnist).toBe('cache');
  });

  test('where the browser stores nothing they stay until the page is left', async () => {
    const denied = openDigitsCache(() => Promise.reject(new Error('denied')));
    const here = shelf({ 'index.json': index() }, { cache: denied });
    expect(await here.read(blobs(), false)).toMatchObject({ source: 'mnist', kept: false });
    expect((await here.status()).places.mnist).toBe('memory');
    await here.prepare(task('mnist'));
  });

  test('what the browser kept and lost half of is refused, not half loaded', async () => {
    const cache = openDigitsCache();
    const here = shelf({ 'index.json': index() }, { cache });
    const other = small.files.map((file, i) =>
      i === 2 ? { name: 't10k-images-idx3-ubyte', bytes: idxImages(20, 99) } : file,
    );
    await cache.put('mnist', other);
    await expect(here.prepare(task('mnist'))).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('as the browser kept it'),
    });
    expect(hasDigits('mnist')).toBe(false);
  });
});

describe('a download', () => {
  const never = new AbortController().signal;

  test('is kept, and leaves no pieces', async () => {
    const cache = openDigitsCache();
    const here = shelf({ 'index.json': await withMirror() }, { cache });
    expect(await here.download(never, () => undefined)).toEqual({ kept: true });
    expect(await here.status()).toMatchObject({
      places: { mnist: 'cache' },
      download: { received: 0 },
    });
    expect(await cache.sizes()).toEqual(new Map());
    reload();
    await shelf({ 'index.json': index() }).prepare(task('mnist'));
  });

  test('that was interrupted goes on after a reload', async () => {
    const long = 'train-images-idx3-ubyte.gz';
    const cutting = await withMirror({ cutAfter: { [long]: 3000 }, thenStatus: 503 });
    const first = shelf({ 'index.json': cutting });
    await expect(first.download(never, () => undefined)).rejects.toMatchObject({
      code: 'download',
    });
    await mirror?.close();
    const whole = await withMirror();
    const later = shelf({ 'index.json': whole });
    const { bytes, received } = (await later.status()).download;
    expect(bytes - received).toBe((small.files[0]?.bytes.length ?? 0) - 3000);
    await later.download(never, () => undefined);
    expect(mirror?.asked).toEqual([{ file: long, range: 'bytes=3000-', status: 206 }]);
  });

  test('that was interrupted leaves nothing behind once the files have come otherwise', async () => {
    const cache = openDigitsCache();
    await cache.add(MNIST_FILES[0], 0, new Uint8Array(100));
    await shelf({ 'index.json': index() }, { cache }).read(blobs(), false);
    expect(await cache.sizes()).toEqual(new Map());
  });

  test('takes the place of what is kept and damaged', async () => {
    const cache = openDigitsCache();
    const here = shelf({ 'index.json': await withMirror() }, { cache });
    const damaged = small.files.map((file, i) =>
      i === 2 ? { name: 't10k-images-idx3-ubyte', bytes: idxImages(20, 99) } : file,
    );
    await cache.put('mnist', damaged);
    expect(await here.download(never, () => undefined)).toEqual({ kept: true });
    reload();
    await shelf({ 'index.json': index() }).prepare(task('mnist'));
  });

  test('pieces come back in their order, up to the first gap', async () => {
    const cache = openDigitsCache();
    const file = MNIST_FILES[0];
    const piece = (value: number, length: number) => new Uint8Array(length).fill(value);
    await cache.add(file, 0, piece(1, 90));
    await cache.add(file, 90, piece(2, 1000));
    await cache.add(file, 1090, piece(3, 5));
    await cache.add(file, 2000, piece(4, 5));
    expect((await cache.pieces(file)).map((bytes) => [bytes[0], bytes.length])).toEqual([
      [1, 90],
      [2, 1000],
      [3, 5],
    ]);
    expect(await cache.sizes()).toEqual(new Map([[file, 1095]]));
    await cache.drop(file);
    expect(await cache.pieces(file)).toEqual([]);
  });
});

describe('the worker', () => {
  test('loads what a race needs by itself, and leaves nothing behind', async () => {
    const page = await Page.ready();
    const config = {
      task: task('files'),
      steps: 5,
      problems: 2,
      seed: 3,
      optimizers: [
        {
          kind: 'baseline' as const,
          id: 'a',
          label: 'Adam',
          name: 'adam' as const,
          learningRate: 0.1,
        },
      ],
    };
    const early = page.request({ type: 'race', runId: 1, config });
    await expect(early).rejects.toMatchObject({ code: 'no-data' });
    const read = await page.request<DigitsRead>({ type: 'readDigits', files: blobs(), own: true });
    expect(read).toMatchObject({ outcome: 'loaded', source: 'files' });
    reload();
    const before = readMemory();
    const end = await page.request<RaceEnd>({ type: 'race', runId: 2, config });
    expect(end.outcome).toBe('finished');
    expect(readMemory()).toEqual(before);
    const { places } = await page.request<DigitsStatus>({ type: 'digits' });
    expect(places).toEqual({ synthetic: 'drawn', mnist: null, files: 'cache' });
  });

  test('keeps the digits of a run as they are until it is over', async () => {
    const page = await Page.ready();
    await page.request({ type: 'readDigits', files: blobs(), own: true });
    const config = { task: task('files'), steps: 5, problems: 2, seed: 3, optimizers: [] };
    const race = page.request<RaceEnd>({ type: 'race', runId: 1, config, paused: true });
    const remove = () => page.request({ type: 'removeDigits', source: 'files' });
    await expect(remove()).rejects.toMatchObject({
      message: 'A run is drawing from the digits that are here.',
      remedy: 'Stop it first, also where it is paused.',
    });
    await expect(
      page.request({ type: 'readDigits', files: blobs(), own: true }),
    ).rejects.toMatchObject({ code: 'bad-input' });
    expect(hasDigits('files')).toBe(true);
    await page.request({ type: 'resume', runId: 1 });
    expect((await race).outcome).toBe('finished');
    await remove();
    expect(hasDigits('files')).toBe(false);
  });

  test('downloads as a run: with events, and stopped by its number', async () => {
    const page = new Page();
    mirror = await startMirror(small.files, {
      silentAfter: { 'train-images-idx3-ubyte.gz': 2000 },
    });
    const files = await startMirror([
      { name: 'index.json', bytes: index({ mirrors: [mirror.address] }) },
    ]);
    try {
      await page.request({ type: 'configure', backend: 'wasm', digitsAt: files.address });
      const run = page.request({ type: 'download', runId: 4 });
      const received = () =>
        page.events.flatMap((e) => (e.kind === 'download-progress' ? [e.received] : [])).at(-1);
      await expect.poll(received).toBeGreaterThan(0);
      await page.request({ type: 'stop', runId: 4 });
      expect(await run).toEqual({ outcome: 'stopped', kept: false });
    } finally {
      await files.close();
    }
  });
});
