/** Links: the same race gives the same numbers and says so, and an optimizer travels in the link itself. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { messages } from './engine';
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import { figureCsv, importFile, open, press, raceFinished, set, showTab } from './lab';

const RACE = 'horizon=30&problems=8&seed=11&optimizers=quadratic,sgd:lr=0.01,adam:lr=0.3';
const PRETRAINED = fileURLToPath(
  new URL('../public/pretrained/quadratic.safetensors', import.meta.url),
);

/** Keeps what the page writes to the clipboard: a test has none of its own. */
async function withClipboard(page: Page): Promise<() => Promise<string>> {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', {
      value: {
        writeText: async (text: string) => {
          sessionStorage.setItem('copied', text);
        },
      },
    });
  });
  return () => page.evaluate(() => sessionStorage.getItem('copied') ?? '');
}

const result = (page: Page) =>
  page.getByRole('paragraph').filter({ hasText: 'numbers as when the link was made' });

/** The quadratic optimizer with other weights: one that no library has. */
async function anotherOptimizer(): Promise<Buffer> {
  const bytes = await readFile(PRETRAINED);
  // The last four bytes are a weight; its lowest bits make it another one.
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 4) ^ 1, bytes.length - 4);
  return bytes;
}

test('a link to a finished race gives the same numbers, and the page says so', async ({ page }) => {
  const copied = await withClipboard(page);
  await open(page, RACE);
  await raceFinished(page);
  await expect(result(page)).toHaveCount(0);
  const numbers = await figureCsv(page, 'Loss curves');
  await press(page, 'Copy link');
  await expect(messages(page)).toContainText('Its numbers are noted in the link');
  const link = await copied();
  expect(link).toContain('optimizers=quadratic,sgd:lr=0.01,adam:lr=0.3&result=');

  await page.goto('about:blank');
  await page.goto(link);
  await raceFinished(page);
  await expect(result(page)).toHaveText(
    /^The same numbers as when the link was made\. On (WebGPU|WebAssembly)/,
  );
  expect(await figureCsv(page, 'Loss curves')).toBe(numbers);
  // Another race is not the link's; the link's own is recognised again.
  await set(page, 'Horizon', 20);
  await expect(result(page)).toHaveCount(0);
  await set(page, 'Horizon', 30);
  await expect(result(page)).toBeVisible();
  await expectNoViolations(page);
});

test('what is different from when the link was made is named', PAGE, async ({ page }) => {
  const copied = await withClipboard(page);
  await open(page, `backend=wasm&${RACE}`);
  await raceFinished(page);
  await press(page, 'Copy link');
  await expect.poll(copied).toContain('result=');
  const link = await copied();

  await page.goto('about:blank');
  await page.goto(
    link.replace('backend=wasm', 'backend=cpu').replace(/result=[^:]*/, 'result=0.0.1'),
  );
  await raceFinished(page);
  await expect(result(page)).toContainText('the backend was WebAssembly (SIMD');
  await expect(result(page)).toContainText('here it is JavaScript');
  await expect(result(page)).toContainText('the version of the Lab was 0.0.1');

  await page.goto('about:blank');
  await page.goto(link.replace('adam:r0.3:', 'adam:r0.3:9'));
  await raceFinished(page);
  // The curves' hash agrees: the numbers are the same, whatever the link says about one of them.
  await expect(result(page)).toHaveText(/^The same numbers/);

  await page.goto('about:blank');
  await page.goto(
    link
      .replace(/(result=[^,]*:)[0-9a-f]{12},/, '$1000000000000,')
      .replace(/w[0-9a-f]{8}:/, 'w00000000:'),
  );
  await raceFinished(page);
  await expect(result(page)).toHaveText(
    /^Not the same numbers.*the weights of LSTM, trained on quadratics are others/,
  );
});

test(
  'an optimizer travels in the link: it races, and is kept when the person asks',
  PAGE,
  async ({ page, context }) => {
    const copied = await withClipboard(page);
    await open(page, `backend=wasm&${RACE}`);
    await raceFinished(page);
    await showTab(page, 'Library');
    await importFile(page, 'mine.safetensors', await anotherOptimizer());
    const mine = page.getByRole('article', { name: 'mine' });
    await expect(mine).toBeVisible();
    await showTab(page, 'Compare');
    await page.getByRole('combobox', { name: 'Add from library' }).selectOption({ label: 'mine' });
    await press(page, 'Run');
    await raceFinished(page);
    const numbers = await figureCsv(page, 'Loss curves');
    await press(page, 'Copy link');
    await expect(messages(page)).toContainText('in this browser only');
    await messages(page).getByRole('button', { name: 'Copy link with optimizer' }).click();
    await expect(messages(page)).toContainText(/It is [\d,]+ characters long.*sent to no server/);
    const link = await copied();
    expect(link.length).toBeLessThan(40_000);
    expect(new URL(link).hash).toMatch(/^#v=1&optimizer=mine:[\w-]+$/);

    // Where the library has it already, that one races.
    await page.goto('about:blank');
    await page.goto(link);
    await raceFinished(page);
    await expect(messages(page)).toContainText('in the library already');
    await expect(result(page)).toHaveText(/^The same numbers/);

    // Another person, who has nothing of the kind.
    const other = await (await context.browser())?.newContext({ serviceWorkers: 'block' });
    if (!other) throw new Error('no browser');
    const visitor = await other.newPage();
    await visitor.goto(link);
    await raceFinished(visitor);
    await expect(result(visitor)).toHaveText(/^The same numbers/);
    expect(await figureCsv(visitor, 'Loss curves')).toBe(numbers);
    await showTab(visitor, 'Library');
    const brought = visitor.getByRole('article', { name: 'mine' });
    await expect(brought).toContainText('From the link, for this visit only');
    await expectNoViolations(visitor);
    await visitor.goto(new URL('./?tab=library', link).href);
    await expect(visitor.getByRole('article', { name: /trained on quadratics/ })).toBeVisible();
    await expect(brought).toHaveCount(0);

    await visitor.goto(link);
    await showTab(visitor, 'Library');
    await brought.getByRole('button', { name: 'Keep in library' }).click();
    await expect(brought).toContainText('Imported');
    expect(new URL(visitor.url()).hash).toBe('');
    await visitor.reload();
    await showTab(visitor, 'Library');
    await expect(brought).toContainText('Imported');
    await other.close();
  },
);

test('a link that differs behind # alone is read in the open page', PAGE, async ({ page }) => {
  await open(page, '?tab=library');
  await expect(page.getByRole('article').first()).toBeVisible();
  // As when it is pasted into the address bar: browsers load nothing for it.
  await page.evaluate(() => {
    location.hash = '#v=1&optimizer=half:AAAA';
  });
  await expect(messages(page)).toContainText('The optimizer “half” in the link cannot be read');
});

test('a damaged optimizer in a link is refused with the reason', PAGE, async ({ page }) => {
  await page.goto('./?tab=library#v=1&optimizer=half:AAAA');
  await expect(messages(page)).toContainText('The optimizer “half” in the link cannot be read');
  await expect(page.getByRole('article').first()).toBeVisible();
  await expect(page.getByRole('article', { name: 'half' })).toHaveCount(0);
  await page.goto('about:blank');
  await page.goto('./?tab=library#v=7&optimizer=half:AAAA');
  await expect(messages(page)).toContainText('another version');
});
