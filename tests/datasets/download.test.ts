import { afterEach, describe, expect, test } from 'vitest';
import { type DownloadProgress, downloadMnist } from '../../src/datasets/download';
import type { MnistFile } from '../../src/datasets/mnistFiles';
import type { PieceStore } from '../../src/datasets/partialFile';
import { hexSha256, smallMnist } from '../helpers/digitFiles';
import { type Mirror, startMirror } from '../helpers/mirror';

const small = smallMnist(400, 100);
/** Files are told by their digests: a comparison byte by byte takes a second. */
const sound = small.files.map(({ bytes }) => hexSha256(bytes));
const total = small.files.reduce((sum, { bytes }) => sum + bytes.length, 0);
const LONG = 'train-images-idx3-ubyte.gz';

const mirrors: Mirror[] = [];
afterEach(async () => {
  for (const mirror of mirrors.splice(0)) await mirror.close();
});

async function mirrorOf(...behaviour: Parameters<typeof startMirror>[1][]): Promise<Mirror> {
  const mirror = await startMirror(small.files, behaviour[0]);
  mirrors.push(mirror);
  return mirror;
}

/** Keeps pieces as the browser would. */
function pieceStore(): PieceStore & { size(file: MnistFile): number } {
  const kept = new Map<MnistFile, { from: number; piece: Uint8Array }[]>();
  return {
    pieces: async (file) => (kept.get(file) ?? []).map(({ piece }) => piece),
    async add(file, from, piece) {
      const pieces = kept.get(file) ?? [];
      const last = pieces.at(-1);
      expect(from, 'no gap').toBe(last === undefined ? 0 : last.from + last.piece.length);
      kept.set(file, [...pieces, { from, piece }]);
    },
    drop: async (file) => {
      kept.delete(file);
    },
    size: (file) => (kept.get(file) ?? []).reduce((sum, { piece }) => sum + piece.length, 0),
  };
}

function download(
  from: readonly { address: string }[],
  options: { store?: PieceStore; signal?: AbortSignal; stallMs?: number } = {},
) {
  const seen: DownloadProgress[] = [];
  const files = downloadMnist({
    pins: small.pins,
    mirrors: from.map(({ address }) => address),
    store: pieceStore(),
    fetch,
    signal: new AbortController().signal,
    onProgress: (progress) => seen.push(progress),
    ...options,
  }).then((all) => {
    const byName = new Map(all.map(({ name, bytes }) => [name, hexSha256(bytes)]));
    return small.files.map(({ name }) => byName.get(name));
  });
  return { files, seen };
}

const dead = { address: 'http://127.0.0.1:9/' };

