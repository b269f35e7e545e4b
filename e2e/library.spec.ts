/** The library: files come in only when they are sound, and nothing is lost by a slip of the hand. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from './fixtures';
import { importFile, open, showTab } from './lab';

const PRETRAINED = fileURLToPath(
  new URL('../public/pretrained/quadratic.safetensors', import.meta.url),
);

test('a truncated or foreign file is refused with the reason', async ({ page }) => {
  await open(page, '?tab=library');
  await showTab(page, 'Library');
  await expect(page.getByRole('article', { name: /trained on quadratics/ })).toBeVisible();
  const before = await page.getByRole('article').count();
  const whole = await readFile(PRETRAINED);
  await importFile(page, 'cut.safetensors', whole.subarray(0, whole.length - 100));
  await expect(page.getByRole('alert').filter({ hasText: 'cut.safetensors' })).toBeVisible();
  await importFile(page, 'holiday.jpg', Buffer.from('not an optimizer at all'));
  await expect(page.getByRole('alert').filter({ hasText: 'holiday.jpg' })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(before);
});

test('a file dropped anywhere joins the library, survives a reload, and a delete is undone', async ({
  page,
}) => {
  await open(page);
  const bytes = [...(await readFile(PRETRAINED))];
  const transfer = await page.evaluateHandle((numbers) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(numbers)], 'dropped.safetensors'));
    return data;
  }, bytes);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.getByRole('main').dispatchEvent(type, { dataTransfer: transfer });
  }
  await showTab(page, 'Library');
  const entry = page.getByRole('article', { name: /dropped/ });
  await expect(entry).toBeVisible();
  await page.reload();
  await showTab(page, 'Library');
  await expect(entry).toBeVisible();
  await entry.getByRole('button', { name: /Delete/ }).click();
  await expect(entry).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(entry).toBeVisible();
});

test('storage that is denied leaves a library for the visit, and says so', async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  });
  await open(page);
  await showTab(page, 'Library');
  await importFile(page, 'kept.safetensors', await readFile(PRETRAINED));
  await expect(page.getByRole('article', { name: /kept/ })).toBeVisible();
  await expect(
    page.getByText(/not be kept|only for this visit|until .*(close|reload)/i).first(),
  ).toBeVisible();
});
