// @ts-check
/**
 * npm run -s optlab -- COMMAND …: the Lab's engine on the command line.
 *
 * TensorFlow.js' modules cannot be loaded by Node as they are, so Vite bundles src/cli/main.ts first, when it has
 * changed. The bundle stays inside the project, where it finds the packages that are not bundled. Standard output
 * belongs to the command alone.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './lib/install.mjs';
import { inProject } from './lib/project.mjs';
import { isStale } from './lib/stale.mjs';
import { loadVulkan } from './lib/vulkan.mjs';

const FOLDER = inProject('node_modules/.cache/optlab');
const BUNDLE = path.join(FOLDER, 'optlab.mjs');
const SOURCES = ['src', 'scripts/optlab.mjs', 'package-lock.json'];

async function bundle() {
  const { build } = await import('vite');
  // Built aside and moved in one go, so that commands running at the same time never see half a file.
  const aside = `${FOLDER}-${process.pid}`;
  try {
    await build({
      root: inProject(),
      configFile: false,
      logLevel: 'silent',
      publicDir: false,
      ssr: { noExternal: true, external: ['webgpu'] },
      build: {
        ssr: 'src/cli/main.ts',
        outDir: aside,
        emptyOutDir: true,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: 'optlab.mjs', codeSplitting: false } },
      },
    });
    mkdirSync(FOLDER, { recursive: true });
    renameSync(path.join(aside, 'optlab.mjs'), BUNDLE);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function main() {
  await ensureInstalled({ toStderr: true });
  if (
    isStale(
      BUNDLE,
      SOURCES.map((source) => inProject(source)),
    )
  )
    await bundle();
  loadVulkan();
  await import(pathToFileURL(BUNDLE).href);
}

await main().catch((error) => {
  process.stderr.write(`optlab: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
