/** How the Lab is served decides how many threads it has: with the headers of cross-origin isolation, and without. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { backend } from './engine';
import { expect, test } from './fixtures';
import { open, raceFinished } from './lab';

const RACE = 'backend=wasm&problems=4&horizon=20&optimizers=quadratic,adam:lr=0.3';
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
};

/** A host that serves the built page as it is, and sends no header of its own. */
async function plainHost(): Promise<Server> {
  const root = path.resolve('dist');
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const file = path.join(root, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    try {
      const body = await readFile(file);
      const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

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
  const server = await plainHost();
  try {
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/?${RACE}`);
    await raceFinished(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await expect(backend(page)).toHaveAccessibleDescription(
      /WebAssembly: SIMD, .*one thread \(the page is not cross-origin isolated\), own LSTM kernel/,
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
