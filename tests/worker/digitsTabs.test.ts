/** MNIST downloaded in several tabs at once. Two shelves that share a database and locks are two tabs. */
import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DIGITS_DATABASE } from '../../src/worker/host/digitsCache';
import type { TabLocks } from '../../src/worker/host/oneTab';
import { listedMirror, reload, shelf, small } from '../helpers/digitShelf';
import { fakeLocks } from '../helpers/locks';
import type { Mirror, MirrorBehaviour } from '../helpers/mirror';

const never = new AbortController().signal;
const [long] = small.files;
const LONG = long?.name ?? '';
/** Of the long file: more than what is left then, so that whoever asks for the rest gets it. */
const MOST = Math.ceil((long?.bytes.length ?? 0) * 0.75);

let mirror: Mirror;
beforeEach(reload);
afterEach(async () => {
  reload();
  await mirror.close();
  await deleteDB(DIGITS_DATABASE, { blocked: () => undefined });
});

async function tabs(behaviour: MirrorBehaviour = {}, locks: TabLocks = fakeLocks()) {
  const listed = await listedMirror(behaviour);
  mirror = listed.mirror;
  return () => shelf({ 'index.json': listed.index }, { locks });
}

const nothing = () => undefined;

/** Tabs whose mirror falls silent in the middle of the long file, and the first one's download, which hangs there. */
async function hanging() {
  const tab = await tabs({ silentAfter: { [LONG]: MOST } });
  const stop = new AbortController();
  const others = small.files.slice(1).reduce((sum, { bytes }) => sum + bytes.length, 0);
  let received = 0;
  const going = tab().download(stop.signal, (progress) => {
    received = progress.received;
  });
  going.catch(nothing);
  await expect.poll(() => received, { timeout: 20_000 }).toBe(others + MOST);
  return { tab, stop: () => stop.abort(), going };
}

describe('two tabs that download', () => {
  test('take turns: the second finds what the first has brought', async () => {
    const tab = await tabs();
    const waiting: string[] = [];
    const ends = await Promise.all([
      tab().download(never, nothing, () => waiting.push('first')),
      tab().download(never, nothing, () => waiting.push('second')),
    ]);
    expect(ends).toEqual([{ kept: true }, { kept: true }]);
    expect(waiting).toEqual(['second']);
    expect(mirror.asked.map(({ file }) => file).sort()).toEqual(
      small.files.map(({ name }) => name).sort(),
    );
  });

  test('the second goes on where the first was stopped', async () => {
    const { tab, stop, going } = await hanging();
    const next = tab().download(never, nothing);
    stop();
    await expect(going).rejects.toMatchObject({ code: 'stopped' });
    expect(await next).toEqual({ kept: true });
    expect(mirror.asked.at(-1)).toEqual({ file: LONG, range: `bytes=${MOST}-`, status: 206 });
  });

  test('the second can be stopped while it waits', async () => {
    const { tab, stop, going } = await hanging();
    const impatient = new AbortController();
    const waiting = tab().download(impatient.signal, nothing, () => impatient.abort());
    await expect(waiting).rejects.toMatchObject({ code: 'stopped' });
    stop();
    await expect(going).rejects.toMatchObject({ code: 'stopped' });
  });

  test('a browser that denies locks downloads all the same', async () => {
    const tab = await tabs({}, { request: () => Promise.reject(new Error('denied')) });
    expect(await tab().download(never, nothing)).toEqual({ kept: true });
  });
});
