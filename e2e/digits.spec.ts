/** Small networks that learn to read digits: raced, looked at, trained on, and linked to. */
import type { Page } from '@playwright/test';
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import { figureCsv, figureDownload, open, press, raceFinished, set, showTab, status } from './lab';

/** Rates are given, so that nothing needs tuning; few pixels, so that a slow machine is done soon. */
const SMALL =
  'task=mnist&side=14&hiddenUnits=12&batch=32&horizon=30&problems=2&optimizers=nag:lr=0.5,adam:lr=0.03';

const figure = (page: Page, name: string) => page.getByRole('figure', { name, exact: true });
const pictures = (page: Page) => figure(page, 'What the networks learn').locator('canvas');

/** The step that the pictures show. */
const shownStep = async (page: Page) =>
  Number(await pictures(page).first().getAttribute('data-step'));

/** Whether a canvas shows anything but one colour. */
const isDrawn = (page: Page, index: number) =>
  pictures(page)
    .nth(index)
    .evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return false;
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, 28, 28) ?? { data: [] };
      const colours = new Set<string>();
      for (let i = 0; i < data.length; i += 4) colours.add(data.slice(i, i + 3).join());
      return colours.size > 10;
    });

test('a race on synthetic digits: curves, accuracy, pictures and answers, all labelled', async ({
  page,
}) => {
  await open(page, SMALL);
  await raceFinished(page);
  const results = page.getByRole('table').filter({ hasText: 'Test accuracy' });
  await expect(results.getByRole('row', { name: /Adam/ })).toContainText(/\d+\.\d %/);
  const accuracy = await figureCsv(page, 'Test accuracy');
  const last = accuracy.trim().split(/\r?\n/).at(-1)?.split(',').map(Number) ?? [];
  expect(last[0]).toBe(30);
  expect(Math.max(...last.slice(1))).toBeGreaterThan(25);

  await expect(pictures(page)).toHaveCount(2);
  await expect.poll(() => shownStep(page)).toBe(30);
  expect(await isDrawn(page, 0)).toBe(true);
  expect(await isDrawn(page, 1)).toBe(true);
  const answers = page.getByRole('list', { name: /^Test digits/ });
  await expect(answers.getByRole('listitem')).toHaveCount(12);
  await expect(answers.getByRole('listitem').first()).toContainText(/NAG: \d.*(right|wrong)/);

  for (const name of ['Loss curves', 'Test accuracy', 'What the networks learn']) {
    await expect(figure(page, name)).toContainText('Synthetic digits, drawn by the Lab');
  }
  await expect(page.getByText(/test digits, at step 30/)).toContainText('Synthetic digits');
  const svg = (await figureDownload(page, 'Loss curves', 'SVG')).toString('utf8');
  expect(svg).toContain('Synthetic digits, drawn by the Lab');
  const drawn = (await figureDownload(page, 'What the networks learn', 'SVG')).toString('utf8');
  expect(drawn).toContain('data:image/png');
  const weights = (await figureCsv(page, 'What the networks learn')).trim().split(/\r?\n/);
  expect(weights.length).toBe(1 + 12 * 14 * 14);
});

test('the pictures follow the player, and show whom they are asked for', PAGE, async ({ page }) => {
  await open(page, SMALL);
  await raceFinished(page);
  const position = page.getByRole('slider', { name: 'Step position' });
  await position.fill('3');
  await expect.poll(() => shownStep(page)).toBe(3);
  await position.fill('0');
  await expect.poll(() => shownStep(page)).toBe(0);
  // Both began at the same place.
  const picture = (index: number) =>
    pictures(page)
      .nth(index)
      .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
  expect(await picture(0)).toBe(await picture(1));
  await position.fill('30');
  await expect.poll(() => shownStep(page)).toBe(30);
  await expect.poll(async () => (await picture(0)) === (await picture(1))).toBe(false);
  const right = page.getByRole('combobox', { name: 'Networks on the right: trained by' });
  const left = page.getByRole('combobox', { name: 'Networks on the left: trained by' });
  await right.selectOption(await left.inputValue());
  await expect.poll(async () => (await picture(0)) === (await picture(1))).toBe(true);
});

