/** The list of runs where something is in its way: another tab, damaged storage, none at all, hardly any room left. */
import { expect, PAGE, test } from './fixtures';
import { open, press, set, showTab, smallTraining, status } from './lab';
import { libraryOf } from './runLibrary';

const RUNS = '?tab=library&shelf=runs';

test('what another tab computes is shown, is left alone, and can be resumed when that tab is gone', async ({
  page,
  context,
}) => {
  await open(page, 'problems=4&horizon=10&optimizers=quadratic,adam:lr=0.3');
  await smallTraining(page);
  await set(page, 'Unroll', 6);
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/horizon ([2-9]|\d{2,}) of/, { timeout: 120_000 });

  const other = await context.newPage();
  await open(other, RUNS);
  const run = other.getByRole('article');
  await expect(run).toContainText('Running, in another tab');
  await expect(run.getByRole('button', { name: /^Resume/ })).toHaveCount(0);
  await run.getByRole('button', { name: /^More with/ }).click();
  await expect(other.getByRole('menuitem', { name: /^Delete: another tab has it/ })).toBeDisabled();
  await expect(other.getByRole('menuitem', { name: 'Rename' })).toBeDisabled();
  await other.keyboard.press('Escape');
  await run.getByRole('button', { expanded: false }).first().click();
  await expect(run.getByRole('textbox', { name: /^Note on/ })).toBeDisabled();

  await page.close();
  await expect(run).toContainText('Interrupted');
  await run.getByRole('button', { name: /^Resume/ }).click();
  await expect(other.getByRole('tabpanel', { name: 'Train' })).toBeVisible();
  await expect(status(other)).toHaveText(/^Training: horizon/, { timeout: 120_000 });
  await showTab(other, 'Library');
  await expect(run).toContainText('Running');
  await expect(run).not.toContainText('another tab');
});

test('a run that cannot be read is counted, and left as it is', PAGE, async ({ page }) => {
  await open(page, RUNS);
  await page.getByLabel('Library file').setInputFiles({
    name: 'two.zip',
    mimeType: 'application/zip',
    buffer: libraryOf(2),
  });
  await expect(page.getByRole('article')).toHaveCount(2);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('learned-optimizer-lab');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const change = opening.result.transaction('runs', 'readwrite');
          change.objectStore('runs').put({ version: 2, record: 'no record at all' }, 'made-1');
          change.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await page.reload();
  await expect(page.getByText(/^1 stored run cannot be read/)).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(1);
});

test('storage that is denied is said, and runs are here for the visit', PAGE, async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  });
  await open(page, RUNS);
  await expect(page.getByText(/runs are here only for this visit/)).toBeVisible();
  await page.getByLabel('Library file').setInputFiles({
    name: 'one.zip',
    mimeType: 'application/zip',
    buffer: libraryOf(1),
  });
  await expect(page.getByRole('article')).toHaveCount(1);
});

test('a library that is dropped anywhere is imported', PAGE, async ({ page }) => {
  await open(page, '?tab=figures');
  const transfer = await page.evaluateHandle(
    (numbers) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(numbers)], 'optlab-library-2026-01-01 (1).zip'));
      return data;
    },
    [...libraryOf(2)],
  );
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.getByRole('main').dispatchEvent(type, { dataTransfer: transfer });
  }
  await expect(page.getByRole('region', { name: 'Import' })).toContainText('added 2 runs');
  await expect(page.getByRole('article')).toHaveCount(2);
});

test('little room is said, with what can be done', PAGE, async ({ page }) => {
  await page.addInitScript(() => {
    navigator.storage.estimate = async () => ({ usage: 9.5e6, quota: 1e7 });
    navigator.storage.persisted = async () => false;
    navigator.storage.persist = async () => false;
  });
  await open(page, RUNS);
  const space = page.getByRole('region', { name: 'Space in this browser' });
  await expect(
    space.getByText('9.5 MB are used, 500 kB are left. It is nearly full.'),
  ).toBeVisible();
  await space.getByRole('button', { name: 'Ask the browser to keep it' }).click();
  await expect(space.getByText(/did not promise/)).toBeVisible();
  await page.evaluate(() => {
    navigator.storage.persisted = async () => true;
    navigator.storage.persist = async () => true;
  });
  await space.getByRole('button', { name: 'Ask the browser to keep it' }).click();
  await expect(space.getByText('The browser keeps it until you delete it.')).toBeVisible();
});
