/** What was computed is not lost: over reloads, in two tabs, on a full disk, without storage, from an older Lab. */
import type { Page } from '@playwright/test';
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import { figureCsv, open, press, set, showTab, smallTraining, status } from './lab';

/** What the landing races meanwhile; rates are given, so that nothing needs tuning. */
const SMALL_RACE = 'problems=4&horizon=10&optimizers=quadratic,adam:lr=0.3';

const metaLoss = async (page: Page): Promise<string[]> =>
  (await figureCsv(page, 'Meta-loss'))
    .trim()
    .split('\n')
    .map((line) => line.trim());

const isAt = (horizon: RegExp) => new RegExp(`^Training: horizon ${horizon.source} of`);

/** Trains until at least the tenth horizon. */
async function train(page: Page): Promise<void> {
  await press(page, 'Train');
  await expect(status(page)).toHaveText(isAt(/[1-9]\d+/), { timeout: 120_000 });
}

async function showRuns(page: Page): Promise<void> {
  await showTab(page, 'Library');
  await page.getByText('Runs', { exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Runs' })).toBeChecked();
}

/** How the only run is stored. */
const stored = (page: Page): Promise<{ state: string; done: number } | null> =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const opening = indexedDB.open('learned-optimizer-lab');
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    const runs = await new Promise<{ record: { state: string; progress: { done: number } } }[]>(
      (done) => {
        const all = db.transaction('runs').objectStore('runs').getAll();
        all.onsuccess = () => done(all.result);
      },
    );
    db.close();
    const [run] = runs;
    return run ? { state: run.record.state, done: run.record.progress.done } : null;
  });

test('a reload in mid-training loses at most five seconds, and goes on to the same curve', async ({
  page,
}) => {
  await open(page, SMALL_RACE);
  await smallTraining(page);
  await train(page);
  // The first writes are there; from now on none is older than it may be.
  await expect.poll(async () => (await stored(page))?.done ?? 0).toBeGreaterThan(0);
  await page.waitForTimeout(3000);
  const text = (await status(page).textContent()) ?? '';
  const shown = Number(/horizon (\d+)/.exec(text)?.[1]);
  const speed = Number(/([\d.]+) horizons\/s/.exec(text)?.[1]);
  await page.reload();
  await showTab(page, 'Train');
  await expect(status(page)).toHaveText(/^An earlier training has \d+ of 100000 horizons done/);
  const kept = Number(/has (\d+) of/.exec((await status(page).textContent()) ?? '')?.[1]);
  expect(shown - kept).toBeLessThan(5 * speed);

  await press(page, 'Resume');
  await expect.poll(async () => (await stored(page))?.done ?? 0).toBeGreaterThan(kept + 10);
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  const resumed = await metaLoss(page);
  expect(resumed.length).toBeGreaterThan(2 * kept);
  // The same settings once more, without a break.
  await press(page, 'Reset');
  await press(page, 'Train');
  const enough = async () =>
    Number(/horizon (\d+)/.exec((await status(page).textContent()) ?? '')?.[1]);
  await expect.poll(enough, { timeout: 150_000 }).toBeGreaterThan(kept + 10);
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  const rows = 2 * (kept + 8);
  expect((await metaLoss(page)).slice(0, rows)).toEqual(resumed.slice(0, rows));
});

test(
  'who comes back to another screen is offered the training that was interrupted',
  PAGE,
  async ({ page }) => {
    await open(page, SMALL_RACE);
    await smallTraining(page);
    await train(page);
    await expect.poll(async () => (await stored(page))?.done ?? 0).toBeGreaterThan(0);
    await open(page, SMALL_RACE);
    const offer = page.getByRole('region', { name: 'Messages' });
    await expect(offer).toContainText(/A training was interrupted.*\d+ of 100000 horizons done/s);
    await expectNoViolations(page);
    await offer.getByRole('button', { name: 'Resume training' }).click();
    await expect(page.getByRole('tabpanel', { name: 'Train' })).toBeVisible();
    await expect(status(page)).toHaveText(isAt(/\d+/), { timeout: 60_000 });
    await expect(offer).toHaveCount(0);
    await press(page, 'Stop');
  },
);

