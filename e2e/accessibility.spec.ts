/** Every screen in both themes at both widths: no violation, nothing wider than the window, all by keyboard. */
import { expect, expectNoViolations, test } from './fixtures';
import { open, press, raceFinished, showTab, status } from './lab';

const SCREENS = ['Compare', 'Train', 'Inspect', 'Figures', 'Library'] as const;
const QUERY = '?problems=4&horizon=12';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`no violation, ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      await open(page, QUERY);
      await raceFinished(page);
      for (const screen of SCREENS) {
        await showTab(page, screen);
        await expectNoViolations(page);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `horizontal scroll on ${screen}`).toBeLessThanOrEqual(0);
      }
      await press(page, 'How it works');
      await expectNoViolations(page);
    });
  }
}

test('a race is run by keyboard alone', async ({ page }) => {
  await open(page, QUERY);
  await raceFinished(page);
  const problems = page.getByRole('slider', { name: 'Problems' });
  await problems.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('spinbutton', { name: 'Problems' })).toHaveValue('5');
  await page.getByRole('button', { name: 'Run', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/problems=5/);
  await raceFinished(page);
});

test('a term explains itself on focus, and Escape puts it away', async ({ page }) => {
  await open(page, QUERY);
  await raceFinished(page);
  await showTab(page, 'Train');
  await expect(status(page)).toBeVisible();
  const term = page.getByRole('button', { name: 'Unroll', exact: true });
  await term.focus();
  const card = page
    .getByRole('tooltip')
    .or(page.getByRole('dialog'))
    .filter({ hasText: /unroll/i });
  await expect(card.first()).toBeVisible();
  await expect(card.first().locator('.katex').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
});
