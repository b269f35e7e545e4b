/** What the other browser tests rest on: the two kinds of browser are what their names say. */
import { expect, test } from './fixtures';

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

test('a console error fails a test', async ({ page }) => {
  test.fail();
  await page.goto('.');
  await page.evaluate(() => console.error('on purpose'));
});

test('an uncaught exception fails a test', async ({ page }) => {
  test.fail();
  await page.goto('.');
  await page.evaluate(() => setTimeout(() => Promise.reject(new Error('on purpose'))));
});

test('an error in a worker fails a test', async ({ page }) => {
  test.fail();
  await page.goto('.');
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const source = "console.error('on purpose'); postMessage('done')";
        const blob = new Blob([source], { type: 'text/javascript' });
        new Worker(URL.createObjectURL(blob)).onmessage = resolve;
      }),
  );
});
