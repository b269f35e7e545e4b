/** How the Lab is served decides how many threads it has: with the headers of cross-origin isolation, and without. */
import { readFile } from 'node:fs/promises';
import { backend } from './engine';
import { expect, test } from './fixtures';
import { open, raceFinished } from './lab';
import { serveLab } from './servedLab';

const RACE = 'backend=wasm&problems=4&horizon=20&optimizers=quadratic,adam:lr=0.3';

test('the headers that Netlify and Cloudflare read are those of the preview', async ({ page }) => {
  const sent = (await page.goto('.'))?.headers() ?? {};
  const written = await readFile('dist/_headers', 'utf8');
  for (const name of ['Cross-Origin-Opener-Policy', 'Cross-Origin-Embedder-Policy']) {
    expect(written).toContain(`\n  ${name}: ${sent[name.toLowerCase()]}\n`);
  }
});

test('with the headers it has a thread for each core', async ({ page }) => {
  await open(page, RACE);
  await raceFinished(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const threads = cores < 2 ? 'one thread' : '\\d threads';
  await expect(backend(page)).toHaveAccessibleDescription(
    new RegExp(`WebAssembly: SIMD, .*${threads}, own LSTM kernel`),
  );
});

test('without them it works on one thread, and says why', async ({ page }) => {
  const host = await serveLab({});
  try {
    await page.goto(`${host.address}?${RACE}`);
    await raceFinished(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await expect(backend(page)).toHaveAccessibleDescription(
      /WebAssembly: SIMD, .*one thread \(the page is not cross-origin isolated\), own LSTM kernel/,
    );
  } finally {
    await host.close();
  }
});
