/** The list of runs: what was computed is found again, named, compared, deleted and brought back, and travels in a file. */
import type { Locator, Page } from '@playwright/test';
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import {
  figureData,
  figureDownload,
  open,
  press,
  raceFinished,
  savedFile,
  set,
  showTab,
  smallTraining,
  status,
} from './lab';
import { libraryOf } from './runLibrary';

/** Rates are given, so that nothing needs tuning. */
const SMALL_RACE = 'problems=4&horizon=10&optimizers=quadratic,adam:lr=0.3';

async function showRuns(page: Page): Promise<void> {
  await showTab(page, 'Library');
  await page.getByText('Runs', { exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Runs' })).toBeChecked();
}

const rows = (page: Page): Locator => page.getByRole('article');
const row = (page: Page, name: string | RegExp): Locator => page.getByRole('article', { name });

async function fromMenu(page: Page, run: Locator, item: string): Promise<void> {
  const more = run.getByRole('button', { name: /^More with/ });
  const name = (await more.getAttribute('aria-label')) ?? '';
  await more.click();
  // Another run's menu may still be on its way out.
  const menu = page.getByRole('menu', { name, exact: true });
  await menu.getByRole('menuitem', { name: item, exact: true }).click();
}

async function rename(page: Page, run: Locator, name: string): Promise<void> {
  await fromMenu(page, run, 'Rename');
  const field = run.getByRole('textbox', { name: /^New name/ });
  await expect(field).toBeFocused();
  await field.fill(name);
  await field.press('Enter');
}

/** A search field that makes suggestions is a combobox to a screen reader. */
const searchField = (page: Page): Locator => page.getByRole('combobox', { name: 'Search runs' });

/** A training of so many horizons, with this unroll, to its end. */
async function train(page: Page, unroll: number, horizons: number): Promise<void> {
  await showTab(page, 'Train');
  await set(page, 'Unroll', unroll);
  await set(page, 'Horizons to train', horizons);
  await press(page, 'Train');
  await expect(status(page)).toHaveText(`Finished: ${horizons} horizons trained.`, {
    timeout: 120_000,
  });
}

/** Two trainings that differ in their unroll, "Short" and "Long", and a race. */
async function threeRuns(page: Page): Promise<void> {
  await open(page, SMALL_RACE);
  await raceFinished(page);
  await press(page, 'Run');
  await expect(status(page)).toHaveText(/^Finished/);
  await smallTraining(page);
  await train(page, 12, 20);
  await train(page, 4, 30);
  await showRuns(page);
  await expect(rows(page)).toHaveCount(3);
  await rename(page, rows(page).nth(0), 'Short');
  await expect(
    row(page, 'Short').getByRole('button', { name: 'Short', exact: true }),
  ).toBeFocused();
  await rename(page, rows(page).nth(1), 'Long');
  await expect(row(page, 'Long')).toBeVisible();
}

const giveLibrary = (page: Page, name: string, buffer: Buffer): Promise<void> =>
  page.getByLabel('Library file').setInputFiles({ name, mimeType: 'application/zip', buffer });

/** So many runs, from a file. */
async function manyRuns(page: Page, count: number): Promise<void> {
  await open(page, '?tab=library&shelf=runs');
  await giveLibrary(page, 'made.zip', libraryOf(count));
  await expect(page.getByRole('region', { name: 'Import' })).toContainText('added');
}

test('without runs the list says what to do', PAGE, async ({ page }) => {
  await open(page, '?tab=library&shelf=runs');
  await expect(page.getByText('No runs are kept yet.')).toBeVisible();
  await expectNoViolations(page);
  await press(page, 'Train your own');
  await expect(page.getByRole('tabpanel', { name: 'Train' })).toBeVisible();
});

test('runs are listed, found by name, tag, note, kind and state, and keep their words', async ({
  page,
}) => {
  await threeRuns(page);
  await expect(page).toHaveURL(/tab=library&shelf=runs/);
  await expect(row(page, 'Short')).toContainText('30 horizons');
  await expect(row(page, 'Short')).toContainText('Done');
  await expect(row(page, 'Short')).toContainText(/best validation \d/);
  await expect(row(page, /^Race/)).toContainText(/lowest loss \d/);

  const short = row(page, 'Short');
  await short.getByRole('button', { name: 'Short', exact: true }).click();
  const tag = short.getByRole('combobox', { name: 'Add a tag to Short' });
  await tag.fill('paper');
  await tag.press('Enter');
  await tag.fill('to keep,');
  await expect(short.getByRole('button', { name: 'Remove tag to keep' })).toBeVisible();
  const note = short.getByRole('textbox', { name: 'Note on Short' });
  await note.fill('Ends above the long one.');
  await expect(short.getByText('Saved.')).toBeVisible();
  await expect(short.getByText('Unroll', { exact: true })).toBeVisible();

  const finds = async (query: string, count: number) => {
    await searchField(page).fill(query);
    await expect(rows(page)).toHaveCount(count);
  };
  await finds('short', 1);
  await finds('above the long', 1);
  await finds('#pap', 1);
  await finds('#long', 0);
  await press(page, 'Show all runs');
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Race');
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('combobox', { name: 'State' }).selectOption('Diverged');
  await expect(rows(page)).toHaveCount(0);
  await press(page, 'Show all runs');
  await page.getByRole('combobox', { name: 'Order' }).selectOption('By name');
  await expect(rows(page).first()).toHaveAccessibleName('Long');

  await page.reload();
  const again = row(page, 'Short');
  await again.getByRole('button', { name: 'to keep', exact: true }).click();
  await expect(rows(page)).toHaveCount(1);
  await again.getByRole('button', { name: 'Short', exact: true }).click();
  await expect(again.getByRole('textbox', { name: 'Note on Short' })).toHaveValue(
    'Ends above the long one.',
  );
  await again.getByRole('button', { name: 'Remove tag to keep' }).click();
  await expect(rows(page)).toHaveCount(0);
});

test('selected runs lie over one another, with the settings by which they differ', async ({
  page,
}) => {
  await threeRuns(page);
  for (const name of ['Short', 'Long'])
    await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await press(page, 'Compare');
  const [head = [], ...lines] = await figureData(page, 'Runs compared');
  expect(head).toEqual(['horizon', 'Short', 'Long']);
  // Validated before the first horizon and after every tenth: 0, 10, 20 and for one of them 30.
  expect(lines.map(([horizon]) => horizon)).toEqual(['0', '10', '20', '30']);
  expect(lines[3]?.[2]).toBe('');
  expect(Number(lines[2]?.[1])).toBeGreaterThan(0);

  const table = page.getByRole('region', { name: 'Runs side by side' });
  const unroll = await table.getByRole('row').evaluateAll((all) => all.map((r) => r.textContent));
  expect(unroll[1]).toContain('Unroll');
  expect(unroll[1]).not.toContain('Hidden units');
  await expect(page.getByText('All other settings are the same.')).toBeVisible();

  await page.getByText('Meta-loss', { exact: true }).click();
  await page.getByText('unrolls', { exact: true }).click();
  const unrolls = await figureData(page, 'Runs compared');
  // 30 horizons of 12 steps in unrolls of 4.
  expect(unrolls.length).toBe(1 + 90);
  expect((await figureDownload(page, 'Runs compared', 'SVG')).toString('utf8')).toContain('Long');

  await page.getByRole('checkbox', { name: /^Select Race/ }).check();
  await page.getByText('Races', { exact: true }).click();
  const raced = await figureData(page, 'Runs compared');
  expect(raced[0]?.length).toBe(3);
  expect(raced.length).toBe(1 + 11);
  await expectNoViolations(page);
});

test('a run is duplicated with changes, and the new one knows where it came from', async ({
  page,
}) => {
  await threeRuns(page);
  await fromMenu(page, row(page, 'Long'), 'Duplicate with changes');
  await expect(page.getByRole('tabpanel', { name: 'Train' })).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'Unroll' })).toHaveValue('12');
  await set(page, 'Unroll', 3);
  await press(page, 'Train');
  await expect(status(page)).toHaveText('Finished: 20 horizons trained.', { timeout: 120_000 });
  await showTab(page, 'Library');
  await expect(rows(page)).toHaveCount(4);
  const copy = rows(page).first();
  await copy.getByRole('button', { expanded: false }).first().click();
  await expect(copy.getByText('Duplicate of')).toBeVisible();
  await expect(copy.getByRole('button', { name: 'Long', exact: true })).toBeVisible();

  await row(page, 'Long').getByRole('button', { name: 'Open Long' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Train' })).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'Unroll' })).toHaveValue('12');
});

test('runs are deleted by menu, by key and many at once, and come back', async ({ page }) => {
  await threeRuns(page);
  await fromMenu(page, row(page, 'Short'), 'Delete');
  await expect(rows(page)).toHaveCount(2);
  await press(page, 'Undo');
  await expect(row(page, 'Short')).toBeVisible();

  const first = row(page, 'Short').getByRole('button', { name: 'Short', exact: true });
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'Long').getByRole('button', { name: 'Long', exact: true })).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(row(page, 'Long')).toHaveCount(0);
  await press(page, 'Undo');
  await expect(row(page, 'Long')).toBeVisible();

  await press(page, 'Select all');
  await press(page, 'Delete selected');
  await expect(rows(page)).toHaveCount(0);
  await press(page, 'Undo');
  await expect(rows(page)).toHaveCount(3);
  // Curves and all.
  await row(page, 'Short').getByRole('button', { name: 'Short', exact: true }).click();
  const [, ...lines] = await figureData(page, 'Curves of Short');
  expect(lines.length).toBe(4);
});

