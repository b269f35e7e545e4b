/** How much JavaScript the page's thread has to take in before the first race is to be seen. */
import { gzipSync } from 'node:zlib';
import type { Response } from '@playwright/test';
import { expect, test } from './fixtures';

const BUDGET = 300_000;

test('main-thread JavaScript at start is at most 300 kB gzipped', async ({ page }) => {
  const scripts: Response[] = [];
  page.on('response', (response) => {
    if (/\.m?js$/.test(new URL(response.url()).pathname)) scripts.push(response);
  });
  await page.goto('.');
  await expect(page.getByRole('figure', { name: 'Loss curves' })).toBeVisible();
  const workers = page.workers().map((worker) => worker.url());
  const sizes = await Promise.all(
    scripts
      .filter((response) => !workers.includes(response.url()))
      .map(async (response) => gzipSync(await response.body(), { level: 9 }).length),
  );
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(BUDGET);
});
