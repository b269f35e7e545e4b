/** The command line: its commands, and how each ends. */
import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { addEvaluate } from './commands/evaluate';
import { addExport } from './commands/export';
import { addFigures } from './commands/figures';
import { addInspect } from './commands/inspect';
import { addJob } from './commands/job';
import { addMetaGradient } from './commands/metaGradient';
import { addRuns } from './commands/runs';
import { addSearch } from './commands/search';
import { addTrace } from './commands/trace';
import { addTrain } from './commands/train';
import { addTune } from './commands/tune';
import { describeFailure, EXIT, exitCodeOf, oneLine } from './failure';
import type { Terminal } from './terminal';

const PROGRAM = 'optlab';

/** Runs one command and says with which code the process should exit. Never throws. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync(argv, { from: 'user' });
    return EXIT.success;
  } catch (thrown) {
    // Commander has said what is wrong, or has shown its help.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.success : EXIT.usage;
    terminal.note(`${PROGRAM}: ${describeFailure(thrown)}`);
    if (process.env.DEBUG && thrown instanceof Error) terminal.lines(`${thrown.stack}\n`);
    return exitCodeOf(thrown);
  }
}

function program(terminal: Terminal): Command {
  const root = new Command(PROGRAM)
    .usage('COMMAND …')
    .description('The Learned Optimizer Lab without a browser.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.result(text),
      writeErr: (text) => terminal.lines(text),
      outputError: (text) => terminal.note(oneLine(text).replace(/^error:/, `${PROGRAM}:`)),
    });
  for (const add of [
    addTrain,
    addEvaluate,
    addTune,
    addFigures,
    addTrace,
    addMetaGradient,
    addInspect,
    addExport,
    addSearch,
    addRuns,
  ]) {
    add(root, terminal);
  }
  addJob(root, terminal, async (argv) => {
    await program(terminal).parseAsync(argv, { from: 'user' });
  });
  return root;
}
