/** Real digits, from files to a race: dropped on the page, downloaded from a mirror that fails, kept by the browser. */
import type { Locator, Page } from '@playwright/test';
import type { NamedBytes } from '../src/datasets/mnistFiles';
import { idxImages, smallMnist } from '../tests/helpers/digitFiles';
import { type Mirror, type MirrorBehaviour, startMirror } from '../tests/helpers/mirror';
import { expect, expectNoViolations, test } from './fixtures';
import { press, raceFinished } from './lab';
import { type ServedLab, serveLab } from './servedLab';

/** A race that takes a blink. */
const RACE =
  'task=mnist&side=7&hiddenUnits=5&batch=8&horizon=5&problems=2&optimizers=adam:lr=0.1&backend=wasm';
const LONG = 'train-images-idx3-ubyte.gz';
/** Small files that stand for MNIST's: the list beside the page pins their checksums. */
const small = smallMnist(3000, 200);
/** Bytes a second: a machine that has much to do comes in between all the same. */
const SLOW = 10_000;
const half = Math.floor((small.files[0]?.bytes.length ?? 0) / 2);

let host: ServedLab;
let mirrors: Mirror[] = [];
test.beforeEach(async () => {
  host = await serveLab();
  await list();
});
test.afterEach(async () => {
  await host.close();
  for (const mirror of mirrors) await mirror.close();
  mirrors = [];
});

/** From now on these are the mirrors that the page knows. */
async function list(...behaviours: MirrorBehaviour[]): Promise<void> {
  const started = await Promise.all(behaviours.map((how) => startMirror(small.files, how)));
  mirrors.push(...started);
  const index = {
    version: 1,
    mirrors: started.map(({ address }) => address),
    pinned: small.pins,
  };
  host.files.set('data/mnist/index.json', JSON.stringify(index));
}

const visit = (page: Page, more = ''): Promise<unknown> =>
  page.goto(`${host.address}?${RACE}${more}`);
const chosen = (page: Page): Locator => page.getByRole('combobox', { name: 'Digits' });
const panel = (page: Page): Locator => page.getByRole('region', { name: 'Digits' });
const downloadButton = (page: Page): Locator =>
  page.getByRole('button', { name: /^Download MNIST \(\d+ (?:KB|MB)\)$/ });

/** Drops files in the middle of the page. */
async function drop(page: Page, files: readonly NamedBytes[]): Promise<void> {
  const encoded = files.map(({ name, bytes }) => ({
    name,
    base64: Buffer.from(bytes).toString('base64'),
  }));
  const dropped = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, encoded);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('main', type, { dataTransfer: dropped });
  }
}

/** The race runs on the digits that are chosen now. */
async function raceRuns(page: Page): Promise<void> {
  await press(page, 'Run');
  await raceFinished(page);
}

test('synthetic digits by default, and nothing asked of anybody else', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await visit(page);
  await expect(chosen(page)).toHaveValue('synthetic');
  await expect(panel(page)).toContainText('to train on');
  await expect(
    panel(page).getByRole('img', { name: /^Some of the digits: synthetic digits \(0, 1, 2/ }),
  ).toBeVisible();
  await expect(downloadButton(page)).toBeVisible();
  await raceFinished(page);
  await expectNoViolations(page);
  expect(
    asked.filter((url) => !url.startsWith(host.address) && !/^(?:blob|data):/.test(url)),
  ).toEqual([]);
});

test('MNIST’s files are dropped, raced on, kept over a reload, and removed', async ({ page }) => {
  await visit(page);
  await expect(downloadButton(page)).toBeVisible();
  await drop(page, small.files);
  await expect(chosen(page)).toHaveValue('mnist');
  await expect(panel(page)).toContainText(
    '2,750 to train on, 250 to validate, 200 to test. Kept in this browser.',
  );
  await raceRuns(page);
  await visit(page, '&data=mnist');
  await raceFinished(page);
  await expect(chosen(page)).toHaveValue('mnist');
  await expect(panel(page)).toContainText('Kept in this browser.');
  await expectNoViolations(page);
  await press(page, 'Remove');
  await expect(panel(page)).toContainText('They are not here yet.');
  await expect(downloadButton(page)).toBeVisible();
});

test('other files of the format are asked about, and then are the person’s own', async ({
  page,
}) => {
  const other = small.files.map(({ name, bytes }) =>
    name.startsWith('t10k-images')
      ? { name: 't10k-images-idx3-ubyte', bytes: idxImages(200, 77) }
      : { name, bytes },
  );
  await visit(page);
  await expect(downloadButton(page)).toBeVisible();
  await drop(page, other);
  const question = page.getByRole('alert');
  await expect(question).toContainText('These are not the original MNIST files.');
  await expect(question).toContainText(/t10k-images-idx3-ubyte: [0-9a-f]{12}…, MNIST has/);
  await expectNoViolations(page);
  await press(page, 'Use as my own digits');
  await expect(chosen(page)).toHaveValue('files');
  await expect(chosen(page).getByRole('option', { name: 'Your own digits' })).toBeAttached();
  await raceRuns(page);
  await expect(page.getByRole('figure', { name: 'Loss curves' })).toContainText('Your own digits');
});

