/** First-order against full: the switch, the angle between the two, and both against finite differences. */
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import { figureData, open, press, smallTraining, status } from './lab';

/** What the landing races meanwhile. */
const SMALL_RACE = 'problems=4&horizon=10&optimizers=quadratic,adam:lr=0.3';

test('measured before, beside and after a training with the full one', PAGE, async ({ page }) => {
  await open(page, SMALL_RACE);
  await smallTraining(page);
  const panel = page.getByRole('region', { name: 'Meta-gradient' });
  const angles = page.getByRole('figure', { name: 'Angle between the meta-gradients' });

  await press(page, 'Measure the angle');
  await expect(panel).toContainText(/\d°between the two before training/);
  await press(page, 'Check by finite differences');
  await expect(panel).toContainText(/The full meta-gradient says what the meta-loss does, to/);
  const rows = panel.getByRole('row');
  await expect(rows).toHaveCount(5);
  await expect(rows.nth(1)).toContainText(/Full gradient.*±.*agrees/);
  await expectNoViolations(page);

  await page
    .locator('summary')
    .filter({ hasText: /^Objective/ })
    .click();
  await page.getByRole('combobox', { name: 'Meta-gradient', exact: true }).selectOption('full');
  await expect.poll(() => new URL(page.url()).search).toContain('metaGradient=full');
  await panel.getByRole('combobox', { name: 'Horizons between two angles' }).selectOption('10');
  await panel.getByRole('checkbox', { name: /Follow the angle/ }).check();
  await press(page, 'Train');
  await expect(panel).toContainText(/\d°between the two after \d{2,} horizons/, {
    timeout: 120_000,
  });
  await expect(panel).toContainText('This training goes by the full meta-gradient');
  const measured = (await figureData(page, 'Angle between the meta-gradients')).filter((row) =>
    row.includes('all'),
  );
  expect(measured.length).toBeGreaterThanOrEqual(1);
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  await panel.getByRole('checkbox', { name: /Follow the angle/ }).uncheck();

  // They belong to that training, and go with it.
  await press(page, 'Reset');
  await expect(angles).toContainText('Measure the angle, or have it followed');
});

test('on a phone, and what takes long can be ended', PAGE, async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  // An unroll so long that its comparison is not over before it is ended.
  await open(
    page,
    'compare.problems=4&compare.horizon=10&tab=train&task=mnist&horizon=400&unroll=400',
  );
  const panel = page.getByRole('region', { name: 'Meta-gradient' });
  await press(page, 'Check by finite differences');
  await expect(
    panel.getByRole('progressbar', { name: 'Progress of the comparison' }),
  ).toBeVisible();
  await press(page, 'Stop comparing the meta-gradients');
  await expect(panel.getByRole('progressbar')).toHaveCount(0);
  await expect(panel.getByRole('table')).toHaveCount(0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
  await expectNoViolations(page);
});
