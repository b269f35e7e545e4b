// @ts-check
/**
 * Builds the service worker (`src/offline/`) into `sw.js` beside the page, with the list of all files that the page
 * needs without a network: whatever the build has made, each with its SHA-256.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

const ENTRY = 'src/offline/serviceWorker.ts';
const OUTPUT = 'sw.js';
/** Hosts may put files of their own here, and change them: docs/hosting.md. */
const FRESH = ['data/mnist/index.json'];
/**
 * Not of the page: what a host reads, the service worker itself, and digits, which the page keeps where it uses them.
 * Every browser that can run the Lab takes fonts as WOFF2.
 */
const LEFT_OUT = [/^_headers$/, /^sw\.js$/, /^data\//, /\.(woff|ttf)$/, /\.(map|md)$/];

/** @param {Buffer | string} content */
const sha256 = (content) => createHash('sha256').update(content).digest('base64');

/**
 * The files of a built page, as the service worker is to keep them.
 *
 * @param {string} folder
 * @returns {import('../../src/offline/files').PageFiles}
 */
export function pageFiles(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => !LEFT_OUT.some((pattern) => pattern.test(name)))
    .sort();
  /** @type {Record<string, string>} */
  const files = {};
  for (const name of names) {
    // Some hosts send `index.html` on to its folder: it is asked for as people do.
    files[name === 'index.html' ? '' : name] = sha256(readFileSync(path.join(folder, name)));
  }
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12);
  return { version, files, fresh: FRESH };
}

/** @returns {import('vite').Plugin} */
export function serviceWorkerPlugin() {
  let root = '';
  let outDir = '';
  return {
    name: 'service-worker',
    apply: 'build',
    // Last of all: what other plugins write belongs to the page.
    enforce: 'post',
    configResolved(config) {
      root = config.root;
      outDir = path.resolve(root, config.build.outDir);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const made = await build({
          root,
          configFile: false,
          publicDir: false,
          logLevel: 'warn',
          build: {
            write: false,
            target: 'es2023',
            lib: { entry: path.join(root, ENTRY), formats: ['iife'], name: 'serviceWorker' },
          },
        });
        const output = Array.isArray(made) ? made[0] : made;
        const chunk = output && 'output' in output ? output.output[0] : undefined;
        if (!chunk) throw new Error('The service worker was not built.');
        const files = `self.PAGE_FILES = ${JSON.stringify(pageFiles(outDir), null, 1)};\n`;
        writeFileSync(path.join(outDir, OUTPUT), `${files}${chunk.code}`);
      },
    },
  };
}
