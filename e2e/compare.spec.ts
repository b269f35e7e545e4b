/** The landing: a race that runs by itself, can be replayed, and travels in a link. */
import { expect, PAGE, test } from './fixtures';
import {
  figureCsv,
  figureData,
  figureDownload,
  open,
  press,
  raceFinished,
  set,
  settled,
  status,
} from './lab';

/** Rates are given, so that nothing needs tuning. */
const RATES = 'optimizers=quadratic,sgd:lr=0.01,adam:lr=0.3';
const SMALL = `problems=8&horizon=40&${RATES}`;

test('the landing race runs by itself and the learned optimizer beats the tuned baselines', async ({
  page,
}, { project }) => {
  // The software adapter takes half a minute for it.
  test.slow(project.name === 'webgpu');
  await open(page, 'horizon=100&problems=16');
  await expect(page.getByRole('figure', { name: 'Loss curves' })).toContainText('Adam');
  await raceFinished(page);
  const rows = page.getByRole('region', { name: /^Result at step/ }).getByRole('row');
  const readMeans = () =>
    rows.evaluateAll((all) => {
      const [head, ...body] = all.map((row) => [...row.children].map((c) => c.textContent ?? ''));
      const at = head?.findIndex((name) => name.includes('step 100')) ?? -1;
      return body.map((cells) => ({
        name: cells[0] ?? '',
        mean: Number.parseFloat(cells[at] ?? ''),
      }));
    });
  // The table is drawn a moment after the last step has come.
  await expect
    .poll(async () => (await readMeans()).filter(({ mean }) => Number.isFinite(mean)).length)
    .toBe(5);
  const means = await readMeans();
  const learned = means.find(({ name }) => name.includes('LSTM'));
  for (const { name, mean } of means) {
    expect(mean, name).toBeGreaterThanOrEqual(learned?.mean ?? Number.NaN);
  }
  await expect(page.getByText(/is ahead/)).toContainText('LSTM');
});

test('a recorded race is paused, stepped, scrubbed, reset and replayed', PAGE, async ({ page }) => {
  await open(page, SMALL);
  await raceFinished(page);
  const position = page.getByRole('slider', { name: 'Step position' });
  await expect(position).toHaveValue('40');
  await press(page, 'Step back');
  await press(page, 'Step back');
  await expect(position).toHaveValue('38');
  await press(page, 'Step');
  await expect(position).toHaveValue('39');
  await position.fill('7');
  await expect(page.getByText('step 7 of 40')).toBeVisible();
  await press(page, 'Reset');
  await expect(position).toHaveValue('0');
  await page.getByRole('radio', { name: 'max' }).check();
  await press(page, 'Resume');
  await expect(position).toHaveValue('40');
});

test('a race in progress is paused, stepped and stopped', async ({ page }) => {
  await open(page, `problems=64&horizon=2000&${RATES}`);
  await expect(status(page)).toHaveText(/step [1-9]/, { timeout: 150_000 });
  await press(page, 'Pause');
  await expect(status(page)).toHaveText(/^Paused/);
  const position = page.getByRole('slider', { name: 'Step position' });
  const at = await settled(async () => Number(await position.inputValue()));
  expect(at).toBeLessThan(2000);
  await press(page, 'Step');
  await expect(position).toHaveValue(String(at + 1));
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
});

test('a link reproduces the race', async ({ page, context }) => {
  await open(page, SMALL);
  await raceFinished(page);
  await set(page, 'Seed', 1234);
  await set(page, 'Problems', 5);
  await press(page, 'Run');
  await raceFinished(page);
  await expect(page).toHaveURL(/seed=1234/);
  const csv = await figureCsv(page, 'Loss curves');
  expect(csv.split('\n').length).toBeGreaterThan(40);

  const other = await context.newPage();
  await other.goto(page.url());
  await raceFinished(other);
  expect(await figureCsv(other, 'Loss curves')).toBe(csv);
});

test('a link with a bad value says which, and the rest of it counts', PAGE, async ({ page }) => {
  await open(page, `problems=many&horizon=30&seed=5&${RATES}`);
  await expect(
    page
      .getByText(/problems/)
      .and(page.getByText(/many/))
      .first(),
  ).toBeVisible();
  await raceFinished(page);
  await expect(page.getByRole('spinbutton', { name: 'Horizon' })).toHaveValue('30');
  await expect(page.getByRole('spinbutton', { name: 'Problems' })).toHaveValue('64');
});

test(
  'a value out of range is refused where it was typed, and the last good one stays',
  PAGE,
  async ({ page }) => {
    await open(page, SMALL);
    await raceFinished(page);
    await set(page, 'Problems', -3);
    await expect(page.getByText(/from 1 to/)).toBeVisible();
    await press(page, 'Run');
    await raceFinished(page);
    await expect(page).toHaveURL(/problems=8/);
  },
);

test('the figure shows its numbers and saves them as CSV, SVG and PNG', PAGE, async ({ page }) => {
  await open(page, SMALL);
  await raceFinished(page);
  const rows = await figureData(page, 'Loss curves');
  expect(rows.length).toBeGreaterThan(40);
  expect(await figureCsv(page, 'Loss curves')).toContain('Adam');
  expect((await figureDownload(page, 'Loss curves', 'SVG')).toString('utf8')).toContain('<svg');
  const png = await figureDownload(page, 'Loss curves', 'PNG');
  expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
});

test('a surface shows every path on its map', async ({ page }) => {
  await open(page, SMALL);
  await raceFinished(page);
  await page.getByRole('combobox', { name: 'Task' }).selectOption({ label: 'Himmelblau' });
  await press(page, 'Run');
  await raceFinished(page);
  const map = page.getByRole('figure', { name: /Himmelblau|map|Paths/i });
  await expect(map.locator('canvas')).toBeVisible();
});

test('the backend can be chosen; one that is missing is replaced with a notice', async ({ page }, {
  project,
}) => {
  await open(page, `backend=webgpu&problems=2&horizon=4&${RATES}`);
  await raceFinished(page);
  if (project.name === 'webgpu') {
    await expect(status(page)).toContainText('WebGPU');
  } else {
    await expect(status(page)).toContainText('WebAssembly');
    await expect(page.getByText(/WebGPU is not available/).first()).toBeVisible();
  }
  await page.getByRole('combobox', { name: 'Backend' }).selectOption('JavaScript');
  await press(page, 'Run');
  await expect(status(page)).toHaveText(/^Finished.*JavaScript/, { timeout: 150_000 });
});
