/** The entrance of `npm run data`: MNIST's four files for the page and the command line. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadedFiles, filesIn, putDigits } from './dataFolder';
import { describeFailure, exitCodeOf, UsageError } from './failure';
import { publicFolder, userPath } from './files';
import { Terminal } from './terminal';

const terminal = new Terminal(process.stdout, process.stderr);

function readArguments(): { from?: string | undefined; to?: string | undefined } {
  try {
    return parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } }).values;
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown);
    throw new UsageError(`${reason}; there are --from FOLDER and --to FOLDER`);
  }
}

async function main(): Promise<void> {
  const { from, to } = readArguments();
  const root = publicFolder();
  if (to === undefined && root === undefined) {
    throw new UsageError('the folder public/ is not here: name a folder by --to FOLDER');
  }
  const target = to === undefined ? path.join(root ?? '', 'data', 'mnist') : userPath(to);
  const files = from === undefined ? await downloadedFiles(terminal) : filesIn(userPath(from));
  // A build of the page lists what lies in public/ by itself.
  await putDigits(files, target, { withIndex: to !== undefined });
  await terminal.result(
    `MNIST is in ${path.relative(process.cwd(), target) || '.'}: 60,000 images to train on, 10,000 to test, checksums right.\n`,
  );
}

const code = await main().then(
  () => 0,
  (thrown) => {
    terminal.note(`data: ${describeFailure(thrown)}`);
    return exitCodeOf(thrown);
  },
);
process.exit(code);