test('a horizon that takes long is taken up in its middle', PAGE, async ({ page }) => {
  await open(page, SMALL_RACE);
  await smallTraining(page);
  await set(page, 'Horizon', 10_000);
  await set(page, 'Unroll', 20);
  await set(page, 'Problems', 2048);
  await set(page, 'Hidden units', 12);
  await set(page, 'Validation problems', 1);
  await press(page, 'Train');
  const unrolls = async () => (await metaLoss(page)).length - 1;
  await expect.poll(unrolls, { timeout: 150_000 }).toBeGreaterThan(20);
  await page.waitForTimeout(4000);
  await page.reload();
  await showTab(page, 'Train');
  await expect(status(page)).toHaveText(/^An earlier training has \d+ of/);
  const whole = Number(/has (\d+) of/.exec((await status(page).textContent()) ?? '')?.[1]);
  // Each has 500 unrolls.
  expect(await unrolls()).toBeGreaterThan(500 * whole);
  const before = await metaLoss(page);
  await press(page, 'Resume');
  await expect.poll(unrolls, { timeout: 150_000 }).toBeGreaterThan(before.length + 5);
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  expect((await metaLoss(page)).slice(0, before.length)).toEqual(before);
});

test(
  'two tabs train at once, see each other, and do not take each other’s run',
  PAGE,
  async ({ page, context }) => {
    await open(page, SMALL_RACE);
    await smallTraining(page);
    await train(page);
    const other = await context.newPage();
    await open(other, SMALL_RACE);
    await smallTraining(other);
    await expect(status(other)).not.toHaveText(/An earlier training/);
    await showRuns(other);
    const run = other.getByRole('article');
    await expect(run).toHaveCount(1);
    await expect(run.getByText(/another tab/).first()).toBeVisible();
    await expect(run.getByRole('button', { name: /^Resume/ })).toHaveCount(0);

    await showTab(other, 'Train');
    await train(other);
    await showRuns(other);
    await expect(run).toHaveCount(2);
    await page.close();
    // Its tab is gone: it is interrupted, and may be resumed here when nothing else is going on.
    await expect(run.getByText(/Interrupted/i).first()).toBeVisible();
    await showTab(other, 'Train');
    await press(other, 'Stop');
    await expect(status(other)).toHaveText(/^Stopped/);
    await showRuns(other);
    const interrupted = run.filter({ hasText: /Interrupted/i });
    await interrupted.getByRole('button', { name: /^Resume/ }).click();
    await expect(status(other)).toHaveText(isAt(/\d+/), { timeout: 60_000 });
    await press(other, 'Stop');
  },
);

test(
  'a full disk is told with what to do; the training goes on, and is kept again later',
  PAGE,
  async ({ page }) => {
    await open(page, SMALL_RACE);
    await smallTraining(page);
    await train(page);
    await expect.poll(async () => (await stored(page))?.done ?? 0).toBeGreaterThan(0);
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      Object.assign(window, {
        makeRoom: () => {
          IDBObjectStore.prototype.put = put;
        },
      });
    });
    await expect(page.getByText('The space that the browser gives the Lab is full.')).toBeVisible();
    await expect(page.getByText(/Thin out or delete old runs/)).toBeVisible();
    const done = (await stored(page))?.done ?? 0;
    await page.waitForTimeout(2500);
    await expect(status(page)).toHaveText(isAt(/\d+/));
    expect((await stored(page))?.done).toBe(done);
    await page.evaluate(() => (window as unknown as { makeRoom(): void }).makeRoom());
    await expect.poll(async () => (await stored(page))?.done ?? 0).toBeGreaterThan(done);
    await page.reload();
    await showTab(page, 'Train');
    await expect(status(page)).toHaveText(/^An earlier training has/);
  },
);

test(
  'without storage the training goes on, and the list says that it is not kept',
  PAGE,
  async ({ page }) => {
    await page.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException('denied', 'SecurityError');
      };
    });
    await open(page, SMALL_RACE);
    await smallTraining(page);
    await train(page);
    await press(page, 'Stop');
    await expect(status(page)).toHaveText(/^Stopped/);
    await showRuns(page);
    await expect(page.getByRole('article')).toHaveCount(1);
    await expect(
      page.getByText(/until .*(close|reload)|only for this visit|not be kept/i).first(),
    ).toBeVisible();
  },
);

