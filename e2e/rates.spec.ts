/** How the baselines' learning rates were found, and the baselines beyond the paper's four. */
import type { Locator } from '@playwright/test';
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import { figureCsv, figureData, open, press, raceFinished, showTab } from './lab';

const OPEN = 'How the rates were found';
const CHART = 'Loss at each learning rate';
const searches = (dialog: Locator) =>
  dialog.getByRole('list', { name: 'Searches' }).getByRole('listitem');

test(
  'the searches behind a race can be opened, read, taken along and made once more',
  PAGE,
  async ({ page }) => {
    await open(page, 'horizon=100&problems=8&optimizers=quadratic,nag,adam,sgd:lr=0.01');
    await raceFinished(page);
    await press(page, OPEN);
    const dialog = page.getByRole('dialog', { name: OPEN });
    await expect(dialog).toContainText('the stream “tuning”');
    await expect(dialog).toContainText('the stream “race”, with seed 7');
    const items = searches(dialog);
    await expect(items).toHaveCount(3);
    const adam = items.filter({ hasText: 'Adam' });
    await expect(adam).toContainText('The best of 24 rates from 1e-4 to 10');
    await expect(adam).toContainText('on 256 problems of seed 77001');
    await expect(adam).toContainText('Shipped with the Lab, tuned on');
    await expect(items.filter({ hasText: 'NAG' })).toContainText(/Diverged: the \d+ rates from/);
    const sgd = items.filter({ hasText: 'SGD' });
    await expect(sgd).toContainText('Set by hand: no search.');
    await expect(sgd.getByRole('button', { name: /again/ })).toHaveCount(0);

    const [head, ...rows] = await figureData(page, CHART);
    expect(head?.slice(0, 3)).toEqual(['optimizer', 'learning rate', 'mean loss']);
    expect(rows).toHaveLength(2 * 24);
    expect(rows.filter((row) => row.includes('chosen'))).toHaveLength(2);
    expect(rows.filter((row) => row.includes('diverged')).length).toBeGreaterThan(5);
    const csv = await figureCsv(page, CHART);
    expect(csv.trim().split(/\r?\n/)).toHaveLength(1 + 2 * 24);
    await expectNoViolations(page);

    await adam.getByRole('button', { name: 'Tune Adam again' }).click();
    // The same problems, the same rates: the same choice.
    await expect(adam).toContainText(/Once more, just now: 0\.301 .*the same rate/, {
      timeout: 120_000,
    });
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('button', { name: OPEN })).toBeFocused();
  },
);

test(
  'rates that were tuned here say so, and a search that goes on is stopped',
  PAGE,
  async ({ page }) => {
    await open(page, 'dimension=3&horizon=10000&problems=2&optimizers=adam');
    await raceFinished(page);
    await press(page, OPEN);
    const dialog = page.getByRole('dialog', { name: OPEN });
    const adam = searches(dialog).filter({ hasText: 'Adam' });
    await expect(adam).toContainText('on 64 problems of seed 77001');
    await expect(adam).toContainText('Tuned in this browser on');
    // Medians are kept with every search that is made here.
    await dialog.getByRole('checkbox', { name: 'median' }).check();
    await expect(dialog.getByRole('figure', { name: CHART })).toContainText('median loss');
    await adam.getByRole('button', { name: 'Tune Adam again' }).click();
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await expect(adam.getByRole('button', { name: 'Tune Adam again' })).toBeEnabled();
    await expect(adam).not.toContainText('Once more');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toHaveCount(0);
  },
);

test('baselines beyond the four are added, raced, linked and taken out', PAGE, async ({ page }) => {
  await open(page, 'horizon=60&problems=8&optimizers=quadratic,adam:lr=0.3');
  await raceFinished(page);
  const more = page.getByRole('combobox', { name: 'More baselines' });
  await more.selectOption('Momentum');
  await more.selectOption('L-BFGS');
  await page.getByRole('spinbutton', { name: 'Learning rate of Momentum' }).fill('0.005');
  await expect(page.getByRole('spinbutton', { name: /L-BFGS/ })).toHaveCount(0);
  await press(page, 'Run');
  const result = page.getByRole('region', { name: /^Result at step/ });
  await expect(result.getByRole('row', { name: /L-BFGS/ })).toContainText('line search');
  await raceFinished(page);
  // It converges where the others are on their way.
  await expect(page.getByText(/L-BFGS is ahead/)).toBeVisible();
  await expect(result).toContainText(/L-BFGS used \d+ evaluations of f and ∇f for 60 steps/);
  // Inspect explains the paper's four, and learned ones.
  await expect(page.getByRole('button', { name: 'Inspect Adam' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Inspect L-BFGS' })).toHaveCount(0);
  await expect(page).toHaveURL(/optimizers=quadratic,adam:lr=0\.3,momentum:lr=0\.005,lbfgs/);

  await page.reload();
  await raceFinished(page);
  await expect(page.getByRole('checkbox', { name: 'L-BFGS' })).toBeChecked();
  await press(page, 'Take L-BFGS out of the race');
  await expect(page.getByRole('checkbox', { name: 'L-BFGS' })).toHaveCount(0);
  await expect(more).toContainText('L-BFGS');
});

test('a training says how the rates were found that it is measured by', PAGE, async ({ page }) => {
  await open(page, 'tab=train&hidden=4&epochs=4&horizon=20&problems=4');
  await press(page, 'Train');
  await showTab(page, 'Train');
  await page.getByRole('button', { name: OPEN }).click({ timeout: 120_000 });
  const dialog = page.getByRole('dialog', { name: OPEN });
  await expect(searches(dialog)).toHaveCount(4);
  await expect(dialog).toContainText('the stream “validation”');
  await expect(dialog).toContainText('after 20 steps');
});
