/** Training in the page: it improves, obeys, survives a reload, and leaves with a file. */
import { expect, PAGE, test } from './fixtures';
import {
  exportedFile,
  figureCsv,
  importFile,
  open,
  press,
  raceFinished,
  set,
  settled,
  showTab,
  smallTraining,
  status,
} from './lab';

/** What the landing races meanwhile; rates are given, so that nothing needs tuning. */
const SMALL_RACE = 'problems=4&horizon=10&optimizers=quadratic,adam:lr=0.3';

/** The numbers of a CSV's column, by a part of its heading. */
function column(csv: string, heading: string): number[] {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/);
  // Names may hold commas, and are quoted then; numbers are not.
  const names = head.match(/"[^"]*"|[^,]+/g) ?? [];
  const index = names.findIndex((name) => name.includes(heading));
  expect(index, `column ${heading} in ${head}`).toBeGreaterThanOrEqual(0);
  return lines
    .map((line) => Number.parseFloat(line.split(',')[index] ?? ''))
    .filter((value) => Number.isFinite(value));
}

test('training improves the validation loss, live, and passes baselines', async ({ page }) => {
  await open(page, SMALL_RACE);
  await smallTraining(page);
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/^Training: horizon \d+ of \d+.*horizons\/s/, {
    timeout: 120_000,
  });
  await expect(status(page)).toHaveText(/horizon ([4-9]\d|\d{3,}) of/, { timeout: 150_000 });
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  const losses = column(await figureCsv(page, 'Validation loss'), 'LSTM');
  expect(losses.length).toBeGreaterThanOrEqual(4);
  expect(Math.min(...losses.slice(1))).toBeLessThan(0.5 * (losses[0] ?? 0));
  expect(column(await figureCsv(page, 'Meta-loss'), 'unroll').length).toBeGreaterThan(60);
});

test('pause holds the training, a step lets one unroll pass, resume goes on', async ({ page }) => {
  await open(page, SMALL_RACE);
  await smallTraining(page);
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/horizon ([2-9]|\d{2,}) of/, { timeout: 120_000 });
  await press(page, 'Pause');
  await expect(status(page)).toHaveText(/^Paused/);
  const unrolls = async () => (await figureCsv(page, 'Meta-loss')).trim().split('\n').length;
  const before = await settled(unrolls);
  await press(page, 'Step');
  await expect.poll(unrolls).toBe(before + 1);
  await press(page, 'Resume');
  await expect(status(page)).toHaveText(/^Training/);
  await expect.poll(unrolls).toBeGreaterThan(before + 4);
  await press(page, 'Stop');
});

test('unroll and horizon act live, from the next horizon', PAGE, async ({ page }) => {
  await open(page, SMALL_RACE);
  await smallTraining(page);
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/horizon ([2-9]|\d{2,}) of/, { timeout: 120_000 });
  await set(page, 'Horizon', 30);
  await set(page, 'Unroll', 10);
  // Unroll by unroll: running free, horizons come and go faster than a file is saved.
  await press(page, 'Pause');
  await expect(status(page)).toHaveText(/^Paused/);
  const oneMore = async () => {
    await press(page, 'Step');
    return column(await figureCsv(page, 'Current horizon'), 'step').at(-1);
  };
  await expect.poll(oneMore, { timeout: 120_000 }).toBeGreaterThan(12);
  await press(page, 'Stop');
});

test('a reload offers the run again, and it goes on to the same curve', async ({ page }) => {
  await open(page, SMALL_RACE);
  await smallTraining(page);
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/horizon ([3-9]|\d{2,}) of/, { timeout: 120_000 });
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  await page.reload();
  await showTab(page, 'Train');
  await press(page, 'Resume');
  await expect(status(page)).toHaveText(/horizon ([6-9]|\d{2,}) of/, { timeout: 150_000 });
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  const resumed = (await figureCsv(page, 'Meta-loss')).split('\n').slice(0, 10);

  // The same settings once more, without a break.
  await press(page, 'Reset');
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/horizon ([6-9]|\d{2,}) of/, { timeout: 150_000 });
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  const undisturbed = (await figureCsv(page, 'Meta-loss')).split('\n').slice(0, 10);
  expect(resumed).toEqual(undisturbed);
});

test('what was trained is exported, imported, and races with the identical curve', async ({
  page,
}) => {
  await open(page, SMALL_RACE);
  await smallTraining(page);
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/horizon [1-9]\d+ of/, { timeout: 120_000 });
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  await page.getByRole('textbox', { name: 'Name' }).fill('Mine');
  await press(page, 'Keep in library');
  const file = await exportedFile(page, 'safetensors');
  expect(file.name).toMatch(/\.safetensors$/);

  await showTab(page, 'Library');
  await expect(page.getByRole('article', { name: 'Mine' })).toBeVisible();
  await importFile(page, 'returned.safetensors', file.bytes);
  const returned = page.getByRole('article', { name: /returned/ });
  await expect(returned).toBeVisible();

  await page.getByRole('article', { name: 'Mine' }).getByRole('button', { name: 'Race' }).click();
  await showTab(page, 'Compare');
  const add = page.getByRole('combobox', { name: 'Add from library' });
  const names = page.getByRole('region', { name: 'Which optimizers' });
  if ((await names.getByRole('checkbox', { name: /returned/ }).count()) === 0) {
    await add.selectOption({ label: 'returned' });
  }
  await press(page, 'Run');
  await raceFinished(page);
  const csv = await figureCsv(page, 'Loss curves');
  const mine = column(csv, 'Mine');
  expect(mine.length).toBeGreaterThan(5);
  expect(column(csv, 'returned')).toEqual(mine);
});
