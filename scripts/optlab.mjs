// @ts-check
/**
 * npm run -s optlab -- COMMAND …: the Lab's engine on the command line. Standard output belongs to the command alone.
 */
import { pathToFileURL } from 'node:url';
import { bundled } from './lib/bundle.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { loadVulkan } from './lib/vulkan.mjs';

async function main() {
  await ensureInstalled({ toStderr: true });
  const program = await bundled('optlab', 'src/cli/main.ts');
  loadVulkan();
  await import(pathToFileURL(program).href);
}

await main().catch((error) => {
  process.stderr.write(`optlab: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
