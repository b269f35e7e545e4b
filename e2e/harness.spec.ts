/** What the other browser tests rest on: the two kinds of browser, and errors that do not pass unseen. */
import { test as base } from '@playwright/test';
import { ISOLATION } from '../scripts/lib/isolation.mjs';
import { expect, PAGE, test, watchErrors } from './fixtures';

test('WebGPU is there in the one project and not in the other', async ({ page }, { project }) => {
  await page.goto('.');
  const adapter = await page.evaluate(async () => {
    const found = await navigator.gpu?.requestAdapter();
    return found ? `${found.info.vendor} ${found.info.architecture}` : null;
  });
  expect(adapter).toBe(project.name === 'webgpu' ? 'google swiftshader' : null);
});

test('the page is cross-origin isolated, so that threads can share memory', async ({ page }) => {
  await page.goto('.');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

base.describe('errors that fail a test', PAGE, () => {
  base('in the console', async ({ page, context }) => {
    const errors = watchErrors(context);
    await page.evaluate(() => console.error('on purpose'));
    await expect.poll(() => errors).toEqual([expect.stringContaining('on purpose')]);
  });

  base('uncaught exceptions', async ({ page, context }) => {
    const errors = watchErrors(context);
    await page.evaluate(() => {
      setTimeout(() => {
        throw new Error('on purpose');
      });
    });
    await expect.poll(() => errors).toEqual([expect.stringContaining('on purpose')]);
  });

  base('files that are missing', async ({ page, context }) => {
    const errors = watchErrors(context);
    await page.goto('.');
    await page.evaluate(() => fetch('./no-such-folder/no-such-file.json'));
    await expect.poll(() => errors).toEqual([expect.stringContaining('no-such-file')]);
  });

  base('in a worker', async ({ page, context }) => {
    const errors = watchErrors(context);
    // The content security policy lets workers in from the page's own address only.
    await page.route('**/on-purpose.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: ISOLATION,
        body: "console.error('on purpose')",
      }),
    );
    await page.goto('.');
    await page.evaluate(() => void new Worker('./on-purpose.js'));
    await expect.poll(() => errors).toEqual([expect.stringContaining('on purpose')]);
  });
});
