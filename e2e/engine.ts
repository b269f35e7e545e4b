/** The engine's worker, and what the page says about the engine. */
import type { Locator, Page, Worker } from '@playwright/test';

/** Puts a line before the worker's own code, in every engine that the page starts. */
export async function prepend(page: Page, code: string): Promise<void> {
  await page.route(/\/assets\/host-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code}\n${await response.text()}` });
  });
}

/** The engine's worker that runs now. */
export function engine(page: Page): Worker {
  const found = page.workers().findLast((worker) => /\/host-[^/]*\.js$/.test(worker.url()));
  if (!found) throw new Error('no engine is running');
  return found;
}

export const messages = (page: Page): Locator => page.getByRole('region', { name: 'Messages' });

/** Its description says what computes. */
export const backend = (page: Page): Locator => page.getByRole('combobox', { name: 'Backend' });
