/** A search in the page: who leads and the picture, stop, reload, resume, and the best in the library. */
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import { figureCsv, figureDownload, open, press, showTab, status } from './lab';

/** What the landing races meanwhile; rates are given, so that nothing needs tuning. */
const SMALL_RACE = 'compare.problems=4&compare.horizon=10&optimizers=quadratic,adam:lr=0.3';
const TINY =
  'tab=train&mode=search&dimension=3&hidden=5&layers=1&horizon=12&unroll=6&problems=8&vary=metaLr:0.001..0.3,preprocess:none~log-sign&trials=6';

const rows = (page: Parameters<typeof status>[0]) =>
  page.getByRole('region', { name: 'Leaderboard: trials' }).getByRole('row');

test('halving shows who leads, live, and the best goes to the library', async ({ page }) => {
  await open(page, `${TINY}&epochs=40&strategy=halving&firstRung=10&${SMALL_RACE}`);
  await expect(page.getByText('6 to horizon 10, 2 to horizon 30')).toBeVisible();
  await press(page, 'Search');
  await expect(status(page)).toHaveText(/^Searching: \d of 6 trials done/, { timeout: 60_000 });
  await expect(rows(page)).toHaveCount(7);
  await expect(status(page)).toHaveText(/^Finished: 6 trials; trial \d is the best/, {
    timeout: 120_000,
  });
  // One went to the end, and the first of the rows is it.
  await expect(rows(page).nth(1)).toContainText('finished');
  await expect(rows(page).filter({ hasText: 'left out' })).toHaveCount(5);
  const csv = (await figureCsv(page, 'Trials')).trim().split(/\r?\n/);
  expect(csv[0]).toBe('trial,meta learning rate,preprocessing,validation loss');
  expect(csv).toHaveLength(7);
  const svg = (await figureDownload(page, 'Trials', 'SVG')).toString('utf8');
  expect(svg.match(/<polyline/g)).toHaveLength(6);

  await press(page, 'Keep the best');
  await expect(page.getByRole('button', { name: 'The best is kept' })).toBeVisible();
  await showTab(page, 'Library');
  const card = page.getByRole('article', { name: /trial \d of a search/ });
  await card.getByText('training record').click();
  await expect(card).toContainText(/Found by.*6 trials/);
});

test('a search that is stopped goes on after a reload, on the same trials', async ({ page }) => {
  await open(page, `${TINY}&epochs=100000&${SMALL_RACE}`);
  await page.getByRole('combobox', { name: 'Trials at once' }).selectOption('1');
  await press(page, 'Search');
  await expect(status(page)).toHaveText(/[1-9]\d+ of 600,000 horizons/, { timeout: 120_000 });
  await expect(status(page)).toHaveText(/trial 0 leads/, { timeout: 60_000 });
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped after/);
  const settings = (): Promise<string[]> =>
    rows(page).evaluateAll((all) =>
      all.slice(1).map((row) =>
        // The trial, the rate and the preprocessing.
        [1, 3, 4].map((i) => row.children[i]?.textContent).join(' '),
      ),
    );
  const before = (await settings()).sort();
  const done = Number(
    (await status(page).textContent())?.match(/after ([\d,]+)/)?.[1]?.replace(',', ''),
  );
  expect(done).toBeGreaterThan(0);

  await page.reload();
  await expect(status(page)).toHaveText(/^An earlier search stopped after/);
  expect((await settings()).sort()).toEqual(before);
  await expect(status(page)).toContainText(`after ${done.toLocaleString('en-GB')} of`);
  await press(page, 'Resume');
  await expect(status(page)).toHaveText(/^Searching/, { timeout: 60_000 });
  await expect
    .poll(async () => {
      const text = (await status(page).textContent()) ?? '';
      return Number(text.match(/, ([\d,]+) of 600,000/)?.[1]?.replace(',', '') ?? 0);
    })
    .toBeGreaterThan(done);
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);

  // It is among the runs, too.
  await showTab(page, 'Library');
  await page.getByRole('radio', { name: 'Runs' }).check({ force: true });
  await expect(
    page.getByText('Search: meta learning rate, preprocessing; quadratics'),
  ).toBeVisible();
});

test(
  'the picture is brushed by keyboard, the table sorted, and both read by everybody',
  PAGE,
  async ({ page }) => {
    await open(page, `${TINY}&epochs=4&strategy=grid&${SMALL_RACE}`);
    await press(page, 'Search');
    await expect(status(page)).toHaveText(/^Finished: 8 trials/, { timeout: 120_000 });
    const lowest = page.getByRole('slider', { name: 'meta learning rate: lowest shown' });
    await lowest.focus();
    await expect(lowest).toHaveAttribute('aria-valuetext', '0.001');
    for (let i = 0; i < 5; i++) await page.keyboard.press('PageUp');
    await expect(lowest).toHaveAttribute('aria-valuenow', '50');
    const through = page.locator('figure[aria-label="Trials"] polyline[data-through="true"]');
    await expect(through).toHaveCount(4);
    await press(page, 'Show all');
    await expect(through).toHaveCount(8);

    const number = page.getByRole('columnheader', { name: 'Trial' });
    await number.getByRole('button').click();
    await expect(number).toHaveAttribute('aria-sort', 'ascending');
    await expect(rows(page).nth(1).getByRole('rowheader')).toHaveText('0');
    await number.getByRole('button').click();
    await expect(rows(page).nth(1).getByRole('rowheader')).toHaveText('7');
    await expectNoViolations(page);

    await page.getByRole('button', { name: 'Train with the settings of trial 7' }).click();
    await expect(page.getByRole('radio', { name: 'One training' })).toBeChecked();
    await expect(page.getByRole('spinbutton', { name: 'Meta learning rate' })).toHaveValue('0.3');
    await expect(page).not.toHaveURL(/mode=search/);
  },
);
