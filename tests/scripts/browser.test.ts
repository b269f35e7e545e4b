import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findBrowser, findSoftwareVulkan } from '../../scripts/lib/browser.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'browser-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content = ''): string {
  const full = path.join(folder, name);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, content);
  chmodSync(full, 0o755);
  return full;
}

/** As if everything that exists would start. */
const works = () => true;
const suffix = process.platform === 'win32' ? '.exe' : '';

describe('the browser', () => {
  test('the environment’s comes first', () => {
    const playwright = file('own/chrome');
    const env = { LAB_BROWSER: 'mine', CHROME_PATH: 'other' };
    expect(findBrowser({ env, playwright, works })).toBe('mine');
    expect(findBrowser({ env: { CHROME_PATH: 'other' }, playwright, works })).toBe('other');
  });

  test('one that the environment names and that does not start is an error, not passed over', () => {
    const env = { LAB_BROWSER: '/no/such/browser' };
    expect(() => findBrowser({ env })).toThrow('LAB_BROWSER names /no/such/browser');
  });

  test('then Playwright’s own, then one on the PATH', () => {
    const playwright = file('own/chrome');
    const onPath = file(`bin/chromium${suffix}`);
    const env = { PATH: path.dirname(onPath) };
    expect(findBrowser({ env, playwright, works })).toBe(playwright);
    expect(findBrowser({ env, playwright: path.join(folder, 'none'), works })).toBe(onPath);
  });

  test('one that does not start is passed over', () => {
    const broken = file('own/chrome');
    const onPath = file(`bin/google-chrome${suffix}`);
    const found = findBrowser({
      env: { PATH: path.dirname(onPath) },
      playwright: broken,
      works: (executable) => executable !== broken,
    });
    expect(found).toBe(onPath);
  });

  test('none', () => {
    expect(findBrowser({ env: { PATH: folder }, works })).toBeUndefined();
    expect(findBrowser({ env: {}, works })).toBeUndefined();
  });
});

// SwiftShader is looked for on Linux only.
describe.runIf(process.platform === 'linux')('the software Vulkan driver', () => {
  const driver = 'vk_swiftshader_icd.json';

  test('beside the browser', () => {
    const browser = file('real/chrome');
    const icd = file(`real/${driver}`);
    expect(findSoftwareVulkan(browser)).toBe(icd);
  });

  test('beside the browser that a link leads to', () => {
    const icd = file(`real/${driver}`);
    const link = path.join(folder, 'linked');
    symlinkSync(file('real/chrome'), link);
    expect(findSoftwareVulkan(link)).toBe(icd);
  });

  test('in the folder that a launcher script names', () => {
    const icd = file(`lib/thing/${driver}`);
    const script = file('bin/thing', `#!/bin/sh\nexec ${folder}/lib/thing/thing "$@"\n`);
    expect(findSoftwareVulkan(script)).toBe(icd);
  });

  test('none', () => {
    expect(findSoftwareVulkan(file('bin/unknown-browser'))).toBeUndefined();
    expect(findSoftwareVulkan(path.join(folder, 'missing'))).toBeUndefined();
  });
});
