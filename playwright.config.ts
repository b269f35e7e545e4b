import { availableParallelism } from 'node:os';
import { chromium, defineConfig } from '@playwright/test';
import { browserArguments, findBrowser } from './scripts/lib/browser.mjs';

const port = Number(process.env.LAB_E2E_PORT ?? 4180);
const address = `http://127.0.0.1:${port}/`;
const report = process.env.LAB_E2E_REPORT;
const executablePath = findBrowser({ playwright: chromium.executablePath() });

const launch = (graphics: 'software' | 'none') => ({
  launchOptions: {
    args: browserArguments(graphics),
    ...(executablePath === undefined ? {} : { executablePath }),
  },
});

export default defineConfig({
  testDir: 'e2e',
  forbidOnly: true,
  retries: 0,
  // Half of a test is waiting for the page to draw: two at once make use of a second core.
  workers: Math.min(2, availableParallelism()),
  fullyParallel: true,
  timeout: 300_000,
  expect: { timeout: 45_000 },
  reporter: [
    ['list'],
    ...(report === undefined ? [] : [['json', { outputFile: report }] as const]),
  ],
  // What a test answers in the host's place must reach the page: only e2e/offline.spec.ts has service workers.
  use: { baseURL: address, trace: 'retain-on-failure', serviceWorkers: 'block' },
  projects: [
    // What has to do with computing; the looks and the library are the same on every backend.
    {
      name: 'webgpu',
      testMatch: /(compare|train|digits|inspect|harness|lostDevice|links|csp)\.spec\.ts/,
      grepInvert: /@page/,
      use: launch('software'),
    },
    // Without a GPU and without the software driver `navigator.gpu` finds no adapter.
    { name: 'no-webgpu', testIgnore: /lostDevice\.spec\.ts/, use: launch('none') },
  ],
  webServer: {
    command: `"${process.execPath}" node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: address,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
