/**
 * `npm run bench:page`: what a first visit costs on this machine, measured in a real browser on the built app.
 *
 * - how long until the landing race is drawing (the first curve with more than one point);
 * - how much JavaScript the page's own thread loads at the start, gzipped;
 * - the longest tasks on the page's thread while a training runs flat out in the worker;
 * - how long a press of Pause takes to be answered.
 *
 * Medians over several visits, each in a fresh profile. Options: --visits N, --train-seconds S.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { browserArguments, findBrowser } from '../scripts/lib/browser.mjs';

const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '5' },
    'train-seconds': { type: 'string', default: '15' },
  },
});

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const server = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' });
const address = `http://127.0.0.1:${server.httpServer.address().port}/`;
const executablePath = findBrowser({ playwright: chromium.executablePath() });
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: browserArguments('none'),
});

/** Long tasks are noted from the first line of script on. */
const watchTasks = () => {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      globalThis.longTasks.push({ start: entry.startTime, ms: entry.duration });
    }
  }).observe({ type: 'longtask', buffered: true });
};

/** From the press to the status that says so, in the page's own time; then on again. */
async function pauseOnce(page) {
  const answered = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const status = document.querySelector('[role=status]');
        const from = performance.now();
        new MutationObserver((_, observer) => {
          if (!status.textContent.startsWith('Paused')) return;
          observer.disconnect();
          resolve(performance.now() - from);
        }).observe(status, { childList: true, characterData: true, subtree: true });
        [...document.querySelectorAll('button')].find((b) => b.textContent === 'Pause').click();
      }),
  );
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await page
    .getByRole('status')
    .filter({ hasText: /^Training/ })
    .waitFor();
  await page.waitForTimeout(300);
  return answered;
}

async function visit() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watchTasks);
  await page.goto(address, { waitUntil: 'commit' });
  const drawing = await page.waitForFunction(() => {
    const curve = document.querySelector('figure .recharts-curve');
    const points = curve?.getAttribute('d')?.match(/[LC]/g)?.length ?? 0;
    return points > 0 ? performance.now() : null;
  });
  const drawingMs = await drawing.jsonValue();
  await page
    .getByRole('status')
    .filter({ hasText: /^Finished/ })
    .waitFor({ timeout: 60_000 });
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => entry.name)
      .filter((name) => name.endsWith('.js') && !/\/host-/.test(name)),
  );
  const gzippedBytes = scripts
    .map((url) => readFileSync(`dist${new URL(url).pathname}`))
    .reduce((sum, bytes) => sum + gzipSync(bytes).length, 0);
  await page.getByRole('tab', { name: 'Train' }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page
    .getByRole('status')
    .filter({ hasText: /^Training/ })
    .waitFor({ timeout: 60_000 });
  const from = await page.evaluate(() => performance.now());
  await page.waitForTimeout(1000 * Number(values['train-seconds']));
  const tasks = await page.evaluate(
    (since) => globalThis.longTasks.filter((task) => task.start >= since).map((task) => task.ms),
    from,
  );
  const status = await page.getByRole('status').textContent();
  const pauses = [];
  for (let i = 0; i < 5; i++) pauses.push(await pauseOnce(page));
  await context.close();
  return { drawingMs, gzippedBytes, longTasks: tasks, pauses, status };
}

const visits = [];
for (let i = 0; i < Number(values.visits); i++) visits.push(await visit());
await browser.close();
await server.close();

const result = {
  visits: visits.length,
  landingDrawsMs: median(visits.map((v) => v.drawingMs)),
  startJavaScriptKb: visits[0].gzippedBytes / 1000,
  trainSeconds: Number(values['train-seconds']),
  tasksOver50Ms: visits.map((v) => v.longTasks.length),
  longestTaskMs: Math.max(0, ...visits.flatMap((v) => v.longTasks)),
  pauseMs: median(visits.flatMap((v) => v.pauses)),
  slowestPauseMs: Math.max(...visits.flatMap((v) => v.pauses)),
  lastStatus: visits.at(-1).status,
};
console.log(JSON.stringify(result, null, 1));