test.describe('an older Lab', () => {
  // A page that is no Lab, to change its database from, has no icon.
  test.use({ expectedErrors: /favicon\.ico/ });

  test('what version 1 of the database kept is there, and is offered', PAGE, async ({ page }) => {
    await open(page, SMALL_RACE);
    await smallTraining(page);
    await train(page);
    await press(page, 'Stop');
    await expect(status(page)).toHaveText(/^Stopped/);
    await expect.poll(async () => (await stored(page))?.state).toBe('stopped');
    const curve = await metaLoss(page);
    // The same in the form of version 1: the whole checkpoint under one key, and no other stores.
    await page.goto('./pretrained/index.json');
    await page.evaluate(backToVersionOne);
    await page.evaluate(() => sessionStorage.clear());
    await open(page, SMALL_RACE);
    await showTab(page, 'Train');
    await expect(status(page)).toHaveText(/^An earlier training has \d+ of 100000 horizons done/);
    // Version 1 kept whole horizons only: two unrolls each.
    const shown = await metaLoss(page);
    expect(shown.length).toBeGreaterThanOrEqual(curve.length - 2);
    expect(shown).toEqual(curve.slice(0, shown.length));
    await press(page, 'Resume');
    await expect(status(page)).toHaveText(isAt(/\d+/), { timeout: 60_000 });
    await press(page, 'Stop');
  });
});

/** Rewrites the database as the Lab's first version had it. */
async function backToVersionOne(): Promise<void> {
  type Row = { key: string; value: Record<string, unknown> };
  const wait = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
  const name = 'learned-optimizer-lab';
  const db = await wait(indexedDB.open(name));
  const read = async (store: string): Promise<Row[]> => {
    const of = () => db.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([wait(of().getAllKeys()), wait(of().getAll())]);
    return keys.map((key, i) => ({ key: String(key), value: values[i] }));
  };
  const parts = await read('parts');
  const series = await read('series');
  db.close();
  await wait(indexedDB.deleteDatabase(name));

  const part = (end: string) => parts.find(({ key }) => key.endsWith(end))?.value;
  const table = (of: string): Float64Array => {
    const chunks = series.filter(({ key }) => key.includes(`/${of}/`));
    return Float64Array.from(chunks.flatMap(({ value }) => [...(value.values as Float64Array)]));
  };
  // The checkpoint file has empty tables: put the curves in their place.
  const file = part('/checkpoint')?.file as Uint8Array;
  const headerSize = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerSize)));
  const body = file.subarray(8 + headerSize);
  const columns: Record<string, number> = { 'curve.metaLoss': 3, 'curve.validation': 5 };
  const blocks: Uint8Array[] = [];
  let at = 0;
  for (const [key, tensor] of Object.entries<{ shape: number[]; data_offsets: number[] }>(header)) {
    if (key === '__metadata__') continue;
    const width = columns[key];
    const values =
      width === undefined ? null : table(key === 'curve.metaLoss' ? 'meta-loss' : 'validation');
    const [from = 0, to = 0] = tensor.data_offsets;
    const bytes = values === null ? body.subarray(from, to) : new Uint8Array(values.buffer);
    if (values !== null && width !== undefined) tensor.shape = [values.length / width, width];
    tensor.data_offsets = [at, at + bytes.length];
    at += bytes.length;
    blocks.push(bytes);
  }
  let text = JSON.stringify(header);
  text += ' '.repeat((8 - (new TextEncoder().encode(text).length % 8)) % 8);
  const head = new TextEncoder().encode(text);
  const whole = new Uint8Array(8 + head.length + at);
  new DataView(whole.buffer).setBigUint64(0, BigInt(head.length), true);
  whole.set(head, 8);
  let position = 8 + head.length;
  for (const block of blocks) {
    whole.set(block, position);
    position += block.length;
  }

  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    for (const store of ['optimizers', 'runs', 'rates']) opening.result.createObjectStore(store);
  };
  const old = await wait(opening);
  const value = { version: 1, file: whole, live: null, baselines: part('/baselines') ?? [] };
  await wait(old.transaction('runs', 'readwrite').objectStore('runs').put(value, 'last'));
  old.close();
}

test('a library file that is damaged is refused whole, with the place', PAGE, async ({ page }) => {
  await open(page, SMALL_RACE);
  await showRuns(page);
  const buffer = Buffer.from('PK\u0003\u0004 this is no library');
  await page
    .getByLabel('Library file')
    .setInputFiles({ name: 'broken.zip', mimeType: 'application/zip', buffer });
  await expect(page.getByText(/broken\.zip: .*Nothing of it was taken/)).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(0);
});
