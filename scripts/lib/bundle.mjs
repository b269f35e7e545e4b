// @ts-check
/**
 * A program of src/cli for Node. TensorFlow.js' modules cannot be loaded by Node as they are, so Vite bundles the
 * program first, when something has changed. The bundle stays inside the project, where it finds the packages that are
 * not bundled.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inProject } from './project.mjs';
import { isStale } from './stale.mjs';

const SOURCES = ['src', 'scripts/lib/bundle.mjs', 'package.json', 'package-lock.json'];

/**
 * @param {string} name the program's name, and its folder's in node_modules/.cache
 * @param {string} entry its source
 * @returns {Promise<string>} the bundle's path
 */
export async function bundled(name, entry) {
  const folder = inProject('node_modules/.cache', name);
  const bundle = path.join(folder, `${name}.mjs`);
  const sources = SOURCES.map((source) => inProject(source));
  if (!isStale(bundle, sources)) return bundle;
  const { build } = await import('vite');
  // Built aside and moved in one go, so that commands running at the same time never see half a file.
  const aside = `${folder}-${process.pid}`;
  try {
    await build({
      root: inProject(),
      configFile: false,
      logLevel: 'silent',
      publicDir: false,
      ssr: { noExternal: true, external: ['webgpu'] },
      build: {
        ssr: entry,
        outDir: aside,
        emptyOutDir: true,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: `${name}.mjs`, codeSplitting: false } },
      },
    });
    mkdirSync(folder, { recursive: true });
    renameSync(path.join(aside, `${name}.mjs`), bundle);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return bundle;
}