test('the library leaves as one file and comes back from it', async ({ page }) => {
  await threeRuns(page);
  const file = await savedFile(page, 'Export library');
  expect(file.name).toMatch(/^optlab-library-.*\.zip$/);
  const give = (name: string, bytes: Buffer) => giveLibrary(page, name, bytes);

  await give('cut.zip', file.bytes.subarray(0, file.bytes.length / 2));
  const alert = page.getByRole('alert').filter({ hasText: 'cut.zip was not imported' });
  await expect(alert).toBeVisible();
  await expect(rows(page)).toHaveCount(3);
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toHaveCount(0);

  await give('again.zip', file.bytes);
  const report = page.getByRole('region', { name: 'Import' });
  await expect(report).toContainText('nothing that was not here');
  await expect(report).toContainText('3 runs');

  await press(page, 'Select all');
  await press(page, 'Delete selected');
  await expect(rows(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByText('No runs are kept yet.')).toBeVisible();
  await give('back.zip', file.bytes);
  await expect(report).toContainText('added 3 runs');
  await expect(rows(page)).toHaveCount(3);
  await row(page, 'Long').getByRole('button', { name: 'Long', exact: true }).click();
  const [, ...lines] = await figureData(page, 'Curves of Long');
  expect(lines.length).toBe(3);
});

test('space is shown, and freed by curves and checkpoints that are given up', async ({ page }) => {
  await threeRuns(page);
  const space = page.getByRole('region', { name: 'Space in this browser' });
  await expect(space.getByText(/are used, .* are left/)).toBeVisible();
  await space.getByRole('button', { name: 'Free space' }).click();
  await expect(space.getByText(/curves and checkpoints of 3 runs/)).toBeVisible();
  await space.getByRole('button', { name: 'Remove curves and checkpoints' }).click();
  await expect(space.getByText(/were freed/)).toBeVisible();
  await row(page, 'Short').getByRole('button', { name: 'Short', exact: true }).click();
  await expect(page.getByText(/^No curves are kept of this run/)).toBeVisible();
  await expect(row(page, 'Short')).toContainText(/best validation \d/);
});

test(
  'two thousand runs are shown a page at a time, and searched while somebody types',
  PAGE,
  async ({ page }) => {
    await manyRuns(page, 2000);
    await expect(rows(page)).toHaveCount(30);
    await expect(rows(page).first()).toHaveAccessibleName('Run 2000');
    await press(page, 'Next runs');
    await expect(rows(page).first()).toHaveAccessibleName('Run 1970');
    await expect(page.getByText('Runs 31 to 60 of 2,000')).toBeVisible();
    const started = Date.now();
    await searchField(page).pressSequentially('run 1234');
    await expect(rows(page)).toHaveCount(1);
    // Eight keys; measured 1.4 s while a dozen other jobs shared the two cores.
    expect(Date.now() - started).toBeLessThan(5000);
    await expect(rows(page).first()).toHaveAccessibleName('Run 1234');
  },
);

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`no violation, ${colorScheme}, ${width} px`, PAGE, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      await manyRuns(page, 3);
      await row(page, 'Run 1').getByRole('button', { name: 'Run 1', exact: true }).click();
      await press(page, 'Select all');
      await press(page, 'Compare');
      await expect(page.getByRole('figure', { name: 'Runs compared' })).toBeVisible();
      await page.getByRole('button', { name: 'Free space' }).click();
      await expectNoViolations(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, 'horizontal scroll').toBeLessThanOrEqual(0);
    });
  }
}
