/** `tune`: finds each hand-designed optimizer's learning rate. */
import type { Command } from 'commander';
import { tuneLearningRates } from '../../evaluation/tuneLearningRate';
import {
  BASELINE_LABELS,
  isBaselineName,
  isRated,
  PAPER_BASELINES,
  RATED_BASELINES,
  type RatedBaseline,
} from '../../specs/optimizer';
import { namedFolder, withDigits } from '../digits';
import { engineWork, interruptible, openBackend } from '../engine';
import { UsageError } from '../failure';
import { requireWritable } from '../files';
import { addEngineOptions, type EngineOptions, seed, setOption, whole } from '../options';
import { writeJson } from '../output';
import { parseTask, TASK_ARGUMENT } from '../task';
import type { Terminal } from '../terminal';

interface TuneOptions extends EngineOptions {
  optimizer: string[];
  steps: number;
  count: number;
  seed: number;
  fine?: boolean;
  examples?: number;
  set: string[];
  out?: string;
}

export function addTune(program: Command, terminal: Terminal): void {
  const command = program
    .command('tune')
    .description('find the learning rates of hand-designed optimizers by final loss on a log grid')
    .argument('<task>', TASK_ARGUMENT)
    .option('--optimizer <name...>', `of ${RATED_BASELINES.join(', ')}`, [...PAPER_BASELINES])
    .option('--steps <number>', 'judge by the loss after so many steps', whole(1, 100_000), 100)
    .option('--count <number>', 'how many problems to tune on', whole(1, 4096), 128)
    .option('--seed <number>', 'which problems to tune on', seed, 1)
    .option('--fine', 'also try a second, finer grid around the best rate')
    .option(
      '--examples <number>',
      'networks: judge by the loss over so many training examples',
      whole(1, 60_000),
    )
    .addOption(setOption())
    .option('--out <file>', 'write the JSON there instead of to standard output');
  addEngineOptions(command).action(async (task: string, options: TuneOptions) => {
    const spec = await withDigits(parseTask(task, options.set), namedFolder(options.set));
    if (options.out !== undefined) requireWritable(options.out);
    const optimizers = options.optimizer.map(baseline);
    const { steps, count, seed, fine = false, examples } = options;
    const backend = await openBackend(options, terminal);
    const tuning = {
      task: spec,
      optimizers,
      steps,
      problems: count,
      seed,
      fine,
      ...(examples === undefined ? {} : { examples }),
    };
    const tell = (done: number, total: number) =>
      terminal.progress(`tuning: ${Math.round((100 * done) / total)} %`);
    const rates = await engineWork(
      () => tuneLearningRates(tuning, interruptible(), tell),
      terminal,
    );
    const result = { task: spec.name, steps, count, seed, backend: backend.name, rates };
    await writeJson(result, options.out, terminal);
  });
}

function baseline(name: string): RatedBaseline {
  if (isRated(name)) return name;
  if (isBaselineName(name)) {
    throw new UsageError(
      `--optimizer ${name}: ${BASELINE_LABELS[name]} has no learning rate; it finds its steps by a line search`,
    );
  }
  throw new UsageError(
    `--optimizer ${name}: learning rates are tuned for ${RATED_BASELINES.join(', ')}`,
  );
}
