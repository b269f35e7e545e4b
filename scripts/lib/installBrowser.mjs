// @ts-check
/** Finds a browser, or installs one: Playwright's download where that works, else Debian's package. */
import { findBrowser } from './browser.mjs';
import { run, toolScript } from './project.mjs';

const GIVE_UP_MS = 10 * 60_000;

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test');
  return chromium.executablePath();
}

async function installDebian() {
  const root = process.getuid?.() === 0;
  const aptGet = root
    ? ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']
    : ['sudo', 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  // A stale package list installs as well in most cases, so a failed update is not the end.
  await run([...aptGet, 'update'], { timeoutMs: GIVE_UP_MS });
  await run([...aptGet, 'install', '-y', 'chromium'], {
    timeoutMs: GIVE_UP_MS,
  });
}

/**
 * @returns {Promise<string>} the browser's path
 * @throws where none is found and none can be installed
 */
export async function ensureBrowser() {
  const playwright = await playwrightsOwn();
  let found = findBrowser({ playwright });
  if (found !== undefined) return found;
  process.stderr.write('No Chromium found: trying Playwright’s download …\n');
  await run(
    [process.execPath, toolScript('@playwright/test', 'playwright'), 'install', 'chromium'],
    {
      timeoutMs: GIVE_UP_MS,
    },
  );
  found = findBrowser({ playwright });
  if (found !== undefined) return found;
  if (process.platform === 'linux') {
    process.stderr.write(
      'That did not give a browser that starts: trying apt-get install chromium …\n',
    );
    await installDebian();
    found = findBrowser({ playwright });
    if (found !== undefined) return found;
  }
  throw new Error(
    'no Chromium found and none could be installed; install one and name it in LAB_BROWSER',
  );
}
