/** Headless Chromium, found and started as the browser tests do, and the pages that the bench looks at there. */
import { type Browser, chromium } from '@playwright/test';
import { preview } from 'vite';
import { browserArguments } from '../../scripts/lib/browser.mjs';
import { ensureBrowser } from '../../scripts/lib/installBrowser.mjs';
import { ISOLATION } from '../../scripts/lib/isolation.mjs';
import { browserHabitat, type Habitat } from './hosts';

export async function launch(graphics: 'software' | 'hardware' | 'none'): Promise<Browser> {
  const args = browserArguments(graphics);
  return chromium.launch({ executablePath: await ensureBrowser(), args });
}

/** Serves a built folder; the address, and how to stop. */
export async function serveFolder(
  outDir: string,
): Promise<{ address: string; close(): Promise<void> }> {
  const server = await preview({
    configFile: false,
    root: outDir,
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, headers: ISOLATION },
  });
  const place = server.httpServer.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** @param folder the built browser/index.html */
export async function openBrowserHabitat(folder: string, hardware: boolean): Promise<Habitat> {
  const server = await serveFolder(folder);
  const browser = await launch(hardware ? 'hardware' : 'software');
  const page = await browser.newPage();
  page.on('pageerror', (error) => process.stderr.write(`page: ${error.message}\n`));
  await page.goto(server.address);
  await page.waitForFunction(() => 'bench' in globalThis);
  if (!(await page.evaluate(() => globalThis.crossOriginIsolated))) {
    throw new Error('the page is not cross-origin isolated');
  }
  return browserHabitat(page, `Chromium ${browser.version()}`, async () => {
    await browser.close();
    await server.close();
  });
}
