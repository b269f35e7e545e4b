/** What a training is for: chosen on the screen, held by the link, told while it goes on, kept in the record. */
import type { Page } from '@playwright/test';
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import { figureCsv, open, press, set, showTab, smallTraining, status } from './lab';

/** What the landing races meanwhile. */
const SMALL_RACE = 'problems=4&horizon=10&optimizers=quadratic,adam:lr=0.3';

const group = (page: Page) => page.locator('summary').filter({ hasText: /^Objective/ });
const choose = (page: Page, name: string, value: string) =>
  page.getByRole('combobox', { name, exact: true }).selectOption(value);

test('a training with an objective of its own, from the screen to the record', async ({ page }) => {
  await open(page, SMALL_RACE);
  await smallTraining(page);
  await expect(group(page)).toHaveText('Objective as in the paper');
  await group(page).click();
  await choose(page, 'Step weights', 'final');
  await choose(page, 'Length of horizons', 'drawn');
  await set(page, 'Shortest horizon', 3);
  await set(page, 'Longest horizon', 12);
  await set(page, 'Convex coordinates', 4);
  await set(page, 'Random scaling', 0.5);
  await choose(page, 'Imitation', 'share');
  await set(page, 'Share by example', 0.4);
  await expect(group(page)).toHaveText(
    'Objective the last step of the horizon · 3 to 12 steps · scaled by 0.5 · 4 convex coordinates · like Adam in 40 % of the horizons',
  );
  await expect
    .poll(() => new URL(page.url()).search)
    .toContain(
      'stepWeights=final&horizonSchedule=3-12&coordinateScaling=0.5&convexTerm=4&imitate=adam:0.1:share=0.4',
    );

  await press(page, 'Train');
  await expect(status(page)).toHaveText(/horizon ([2-9]|\d{2,}) of \d+ \(\d+ steps\)/, {
    timeout: 120_000,
  });
  // Each horizon has a length of its own, and the screen says which.
  const lengths = new Set<number>();
  await press(page, 'Pause');
  await expect(status(page)).toHaveText(/^Paused/);
  const another = async () => {
    await press(page, 'Step');
    const steps = /\((\d+) steps\)/.exec((await status(page).textContent()) ?? '')?.[1];
    if (steps !== undefined) lengths.add(Number(steps));
    return lengths.size;
  };
  await expect.poll(another, { timeout: 120_000 }).toBeGreaterThan(2);
  for (const steps of lengths) {
    expect(steps).toBeGreaterThanOrEqual(3);
    expect(steps).toBeLessThanOrEqual(12);
  }
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  // One point for each horizon that was not by example alone, at most: the last unroll of it.
  const points = (await figureCsv(page, 'Meta-loss')).trim().split('\n').length - 1;
  expect(points).toBeGreaterThan(0);

  await page.getByRole('textbox', { name: 'Name' }).fill('Mine');
  await press(page, 'Keep in library');
  await showTab(page, 'Library');
  const record = page.getByRole('article', { name: 'Mine' });
  for (const [name, value] of [
    ['Step weights', 'the last step of the horizon alone'],
    ['Length of horizons', 'drawn log-uniformly, 3 to 12 steps'],
    ['Random scaling of coordinates', '0.5'],
    ['Convex term', '4 coordinates'],
    ['Example', 'Adam at 0.1, in 40 % of the horizons'],
  ] as const) {
    const row = record.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) });
    await expect(row).toContainText(value);
  }
});

test('what cannot be is said in place, and what it was stays', PAGE, async ({ page }) => {
  await open(page, `${SMALL_RACE}&tab=train&stepWeights=exponential&stepDecay=0.9&averaging=2`);
  // From the link: what is allowed is set, what is not is told.
  await expect(page.getByText(/averaging: "2" is not allowed/)).toBeVisible();
  await expect(group(page)).toHaveText('Objective the last steps count most, γ 0.9');
  await group(page).click();
  await choose(page, 'Length of horizons', 'curriculum');
  const curriculum = page.getByRole('textbox', { name: 'Curriculum' });
  await curriculum.fill('500:200, 100:300');
  await expect(page.getByRole('alert').filter({ hasText: 'Horizons must ascend.' })).toBeVisible();
  await curriculum.fill('many');
  await expect(page.getByRole('alert').filter({ hasText: /^Write HORIZON:STEPS/ })).toBeVisible();
  await curriculum.fill('100:50,200:80');
  await expect(curriculum).toHaveAttribute('aria-invalid', 'false');
  const tasks = page.getByRole('textbox', { name: 'Further tasks' });
  await tasks.fill('quadratic,dimension:0');
  await expect(
    page.getByRole('alert').filter({ hasText: 'Expected a whole number from 1 to 256.' }),
  ).toBeVisible();
  await tasks.fill('quadratic,dimension:4; surface,surface:bowl');
  await expect
    .poll(() => new URL(page.url()).search)
    .toContain('horizonSchedule=100:50,200:80&also=quadratic,dimension:4%3Bsurface,surface:bowl');
  await set(page, 'Clip meta-gradients at', -3);
  await expect(page.getByRole('alert').filter({ hasText: /Clip/ })).toBeVisible();
});

test('every objective names its paper, and the group is accessible', PAGE, async ({ page }) => {
  await open(page, `${SMALL_RACE}&tab=train`);
  await expect(page.getByRole('combobox', { name: 'Imitation' })).toBeHidden();
  await group(page).click();
  await choose(page, 'Imitation', 'beside');
  await expectNoViolations(page);
  for (const [term, paper] of [
    ['Step weights', /Andrychowicz and others, 2016/],
    ['Length of horizons', /Chen and others, .*2020/],
    ['Random scaling', /Lv, Jiang and Li, .*2017/],
    ['Convex coordinates', /Lv, Jiang and Li, 2017/],
    ['Imitation', /Training Stronger Baselines for Learning to Optimize/],
  ] as const) {
    await page.getByRole('button', { name: term, exact: true }).click();
    await expect(page.getByRole('dialog')).toContainText(paper);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});