test('a link gives the same race on the same digits', async ({ page, context }) => {
  await open(page, 'problems=4&horizon=10&optimizers=adam:lr=0.3');
  await page.getByRole('combobox', { name: 'Task' }).selectOption({ label: 'MNIST digits' });
  await expect(page.getByRole('spinbutton', { name: 'Networks' })).toHaveValue('8');
  await set(page, 'Network units', 9);
  await set(page, 'Networks', 2);
  await set(page, 'Horizon', 8);
  await set(page, 'Batch', 16);
  await page.getByRole('combobox', { name: 'Activation' }).selectOption('tanh');
  await page.getByRole('combobox', { name: 'Initial scale' }).selectOption('fan-in');
  await page.getByRole('combobox', { name: 'Image side' }).selectOption('7');
  await press(page, 'Run');
  await raceFinished(page);
  const curves = await figureCsv(page, 'Loss curves');
  await expect(page).toHaveURL(
    /task=mnist.*hiddenUnits=9.*activation=tanh.*batch=16.*side=7.*initialScale=fan-in/,
  );
  const again = await context.newPage();
  await again.goto(page.url());
  await raceFinished(again);
  expect(await figureCsv(again, 'Loss curves')).toBe(curves);
});

test('training on digits brings its recipe, shows the network, and passes a baseline', async ({
  page,
}) => {
  await open(page, 'tab=train');
  await page.getByRole('combobox', { name: 'Task' }).selectOption({ label: 'MNIST digits' });
  await expect(page.getByRole('combobox', { name: 'Preprocessing' })).toHaveValue('log-sign');
  await expect(page.getByRole('spinbutton', { name: 'Networks' })).toHaveValue('1');
  await set(page, 'Network units', 5);
  await set(page, 'Batch', 32);
  await set(page, 'Hidden units', 10);
  await set(page, 'Layers', 1);
  await set(page, 'Horizon', 20);
  await set(page, 'Unroll', 10);
  await page.getByText('Advanced', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Image side' }).selectOption('7');
  await set(page, 'Validation networks', 2);
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/^Training: horizon \d+ of \d+/, { timeout: 200_000 });
  const network = figure(page, 'What the network learns');
  await expect(network.locator('canvas')).toHaveAttribute('data-step', /^(10|20)$/, {
    timeout: 60_000,
  });
  await expect(network).toContainText('Synthetic digits, drawn by the Lab');
  await expect(page.getByRole('list', { name: /^Held-back digits/ })).toContainText(
    /LSTM: \d.*(right|wrong)/,
  );
  await expect(figure(page, 'Validation loss')).toContainText('area under the loss curve');
  await expect(status(page)).toHaveText(/passed (SGD|NAG|RMSprop|Adam) after \d+ horizons/, {
    timeout: 200_000,
  });
  await press(page, 'Stop');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveAttribute(
    'placeholder',
    'LSTM 1 × 10, synthetic digits',
  );
  await press(page, 'Keep in library');
  await showTab(page, 'Library');
  const card = page.getByRole('article').filter({ hasText: 'LSTM 1 × 10, synthetic digits' });
  await expect(card).toContainText('The curve is on synthetic digits.');
});

for (const theme of ['light', 'dark'] as const) {
  test(
    `digits on both screens have no accessibility violations, ${theme}`,
    PAGE,
    async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await open(page, SMALL);
      await raceFinished(page);
      await expectNoViolations(page);
      await showTab(page, 'Train');
      await page.getByRole('combobox', { name: 'Task' }).selectOption({ label: 'MNIST digits' });
      await expect(page.getByRole('region', { name: 'Digits' })).toBeVisible();
      await expectNoViolations(page);
    },
  );
}
