// @ts-check
/**
 * The list beside the page that says whether MNIST is served with it (`data/mnist/index.json`): always there, so that
 * the page never has to ask for files that are not. `npm run data` puts the files into `public/data/mnist/`.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = 'data/mnist';
const INDEX = `${FOLDER}/index.json`;
const FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

/**
 * The list for a folder: the names of its four files, gzipped or not; of fewer than four, none.
 *
 * @param {string} folder
 */
export function digitsIndex(folder) {
  const names = FILES.map((file) =>
    [`${file}.gz`, file].find((name) => existsSync(path.join(folder, name))),
  );
  const files = names.filter((name) => name !== undefined);
  return { version: 1, files: files.length === FILES.length ? files : [] };
}

/** @param {string} folder */
const text = (folder) => `${JSON.stringify(digitsIndex(folder), null, 1)}\n`;

/**
 * The plugin that adds the list to the page, unless `public/` has one of its own.
 *
 * @returns {import('vite').Plugin}
 */
export function digitsIndexPlugin() {
  let publicDir = '';
  let outDir = '';
  const own = () => existsSync(path.join(publicDir, INDEX));
  return {
    name: 'digits-index',
    configResolved(config) {
      publicDir = config.publicDir;
      outDir = path.resolve(config.root, config.build.outDir);
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        if (own() || !request.url?.split('?')[0]?.endsWith(`/${INDEX}`)) return next();
        response.setHeader('Content-Type', 'application/json');
        response.end(text(path.join(publicDir, FOLDER)));
      });
    },
    writeBundle() {
      if (own()) return;
      mkdirSync(path.join(outDir, FOLDER), { recursive: true });
      writeFileSync(path.join(outDir, INDEX), text(path.join(publicDir, FOLDER)));
    },
  };
}
