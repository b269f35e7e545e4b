// @ts-check
/** The checks that `npm test` makes, in their order. */
import path from 'node:path';
import { findSoftwareVulkan } from './browser.mjs';
import { ensureBrowser } from './installBrowser.mjs';
import { freePort } from './ports.mjs';
import { run, toolScript } from './project.mjs';
import { countCheck, countPlaywright, countRunner, countVitest } from './report.mjs';
import { vulkanEnvironment } from './vulkan.mjs';

/**
 * @typedef {import('./report.mjs').Counts} Counts
 * @typedef {{ folder: string, filters: string[] }} Setting
 *   `folder`: where reports go; `filters`: parts of test file names, to run only those
 */

/** @type {Promise<string> | undefined} */
let browser;
const theBrowser = () => {
  browser ??= ensureBrowser();
  return browser;
};

/**
 * @param {string} project
 * @param {Setting} setting
 * @param {Record<string, string>} [env]
 */
async function vitest(project, { folder, filters }, env = {}) {
  const file = path.join(folder, `${project}.json`);
  const code = await run(
    [
      ...[process.execPath, toolScript('vitest'), 'run', '--project', project],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
      ...filters,
    ],
    { env },
  );
  return countRunner(file, code, countVitest);
}

/**
 * WebGPU in Node needs a Vulkan driver. Where a browser brings a software one, the WebGPU tests must not be skipped.
 *
 * @returns {Promise<Record<string, string>>}
 */
async function webgpu() {
  const named = process.env.VK_ICD_FILENAMES;
  const driver =
    named || (process.platform === 'linux' ? findSoftwareVulkan(await theBrowser()) : undefined);
  if (driver === undefined) return {};
  const env = { VK_ICD_FILENAMES: driver, LAB_REQUIRE_WEBGPU: '1' };
  return { ...env, ...vulkanEnvironment({ ...process.env, ...env }) };
}

/** @type {Record<string, (setting: Setting) => Promise<Counts>>} */
export const suites = {
  types: async () =>
    countCheck(await run([process.execPath, toolScript('typescript', 'tsc'), '--noEmit'])),
  lint: async () =>
    countCheck(
      await run([
        ...[process.execPath, toolScript('@biomejs/biome', 'biome')],
        ...['check', '--error-on-warnings', '.'],
      ]),
    ),
  unit: (setting) => vitest('unit', setting),
  backends: async (setting) => vitest('backends', setting, await webgpu()),
  build: async () => countCheck(await run([process.execPath, toolScript('vite'), 'build'])),
  browser: async ({ folder, filters }) => {
    const file = path.join(folder, 'browser.json');
    const code = await run(
      [process.execPath, toolScript('@playwright/test', 'playwright'), 'test', ...filters],
      {
        env: {
          LAB_BROWSER: await theBrowser(),
          LAB_E2E_PORT: String(await freePort(4180)),
          LAB_E2E_REPORT: file,
        },
      },
    );
    return countRunner(file, code, countPlaywright);
  },
};
