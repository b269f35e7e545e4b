/** What every browser test starts from: a page on which nothing may go wrong unseen. */
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';

export { expect };

/** Of a test that has to do with the page only: it is the same on every backend, and one browser is enough. */
export const PAGE = { tag: '@page' } as const;

/**
 * Gathers console errors and uncaught exceptions from now on, of all pages and their workers.
 *
 * @param allowed what the browser says where a test breaks something on purpose
 */
export function watchErrors(context: BrowserContext, allowed?: RegExp): string[] {
  const errors: string[] = [];
  const keep = (message: string) => {
    if (!allowed?.test(message)) errors.push(message);
  };
  context.on('console', (message) => {
    if (message.type() === 'error') keep(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => keep(String(error.error())));
  return errors;
}

/** A test that fails on any console error or uncaught exception, but for those that it expects. */
export const test = base.extend<{ expectedErrors: RegExp | undefined; silence: undefined }>({
  // One expression and no list of them: the runner takes a list whose second entry is an object for a value with options.
  expectedErrors: [undefined, { option: true }],
  silence: [
    async ({ context, expectedErrors }, use) => {
      const errors = watchErrors(context, expectedErrors);
      await use(undefined);
      expect(errors, 'console errors and uncaught exceptions').toEqual([]);
    },
    { auto: true },
  ],
});

/** Fails with one line for each accessibility violation that axe finds on the page as it is now. */
export async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const lines = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.target.join(' ')}`),
  );
  expect(lines, 'accessibility violations').toEqual([]);
}
