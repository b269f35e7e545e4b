// @ts-check
/**
 * npm run bench: how fast meta-training is here, beside stock TensorFlow.js and jax-js. CONTRIBUTING.md says what is
 * measured; `npm run bench -- --help` has the options.
 *
 * Vite bundles the bench first, since Node cannot load TensorFlow.js' modules as they are.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findBrowser, findSoftwareVulkan } from '../scripts/lib/browser.mjs';
import { ensureInstalled } from '../scripts/lib/install.mjs';
import { inProject } from '../scripts/lib/project.mjs';
import { isStale } from '../scripts/lib/stale.mjs';
import { vulkanEnvironment } from '../scripts/lib/vulkan.mjs';

const CACHE = inProject('node_modules/.cache/bench');
/** Packages that are tools of the main process, and one that is a native module. */
const EXTERNAL = ['webgpu', 'vite', '@playwright/test', 'assemblyscript', 'assemblyscript/asc'];

/**
 * @param {string} entry
 * @param {string} name
 */
async function bundle(entry, name) {
  const { build } = await import('vite');
  await build({
    root: inProject(),
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: entry,
      outDir: path.join(CACHE, name),
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: `${name}.mjs`, codeSplitting: false } },
    },
  });
  return path.join(CACHE, name, `${name}.mjs`);
}

async function buildPage() {
  const { build } = await import('vite');
  const outDir = path.join(CACHE, 'page');
  await build({
    root: inProject('bench/browser'),
    configFile: false,
    logLevel: 'error',
    base: './',
    publicDir: false,
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 4000 },
  });
  return outDir;
}

async function buildLab() {
  const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];
  const index = inProject('dist/index.html');
  if (
    isStale(
      index,
      sources.map((source) => inProject(source)),
    )
  ) {
    const { build } = await import('vite');
    await build({ root: inProject(), logLevel: 'error' });
  }
  return path.dirname(index);
}

/** WebGPU in Node takes the driver that the environment names, else the browser's software one, as the tests do. */
async function offerVulkan() {
  if (process.argv.includes('--hardware')) return;
  if (process.platform === 'linux' && !process.env.VK_ICD_FILENAMES) {
    const { chromium } = await import('@playwright/test');
    const browser = findBrowser({ playwright: chromium.executablePath() });
    const driver = browser === undefined ? undefined : findSoftwareVulkan(browser);
    if (driver !== undefined) process.env.VK_ICD_FILENAMES = driver;
  }
  Object.assign(process.env, vulkanEnvironment(process.env));
}

async function run() {
  await ensureInstalled({ toStderr: true });
  await offerVulkan();
  const { main } = await import(pathToFileURL(await bundle('bench/main/main.ts', 'main')).href);
  await main(process.argv.slice(2), {
    hostScript: await bundle('bench/lib/hostNode.ts', 'host'),
    peakSource: inProject('bench/peak/assembly'),
    buildPage,
    buildLab,
  });
}

await run().then(
  () => process.exit(),
  (error) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
