// @ts-check
/** Finds a Chromium for the browser tests, and the software Vulkan driver that it brings along. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** A browser must not reach out by itself, and Chromium's sandbox does not work for the superuser. */
const ALWAYS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

const WEBGPU = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];
/** Of WebGPU: by the software driver that Chromium brings along; by a graphics card; or none, so no adapter is found. */
const GRAPHICS = {
  software: [...WEBGPU, '--use-vulkan=swiftshader', '--use-webgpu-adapter=swiftshader'],
  hardware: [...WEBGPU, '--ignore-gpu-blocklist'],
  none: ['--disable-gpu'],
};

/**
 * What Chromium is started with.
 *
 * @param {keyof typeof GRAPHICS} graphics
 */
export const browserArguments = (graphics) => [...ALWAYS, ...GRAPHICS[graphics]];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];
const DRIVER = 'vk_swiftshader_icd.json';

/**
 * @param {string} name
 * @param {string | undefined} searchPath the PATH
 */
function onPath(name, searchPath) {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (searchPath ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, file))
    .find((candidate) => existsSync(candidate));
}

/**
 * Does it start at all? A downloaded browser whose system libraries are missing does not.
 *
 * @param {string} executable
 */
export function starts(executable) {
  // On Windows `--version` opens a window instead of answering.
  if (process.platform === 'win32') return existsSync(executable);
  return spawnSync(executable, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/**
 * In this order: the environment's LAB_BROWSER or CHROME_PATH, Playwright's own, one on the PATH.
 *
 * @param {{ env?: NodeJS.ProcessEnv, playwright?: string | undefined, works?: (executable: string) => boolean }} [options]
 *   `playwright` is where Playwright would put its own
 * @returns {string | undefined}
 * @throws where the environment names a browser that does not start
 */
export function findBrowser({ env = process.env, playwright, works = starts } = {}) {
  const named = env.LAB_BROWSER || env.CHROME_PATH;
  if (named) {
    if (works(named)) return named;
    const variable = env.LAB_BROWSER ? 'LAB_BROWSER' : 'CHROME_PATH';
    throw new Error(`${variable} names ${named}, which does not start`);
  }
  const candidates = [playwright, ...NAMES.map((name) => onPath(name, env.PATH))];
  return candidates.find(
    (candidate) => candidate !== undefined && existsSync(candidate) && works(candidate),
  );
}

/**
 * Folders that a launcher script names: Linux distributions put such a script on the PATH and the browser elsewhere.
 *
 * @param {string} executable
 */
function foldersInScript(executable) {
  if (statSync(executable).size > 65_536) return [];
  const text = readFileSync(executable, 'utf8');
  if (!text.startsWith('#!')) return [];
  return [...text.matchAll(/\/[\w./-]+/g)].flatMap(([name]) => [name, path.dirname(name)]);
}

/**
 * The description of the SwiftShader Vulkan driver beside a browser: WebGPU without a GPU, in Node as well.
 *
 * @param {string} executable
 * @returns {string | undefined}
 */
export function findSoftwareVulkan(executable) {
  if (!existsSync(executable)) return undefined;
  const real = realpathSync(executable);
  const name = path.basename(executable);
  const folders = [
    path.dirname(real),
    ...['/usr/lib', '/usr/lib64', '/opt'].map((parent) => path.join(parent, name)),
    ...(name.includes('chrome') ? ['/opt/google/chrome'] : []),
    ...foldersInScript(real),
  ];
  return folders.map((folder) => path.join(folder, DRIVER)).find((file) => existsSync(file));
}
