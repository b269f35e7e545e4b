/** Without a network after the first visit, and from version to version without surprise. */
import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, PAGE, test } from './fixtures';
import { raceFinished, showTab } from './lab';
import { type ServedLab, serveLab } from './servedLab';

const RACE = '?backend=wasm&problems=4&horizon=20&optimizers=quadratic,adam:lr=0.3';

test.use({ serviceWorkers: 'allow' });

let host: ServedLab;
test.beforeEach(async () => {
  host = await serveLab();
});
test.afterEach(() => host.close());

const footer = (page: Page) => page.getByRole('contentinfo');
const ready = (page: Page) =>
  expect(footer(page)).toContainText('Ready to work offline', { timeout: 60_000 });

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

/** Puts another version of the page beside the present one's files, as a deployment does. */
async function deploy(version: string): Promise<void> {
  const get = async (path: string) => (await fetch(host.address + path)).text();
  const html = (await get('')).replace(/<title>[^<]*/, `<title>Lab ${version}`);
  const worker = (await get('sw.js'))
    .replace(/"version": "[^"]*"/, `"version": "${version}"`)
    .replace(/"": "[^"]*"/, `"": "${sha256(html)}"`);
  host.files.set('index.html', html);
  host.files.set('sw.js', worker);
}

/** As the browser does by itself at the next visit. */
const look = (page: Page) =>
  page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });

test(
  'after one visit everything is there without a network, threads included',
  PAGE,
  async ({ page, context }) => {
    await page.goto(host.address + RACE);
    await ready(page);
    await page.close();
    await host.close();

    const later = await context.newPage();
    await later.goto(host.address + RACE);
    await raceFinished(later);
    expect(await later.evaluate(() => crossOriginIsolated)).toBe(true);
    await later.getByRole('button', { name: 'learned to descend' }).click();
    await expect(later.locator('.katex').first()).toBeVisible();
    await later.keyboard.press('Escape');
    await showTab(later, 'Train');
    await showTab(later, 'Inspect');
    await showTab(later, 'Figures');
    await expect(later.getByRole('article').first()).toBeVisible();
    await showTab(later, 'Library');
    await expect(later.getByRole('article', { name: /trained on quadratics/ })).toBeVisible();
    await ready(later);
  },
);

test(
  'a host that sends no headers gives a page with threads from the second visit on',
  PAGE,
  async ({ page }) => {
    const plain = await serveLab({});
    try {
      await page.goto(plain.address + RACE);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      await ready(page);
      await page.reload();
      await raceFinished(page);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    } finally {
      await plain.close();
    }
  },
);

test('a new version waits until the person asks for it', PAGE, async ({ page, context }) => {
  await page.goto(host.address + RACE);
  await ready(page);
  const other = await context.newPage();
  await other.goto(host.address + RACE);
  await raceFinished(other);

  await deploy('two');
  await look(page);
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages).toContainText('A new version is ready');
  await expect(footer(page)).toContainText('A new version is ready');
  // Nothing has changed, not even for who comes anew.
  await expect(page).toHaveTitle('Learned Optimizer Lab');
  await page.reload();
  await expect(page).toHaveTitle('Learned Optimizer Lab');
  await raceFinished(page);

  await footer(page).getByRole('button', { name: 'Reload' }).click();
  await expect(page).toHaveTitle('Lab two');
  await raceFinished(page);

  // The other tab goes on with what it was built with, and is told.
  await expect(other).toHaveTitle('Learned Optimizer Lab');
  await expect(footer(other)).toContainText('A new version is ready');
  await showTab(other, 'Train');
  await footer(other).getByRole('button', { name: 'Reload' }).click();
  await expect(other).toHaveTitle('Lab two');
});

test(
  'while something is computed it asks before it loads the page anew',
  PAGE,
  async ({ page }) => {
    await page.goto(`${host.address}?backend=wasm&problems=4000&horizon=900&optimizers=quadratic`);
    await ready(page);
    await expect(page.getByRole('status')).toHaveText(/^Racing/);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await deploy('two');
    await look(page);
    await footer(page).getByRole('button', { name: 'Reload' }).click();
    const messages = page.getByRole('region', { name: 'Messages' });
    await expect(messages).toContainText('Something is being computed');
    await expect(page).toHaveTitle('Learned Optimizer Lab');
    await messages.getByRole('button', { name: 'Reload anyway' }).click();
    await expect(page).toHaveTitle('Lab two');
  },
);

test.describe('an upload in which a file is not the one that was built', () => {
  test.use({ expectedErrors: /integrity|sw\.js|ServiceWorker/i });

  test('leaves the version that works', PAGE, async ({ page }) => {
    await page.goto(host.address + RACE);
    await ready(page);
    await deploy('two');
    host.files.set('index.html', '<!doctype html><title>cut off');
    await look(page).catch(() => undefined);
    await page.waitForTimeout(1500);
    await page.reload();
    await expect(page).toHaveTitle('Learned Optimizer Lab');
    await raceFinished(page);
    await expect(footer(page)).not.toContainText('new version');
    await ready(page);
  });
});

test(
  'it can be installed: a manifest whose icons are there',
  PAGE,
  async ({ page, request, context }) => {
    await page.goto(host.address);
    const inspector = await context.newCDPSession(page);
    const { installabilityErrors } = await inspector.send('Page.getInstallabilityErrors');
    // A test's profile is a private one.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
    const href = await page.locator('link[rel=manifest]').getAttribute('href');
    const manifest = await (await request.get(host.address + href)).json();
    expect(manifest).toMatchObject({ start_url: './', scope: './', display: 'standalone' });
    const purposes = manifest.icons.map(({ purpose = 'any' }: { purpose?: string }) => purpose);
    expect(purposes).toContain('maskable');
    expect(purposes).toContain('any');
    for (const { src, sizes } of manifest.icons) {
      const response = await request.get(host.address + src);
      expect(response.status()).toBe(200);
      if (!src.endsWith('.png')) continue;
      // PNG: width and height stand at bytes 16 to 23.
      const bytes = await response.body();
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
    }
  },
);