test('damaged files say what is wrong, and what was there stays', async ({ page }) => {
  await visit(page);
  await expect(downloadButton(page)).toBeVisible();
  const cut = small.files.map(({ name, bytes }) => ({
    name,
    bytes: name === LONG ? bytes.subarray(0, half) : bytes,
  }));
  await drop(page, cut);
  const problem = page.getByRole('alert');
  await expect(problem).toContainText(`${LONG}: its gzip data are cut off or damaged.`);
  await expectNoViolations(page);
  await press(page, 'Dismiss');
  await expect(problem).toHaveCount(0);
  await drop(page, small.files.slice(1));
  await expect(problem).toContainText('train-images-idx3-ubyte is missing.');
  await expect(chosen(page)).toHaveValue('synthetic');
});

test.describe('a connection that is cut', () => {
  test.use({ expectedErrors: /net::ERR_|status of 503/ });

  test('the next mirror goes on; after a reload nothing is asked for again', async ({ page }) => {
    await list({ cutAfter: { [LONG]: half } }, {});
    await visit(page);
    await downloadButton(page).click();
    await expect(chosen(page)).toHaveValue('mnist');
    expect(mirrors[0]?.asked.map(({ file }) => file)).toContain(LONG);
    expect(mirrors[1]?.asked).toEqual([{ file: LONG, range: `bytes=${half}-`, status: 206 }]);
    await raceRuns(page);
    await visit(page, '&data=mnist');
    await raceFinished(page);
    await expect(panel(page)).toContainText('Kept in this browser.');
    expect(mirrors[1]?.asked).toHaveLength(1);
  });

  test('no mirror goes on: what has come is kept over a reload, and Resume brings the rest', async ({
    page,
  }) => {
    await list({ cutAfter: { [LONG]: half }, thenStatus: 503 });
    await visit(page);
    await downloadButton(page).click();
    await expect(page.getByRole('alert')).toContainText(/MNIST was not downloaded\. .*status 503/);
    await expect(page.getByRole('button', { name: 'Resume download' })).toBeVisible();
    await expect(panel(page)).toContainText(/[\d.]+ of [\d.]+ MB are here\./);
    await list({});
    await page.reload();
    await page.getByRole('button', { name: 'Resume download' }).click();
    await expect(chosen(page)).toHaveValue('mnist');
    expect(mirrors[1]?.asked).toEqual([{ file: LONG, range: `bytes=${half}-`, status: 206 }]);
  });
});

test('a download shows how far it is, is cancelled, and goes on', async ({ page }) => {
  await list({ rate: SLOW });
  await visit(page);
  await downloadButton(page).click();
  const bar = page.getByRole('progressbar', { name: 'Download of MNIST' });
  await expect.poll(async () => Number(await bar.getAttribute('value'))).toBeGreaterThan(30_000);
  await expect(panel(page)).toContainText(/[\d.]+ of [\d.]+ MB from 127\.0\.0\.1:\d+, \d+ s left/);
  await expectNoViolations(page);
  await press(page, 'Cancel download');
  await list({});
  await page.reload();
  await page.getByRole('button', { name: 'Resume download' }).click();
  await expect(chosen(page)).toHaveValue('mnist');
  // Whichever file was on its way: it goes on from where it was, and those behind it come whole.
  const [first, ...rest] = mirrors[1]?.asked ?? [];
  expect(first?.range).toMatch(/^bytes=[1-9]\d*-$/);
  expect(rest.map(({ range }) => range)).toEqual(rest.map(() => null));
  const files = [first, ...rest].map((asked) => asked?.file);
  expect(new Set(files).size).toBe(files.length);
});

test('of two tabs one waits while the other downloads, and goes on where that was cancelled', async ({
  page,
  context,
}) => {
  await list({ rate: SLOW });
  await visit(page);
  await downloadButton(page).click();
  const bar = page.getByRole('progressbar', { name: 'Download of MNIST' });
  await expect.poll(async () => Number(await bar.getAttribute('value'))).toBeGreaterThan(30_000);
  await list({});
  const other = await context.newPage();
  await visit(other);
  await other.getByRole('button', { name: /^(Download MNIST|Resume download)/ }).click();
  await expect(panel(other)).toContainText('Another tab is downloading MNIST');
  await press(page, 'Cancel download');
  await expect(chosen(other)).toHaveValue('mnist');
  await expect(panel(other)).toContainText('Kept in this browser.');
  expect(mirrors[1]?.asked[0]?.range).toMatch(/^bytes=[1-9]\d*-$/);
});

test('MNIST beside the page is used at once where the person chooses the task', async ({
  page,
}) => {
  const index = {
    version: 1,
    files: small.files.map(({ name }) => name),
    pinned: small.pins,
  };
  host.files.set('data/mnist/index.json', JSON.stringify(index));
  for (const { name, bytes } of small.files) host.files.set(`data/mnist/${name}`, bytes);
  await page.goto(`${host.address}?backend=wasm&problems=2&horizon=5&optimizers=adam:lr=0.1`);
  await raceFinished(page);
  await page.getByRole('combobox', { name: 'Task' }).selectOption('mnist');
  await expect(chosen(page)).toHaveValue('mnist');
  await expect(panel(page)).toContainText('200 to test. Served with this page.');
});

test('a link to a race on MNIST offers to get it where it is not', async ({ page }) => {
  await list({});
  await visit(page, '&data=mnist');
  const problem = page.getByRole('alert');
  await expect(problem).toContainText('The digits of this task are not here: MNIST.');
  await problem.getByRole('button', { name: /^Download MNIST/ }).click();
  await raceFinished(page);
  await expect(problem).toHaveCount(0);
});
