/** The paper's figures: what it claims, what came out here, and each of them computed on the spot. */
import type { Locator, Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './fixtures';
import { figureCsv, figureData, figureDownload, open, status } from './lab';

const CARDS = [
  'Figure 4, left',
  'Figure 4, centre',
  'Figure 4, right',
  'Figure 5, left',
  'Figure 5, centre',
  'Figure 5, right',
  'Figure 6',
] as const;
/** In these nothing is raced. */
const DISSECTIONS = ['Figure 10', 'Figure 11'] as const;
type Name = (typeof CARDS | typeof DISSECTIONS)[number];

const card = (page: Page, name: Name): Locator =>
  page.getByRole('article', { name: new RegExp(`^${name}:`) });

const reproduce = (of: Locator) => of.getByRole('button', { name: 'Reproduce' }).click();

/** A learned optimizer that every Lab has. */
async function chooseQuadratic(page: Page, name: (typeof CARDS)[number]): Promise<void> {
  await page
    .getByRole('combobox', { name: `Optimizer for ${name}` })
    .selectOption({ label: 'LSTM, trained on quadratics' });
}

test('there is a card for each result, and a link opens at its card', async ({ page }) => {
  await open(page, 'tab=figures&figure=5-right');
  await expect(card(page, 'Figure 5, right')).toBeInViewport();
  for (const name of CARDS) {
    await expect(card(page, name).getByText('It claims')).toHaveCount(1);
    await expect(card(page, name).getByRole('button', { name: 'Reproduce' })).toHaveCount(1);
  }
  const list = page.getByRole('navigation', { name: 'Figures' });
  await list.getByRole('link', { name: 'Figure 4, left' }).click();
  await expect(card(page, 'Figure 4, left')).toBeInViewport();
  await expect(page).toHaveURL(/figure=4-left/);
});

test('quadratics are computed here, with the verdict, the numbers and the files', async ({
  page,
}) => {
  await open(page, 'tab=figures&figure=4-left');
  const left = card(page, 'Figure 4, left');
  await reproduce(left);
  await expect(status(page)).toHaveText(/^Figure 4, left was computed in/);
  const verdict = left.getByRole('list', { name: 'What holds' });
  await expect(verdict).toContainText('LSTM, trained on quadratics');
  await expect(verdict).toContainText('Holds.');
  await expect(left.getByRole('row')).toHaveCount(6);
  expect((await figureCsv(page, 'Figure 4, left')).trim().split('\n')).toHaveLength(102);
  expect((await figureData(page, 'Figure 4, left')).length).toBeGreaterThan(90);

  // The same seed gives the same numbers.
  const before = await figureCsv(page, 'Figure 4, left');
  await reproduce(left);
  await expect(status(page)).toHaveText(/^Figure 4, left was computed in/);
  expect(await figureCsv(page, 'Figure 4, left')).toBe(before);
});

test('networks are trained on synthetic digits where there are no others, and it is said', async ({
  page,
}) => {
  test.slow();
  await open(page, 'tab=figures&figure=4-centre');
  const centre = card(page, 'Figure 4, centre');
  await chooseQuadratic(page, 'Figure 4, centre');
  await reproduce(centre);
  await expect(centre.getByRole('progressbar')).toBeVisible();
  await expect(status(page)).toHaveText(/^Figure 4, centre: (tuning|racing)/);
  await expect(status(page)).toHaveText(/^Figure 4, centre was computed in/, { timeout: 250_000 });
  await expect(centre.getByText('Synthetic digits, drawn by the Lab.').first()).toBeVisible();
  // The optimizer trained on quadratics is no match for tuned ones.
  await expect(centre.getByRole('list', { name: 'What holds' })).toContainText('Does not hold');
  await expect(centre.getByRole('columnheader', { name: 'Test accuracy' })).toBeVisible();
  const head = (await figureCsv(page, 'Figure 4, centre')).split('\n')[0];
  expect(head).toContain('paper: LSTM 0.26');
  await expectNoViolations(page);
});

test('a computation is stopped, and another one can begin', async ({ page }) => {
  await open(page, 'tab=figures&figure=5-left');
  const left = card(page, 'Figure 5, left');
  await chooseQuadratic(page, 'Figure 5, left');
  await reproduce(left);
  await expect(status(page)).toHaveText(/tuning/);
  await left.getByRole('button', { name: 'Stop' }).click();
  await expect(status(page)).toHaveText('Figure 5, left: stopped.');
  await reproduce(card(page, 'Figure 4, left'));
  await expect(status(page)).toHaveText(/^Figure 4, left was computed in/);
});

test('an optimizer is dissected on synthetic digits, and its weight is found again on Inspect', async ({
  page,
}) => {
  test.slow();
  await open(page, 'tab=figures&figure=10');
  const history = card(page, 'Figure 10');
  await expect(history).toBeInViewport();
  for (const name of DISSECTIONS) {
    await expect(card(page, name)).toContainText('until neural art is here');
    await expect(card(page, name).getByText('It claims')).toHaveCount(0);
  }
  await reproduce(history);
  await expect(history.getByRole('progressbar')).toBeVisible();
  await expect(status(page)).toHaveText(/^Figure 10 was computed in/, { timeout: 250_000 });
  await expect(history.getByText('Computed here')).toBeVisible();
  await expect(history.getByText('Synthetic digits, drawn by the Lab.').first()).toBeVisible();
  await expect(history.getByRole('list', { name: 'What it shows' })).toContainText(
    /changes its sign at \d+ % of the steps/,
  );
  const [head = '', ...steps] = (await figureCsv(page, 'Figure 10')).trim().split('\n');
  for (const name of ['LSTM', 'SGD', 'NAG', 'RMSprop', 'Adam']) expect(head).toContain(name);
  expect(steps).toHaveLength(100);

  const sweep = card(page, 'Figure 11');
  await reproduce(sweep);
  await expect(status(page)).toHaveText(/^Figure 11 was computed in/, { timeout: 250_000 });
  // 81 gradients and the point where it was, at 32 steps.
  expect((await figureCsv(page, 'Figure 11')).trim().split('\n')).toHaveLength(1 + 32 * 82);
  expect((await figureDownload(page, 'Figure 11', 'SVG')).toString('utf8')).toContain('step 99');
  await expectNoViolations(page);

  await sweep.getByRole('radio', { name: /^step 99/ }).check({ force: true });
  await sweep.getByRole('link', { name: 'Open Figure 11 in Inspect' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Inspect' })).toBeVisible();
  await expect(status(page)).toHaveText(/traced in/, { timeout: 250_000 });
  await expect(page.getByRole('slider', { name: 'Selected step' })).toHaveValue('99');
  const chips = page.getByRole('list', { name: 'Selected coordinates' }).getByRole('listitem');
  await expect(chips).toHaveText([/^unit \d+, pixel \(\d+, \d+\)$/]);
});
