// @ts-check
/** npm start: installs what is missing, builds what is out of date, serves the Lab and prints its address. */
import { ensureInstalled } from './lib/install.mjs';
import { freePort, isFree } from './lib/ports.mjs';
import { inProject } from './lib/project.mjs';
import { isStale } from './lib/stale.mjs';

const DEFAULT_PORT = 4173;
const SOURCES = [
  ...['src', 'public', 'examples', 'index.html'],
  ...['vite.config.ts', 'scripts/lib', 'package-lock.json'],
];

/** The environment's PORT exactly, since somebody counts on it; else the first free one from the default on. */
async function choosePort() {
  const asked = process.env.PORT;
  if (asked === undefined || asked === '') return freePort(DEFAULT_PORT);
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT is ${asked}, expected a number from 1 to 65535`);
  }
  if (!(await isFree(port))) throw new Error(`port ${port} (from PORT) is taken; choose another`);
  return port;
}

async function main() {
  await ensureInstalled();
  const { build, preview } = await import('vite');
  if (
    isStale(
      inProject('dist/index.html'),
      SOURCES.map((source) => inProject(source)),
    )
  ) {
    process.stdout.write('Building …\n');
    await build({ root: inProject(), logLevel: 'warn' });
  }
  const port = await choosePort();
  const server = await preview({
    root: inProject(),
    logLevel: 'warn',
    preview: { host: '127.0.0.1', port, strictPort: true },
  });
  process.stdout.write(`\nLearned Optimizer Lab: http://localhost:${port}/  (Ctrl-C ends it)\n`);
  const end = () => {
    server.httpServer.close();
    process.exit(0);
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

await main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
