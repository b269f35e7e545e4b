/**
 * The content security policy: the page breaks no rule of it wherever a person goes, what is forbidden is prevented,
 * and nothing is asked of any other host.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import { engine } from './engine';
import { expect, PAGE, test } from './fixtures';
import {
  figureDownload,
  importFile,
  open,
  press,
  raceFinished,
  showTab,
  smallTraining,
  status,
} from './lab';

const PRETRAINED = fileURLToPath(
  new URL('../public/pretrained/quadratic.safetensors', import.meta.url),
);

/** The shipped optimizer as another program would save it: the Lab asks for what the tensors do not tell. */
async function withoutMetadata(): Promise<Buffer> {
  const bytes = await readFile(PRETRAINED);
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: _, ...header } = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8'));
  bytes.write(JSON.stringify(header).padEnd(length), 8, 'utf8');
  return bytes;
}

declare global {
  interface Window {
    broken: string[];
  }
}

/** Notes what breaks the policy, and every address that is asked for, on the page and in its workers. */
async function watch(context: BrowserContext): Promise<{ foreign: string[]; own: string[] }> {
  await context.addInitScript(() => {
    window.broken = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      window.broken.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  const asked = { foreign: [] as string[], own: [] as string[] };
  context.on('request', (request) => {
    // Nothing is sent: only asked for.
    if (request.method() !== 'GET') asked.foreign.push(`${request.method()} ${request.url()}`);
    const { protocol, hostname, href } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'blob:') return;
    (hostname === '127.0.0.1' ? asked.own : asked.foreign).push(href);
  });
  return asked;
}

const broken = (page: Page): Promise<string[]> => page.evaluate(() => window.broken);

test('nothing on any screen breaks it, and no other host is asked', async ({ context, page }) => {
  const asked = await watch(context);
  await open(page, 'problems=4&horizon=20&optimizers=quadratic,adam:lr=0.3');
  await raceFinished(page);
  for (const kind of ['CSV', 'SVG', 'PNG']) {
    expect((await figureDownload(page, 'Loss curves', kind)).length).toBeGreaterThan(200);
  }
  await press(page, 'How it works');
  await expect(page.getByRole('heading', { name: /how it works/i }).first()).toBeVisible();
  await press(page, 'How it works');
  // A term with an equation, which has fonts of its own.
  await page.getByRole('button', { name: 'learned to descend' }).click();
  await expect(page.locator('.katex').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Dark mode/ }).click();

  await smallTraining(page);
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/^Training: horizon \d+/);
  await press(page, 'Stop');
  await press(page, 'Keep in library');

  await showTab(page, 'Inspect');
  await expect(status(page)).toHaveText(/recorded|Traced|steps/i);
  await showTab(page, 'Figures');
  await expect(page.getByRole('article').first()).toBeVisible();
  await showTab(page, 'Library');
  const entry = page.getByRole('article', { name: /trained on quadratics/ });
  await expect(entry).toBeVisible();
  await importFile(page, 'holiday.jpg', Buffer.from('not an optimizer at all'));
  await expect(page.getByRole('alert').filter({ hasText: 'holiday.jpg' })).toBeVisible();

  await importFile(page, 'plain.safetensors', await withoutMetadata());
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await expect(page.getByRole('article', { name: 'plain' })).toBeVisible();

  expect(await broken(page)).toEqual([]);
  expect(asked.foreign).toEqual([]);
  expect(asked.own.length).toBeGreaterThan(20);
});

test(
  'networks and their pictures, and the sheet of settings on a phone, keep to it',
  PAGE,
  async ({ context, page }) => {
    const asked = await watch(context);
    await page.setViewportSize({ width: 360, height: 740 });
    const digits = 'task=mnist&data=synthetic&hiddenUnits=5&side=14&problems=1&horizon=6';
    await open(page, `${digits}&optimizers=mnist,nag:lr=0.3`);
    await raceFinished(page);
    const drawn = await figureDownload(page, 'What the networks learn', 'PNG');
    expect(drawn.length).toBeGreaterThan(1000);
    await press(page, 'Settings');
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: 'Settings' })).toHaveCount(0);
    expect(await broken(page)).toEqual([]);
    expect(asked.foreign).toEqual([]);
  },
);

test.describe('what it forbids', () => {
  test.use({ expectedErrors: /Content Security Policy|frame-ancestors|net::ERR_|Failed to load/ });

  test('does not happen', PAGE, async ({ context, page }) => {
    await watch(context);
    await open(page, 'backend=wasm&problems=2&horizon=5&optimizers=adam:lr=0.3');
    await raceFinished(page);
    const done = await page.evaluate(async () => {
      const seen: string[] = [];
      const note = (what: string) => seen.push(what);
      Object.assign(globalThis, { note });
      const script = document.createElement('script');
      script.textContent = 'note("an inline script")';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="note(1)">');
      const style = document.createElement('style');
      style.textContent = 'html { --intruded: 1 }';
      document.head.append(style);
      const styled = getComputedStyle(document.documentElement).getPropertyValue('--intruded');
      if (styled !== '') note('a style element without the nonce');
      // Later: what a test evaluates may itself be text.
      setTimeout(() => {
        try {
          new Function('note("text run as code")')();
        } catch {
          // As it should be.
        }
      });
      const reached = (address: string) => fetch(address, { mode: 'no-cors' }).then(() => true);
      if (await reached('https://example.org/').catch(() => false)) note('another host was asked');
      await new Promise((resolve) => setTimeout(resolve, 200));
      return seen;
    });
    expect(done).toEqual([]);
    // Each is reported by the page's own policy and by the host's.
    const directives = new Set((await broken(page)).map((line) => line.split(':')[0]));
    expect([...directives].sort()).toEqual([
      'connect-src',
      'script-src',
      'script-src-attr',
      'script-src-elem',
      'style-src-elem',
    ]);
    // The worker has the policy of its own file, which this host sends as Netlify and Cloudflare do.
    const refused = await engine(page).evaluate(() =>
      fetch('https://example.org/', { mode: 'no-cors' }).then(
        () => 'asked',
        () => 'refused',
      ),
    );
    expect(refused).toBe('refused');
    const response = await page.request.get('.');
    expect(response.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  });
});