describe('a download of MNIST', () => {
  test('brings the four files, and says how far it is', async () => {
    const mirror = await mirrorOf();
    const { files, seen } = download([mirror]);
    expect(await files).toEqual(sound);
    expect(seen.at(-1)).toEqual({ received: total, total, mirror: new URL(mirror.address).host });
    const received = seen.map((progress) => progress.received);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(mirror.asked).toHaveLength(4);
  });

  test('goes on where the connection was cut, at the next mirror', async () => {
    const first = await mirrorOf({ cutAfter: { [LONG]: 20_000 } });
    const second = await mirrorOf();
    const { files } = download([first, second]);
    expect(await files).toEqual(sound);
    expect(second.asked).toEqual([{ file: LONG, range: 'bytes=20000-', status: 206 }]);
  });

  test('goes on at the same mirror where there is no other, as long as something comes', async () => {
    const mirror = await mirrorOf({ cutAfter: { [LONG]: 30_000 }, everyTime: true });
    expect(await download([mirror]).files).toEqual(sound);
    const ranges = mirror.asked.filter(({ file }) => file === LONG).map(({ range }) => range);
    expect(ranges.slice(0, 3)).toEqual([null, 'bytes=30000-', 'bytes=60000-']);
  });

  test('a mirror that does not know ranges sends that file from its start', async () => {
    const first = await mirrorOf({ cutAfter: { [LONG]: 20_000 } });
    const second = await mirrorOf({ noRanges: true });
    expect(await download([first, second]).files).toEqual(sound);
    expect(second.asked).toEqual([{ file: LONG, range: 'bytes=20000-', status: 200 }]);
  });

  test('next mirror: none there, a page instead of the file, other bytes, far too many', async () => {
    const missing = await mirrorOf({ status: 404 });
    const page = await mirrorOf({ replace: () => new TextEncoder().encode('<!doctype html>') });
    const other = await mirrorOf({ replace: (bytes) => bytes.map((byte) => byte ^ 1) });
    const endless = await mirrorOf({
      replace: (bytes) => (bytes.length > 20_000 ? new Uint8Array(2 ** 26 + 1) : bytes),
    });
    const good = await mirrorOf();
    const { files } = download([dead, missing, page, other, endless, good]);
    expect(await files).toEqual(sound);
    expect(good.asked.map(({ file }) => file)).toContain(LONG);
  });

  test('a mirror that unpacks files on their way will do', async () => {
    const mirror = await mirrorOf({ unpacks: true });
    const raw = small.files.map(({ name }) =>
      hexSha256(small.raw[name.replace('.gz', '') as MnistFile]),
    );
    expect(await download([mirror]).files).toEqual(raw);
  });

  test('a mirror that falls silent is left', async () => {
    const silent = await mirrorOf({ silentAfter: { [LONG]: 10_000 } });
    const good = await mirrorOf();
    expect(await download([silent, good], { stallMs: 150 }).files).toEqual(sound);
    expect(good.asked).toEqual([{ file: LONG, range: 'bytes=10000-', status: 206 }]);
  });

  test('where no mirror helps, the error says what each of them did; what has come is kept', async () => {
    const store = pieceStore();
    const cut = await mirrorOf({ cutAfter: { [LONG]: 20_000 }, thenStatus: 503 });
    const failed = download([cut, dead], { store }).files;
    await expect(failed).rejects.toMatchObject({
      name: 'LabError',
      code: 'download',
      message: expect.stringMatching(
        /^No mirror gave train-images-idx3-ubyte\.gz \(127\.0\.0\.1:\d+: status 503; 127\.0\.0\.1:9: .+\)\.$/,
      ),
      remedy: expect.stringContaining('bring the four files yourself'),
    });
    expect(store.size('train-images-idx3-ubyte')).toBe(20_000);
    // Later, with what was kept: the three short files are not asked for again.
    const good = await mirrorOf();
    expect(await download([good], { store }).files).toEqual(sound);
    expect(good.asked).toEqual([{ file: LONG, range: 'bytes=20000-', status: 206 }]);
  });

  test('stopped: what has come is kept, and the next one goes on from there', async () => {
    const store = pieceStore();
    const slow = await mirrorOf({ silentAfter: { [LONG]: 40_000 } });
    const stop = new AbortController();
    const { files, seen } = download([slow], { store, signal: stop.signal });
    const short = total - (small.files.find(({ name }) => name === LONG)?.bytes.length ?? 0);
    await expect.poll(() => seen.at(-1)?.received).toBe(short + 40_000);
    stop.abort();
    await expect(files).rejects.toMatchObject({ code: 'stopped' });
    expect(store.size('train-images-idx3-ubyte')).toBe(40_000);
    const good = await mirrorOf();
    expect(await download([good], { store }).files).toEqual(sound);
    expect(good.asked).toEqual([{ file: LONG, range: 'bytes=40000-', status: 206 }]);
  });

  test('pieces that were damaged where they were kept are thrown away', async () => {
    const store = pieceStore();
    await store.add('train-images-idx3-ubyte', 0, new Uint8Array(20_000));
    await store.add('t10k-labels-idx1-ubyte', 0, new Uint8Array(100_000));
    const mirror = await mirrorOf();
    expect(await download([mirror], { store }).files).toEqual(sound);
    expect(mirror.asked.filter(({ file }) => file === LONG).length).toBeLessThanOrEqual(2);
  });
});
