/** The command line's entrance. See program.ts for what it can do. */
import { runCommandLine } from './program';
import { Terminal } from './terminal';

// A reader that closes the pipe early (`optlab … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const code = await runCommandLine(
  process.argv.slice(2),
  new Terminal(process.stdout, process.stderr),
);
// The WebGPU device would keep the process alive.
process.exit(code);
