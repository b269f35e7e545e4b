/** From pressing Train to passing tuned Adam, through the built page and with its own settings, as a person would. */

import { launch, serveFolder } from './browser';
import type { TrainingResult } from './results';

const WITHIN_MS = 180_000;

/** @param dist the built Lab */
export async function pageTraining(dist: string): Promise<TrainingResult> {
  const server = await serveFolder(dist);
  const browser = await launch('none');
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(server.address);
    // The landing race is over before a person has found the tab.
    await page
      .getByRole('status')
      .filter({ hasText: /^Finished/ })
      .waitFor({ timeout: 60_000 });
    await page.getByRole('tab', { name: 'Train' }).click();
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    const watched = page.evaluate(
      (within) =>
        new Promise<{ ms: number; tuningMs: number; text: string }>((resolve) => {
          const status = document.querySelector('[role=status]');
          // Not the tab of that name.
          const button = [...document.querySelectorAll('button')].find(
            (one) => one.textContent === 'Train' && one.role !== 'tab',
          );
          const from = performance.now();
          let tuningMs = Number.NaN;
          const observer = new MutationObserver(() => {
            const text = status?.textContent ?? '';
            if (Number.isNaN(tuningMs) && text.startsWith('Training')) {
              tuningMs = performance.now() - from;
            }
            if (!/passed Adam/.test(text)) return;
            observer.disconnect();
            resolve({ ms: performance.now() - from, tuningMs, text });
          });
          if (status !== null) {
            observer.observe(status, { childList: true, characterData: true, subtree: true });
          }
          setTimeout(() => {
            observer.disconnect();
            resolve({ ms: performance.now() - from, tuningMs, text: status?.textContent ?? '' });
          }, within);
          button?.click();
        }),
      WITHIN_MS,
    );
    const { ms, tuningMs, text } = await watched;
    const horizons = /passed Adam after (\d+) horizons/.exec(text)?.[1];
    return {
      where: `the page in Chromium ${browser.version()}, no GPU`,
      seconds: ms / 1000,
      tuningSeconds: tuningMs / 1000,
      horizons: horizons === undefined ? null : Number(horizons),
      text,
    };
  } finally {
    await browser.close();
    await server.close();
  }
}
