// @ts-check
/**
 * npm run data: MNIST for the page and the command line, into public/data/mnist/.
 *
 *     npm run data                        downloads the four files
 *     npm run data -- --from FOLDER       takes them from a folder
 *     npm run data -- --to FOLDER         puts them (and their list) elsewhere
 */
import { pathToFileURL } from 'node:url';
import { bundled } from './lib/bundle.mjs';
import { ensureInstalled } from './lib/install.mjs';

async function main() {
  await ensureInstalled();
  const program = await bundled('data', 'src/cli/dataMain.ts');
  await import(pathToFileURL(program).href);
}

await main().catch((error) => {
  process.stderr.write(`data: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
