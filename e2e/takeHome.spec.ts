/** Weights leave the Lab in every form and come back; the library trains a model that is not ours. */
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import { exportedFile, importFile, open, showTab } from './lab';

const FORMS = [
  { form: 'safetensors', ending: '.safetensors' },
  { form: 'NPZ', ending: '.npz' },
  { form: 'JSON', ending: '.json' },
  { form: 'PyTorch project', ending: '-pytorch.zip' },
  { form: 'JAX project', ending: '-jax.zip' },
  { form: 'TensorFlow.js project', ending: '-tfjs.zip' },
];

test('every form of Export weights is imported again', PAGE, async ({ page }) => {
  await open(page, '?tab=library');
  await showTab(page, 'Library');
  const shipped = page.getByRole('article', { name: /trained on quadratics/ });
  for (const { form, ending } of FORMS) {
    const { name, bytes } = await exportedFile(page, form, shipped);
    expect(name.endsWith(ending)).toBe(true);
    const stem = `back-${form.slice(0, 2).toLowerCase()}`;
    await importFile(page, stem + ending, bytes);
    const returned = page.getByRole('article', { name: stem });
    await expect(returned).toBeVisible();
    await expect(returned).toContainText('2 layers of 20 units');
  }
});

test('the menu is worked with the keyboard, and fits a phone', PAGE, async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 700 });
  await open(page, '?tab=library');
  await showTab(page, 'Library');
  const button = page.getByRole('button', { name: 'Export weights' }).first();
  await button.focus();
  await page.keyboard.press('Enter');
  const items = page.getByRole('menuitem');
  await expect(items).toHaveCount(6);
  await expectNoViolations(page);
  for (const item of await items.all()) {
    const box = await item.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 360).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(items).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Enter'),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.npz$/);
});

/** A safetensors file of these tensors, without metadata. */
function foreignFile(): Buffer {
  const shapes: [string, number[]][] = [
    ['cells.0.weight_ih', [8, 2]],
    ['cells.0.weight_hh', [8, 2]],
    ['cells.0.bias_ih', [8]],
    ['cells.0.bias_hh', [8]],
    ['output.weight', [1, 2]],
    ['output.bias', [1]],
  ];
  let end = 0;
  const entries = shapes.map(([name, shape]) => {
    const begin = end;
    end += 4 * shape.reduce((product, length) => product * length, 1);
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(end)]);
}

test('a file that does not say its settings may have DeepMind’s', PAGE, async ({ page }) => {
  await open(page, '?tab=library');
  await showTab(page, 'Library');
  await importFile(page, 'theirs.safetensors', foreignFile());
  const dialog = page.getByRole('dialog');
  const choice = dialog.getByRole('button', { name: /DeepMind’s: p = 5, × 0\.01/ });
  await expect(choice).toHaveAttribute('aria-pressed', 'false');
  await choice.click();
  await expect(choice).toHaveAttribute('aria-pressed', 'true');
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  const entry = page.getByRole('article', { name: 'theirs' });
  await expect(entry).toBeVisible();
  await expect(entry).toContainText('0.01');
});

test('the example page trains a model of its own by the library', PAGE, async ({ page }) => {
  await page.goto('./examples/network/');
  await page.getByRole('button', { name: 'Train' }).click();
  await expect(page.getByRole('status')).toHaveText(/^Done: 100 steps/, { timeout: 120_000 });
  const losses = await page
    .getByRole('row', { name: /^Learned/ })
    .getByRole('cell')
    .allTextContents();
  const [first = 0, , late = 1] = losses.map(Number);
  expect(first).toBeGreaterThan(0.8);
  expect(late).toBeLessThan(first / 3);
  await expectNoViolations(page);
});
