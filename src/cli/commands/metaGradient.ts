/** `meta-gradient`: the gradient of one unroll's meta-loss, for comparison with other implementations. */
import type { Command } from 'commander';
import { type MetaGradient, metaGradient } from '../../metaTraining/metaGradient';
import { engineWork, givenBatch, interruptible, openBackend } from '../engine';
import { UsageError } from '../failure';
import { requireWritable } from '../files';
import { nested } from '../json';
import { parseLearned } from '../optimizerArgument';
import { addEngineOptions, type EngineOptions, whole } from '../options';
import { writeJson } from '../output';
import { readProblems } from '../problemsFile';
import { parseTask, TASK_ARGUMENT } from '../task';
import type { Terminal } from '../terminal';

interface MetaGradientOptions extends EngineOptions {
  optimizer: string;
  problems: string;
  unroll: number;
  secondOrder?: boolean;
  out?: string;
}

export function addMetaGradient(program: Command, terminal: Terminal): void {
  const command = program
    .command('meta-gradient')
    .description('the meta-loss of one unroll from theta0 and its gradient in the weights, as JSON')
    .argument('<task>', TASK_ARGUMENT)
    .requiredOption('--optimizer <file>', 'an optimizer file or a pretrained name')
    .requiredOption('--problems <file>', 'quadratics: W [B][n][n], y [B][n], theta0 [B][n]')
    .requiredOption('--unroll <number>', 'K, how many steps', whole(1, 1000))
    .option(
      '--second-order',
      'the full gradient: count how the gradients fed to the optimizer move with its weights',
    )
    .option('--out <file>', 'write the JSON there instead of to standard output');
  addEngineOptions(command).action(async (task: string, options: MetaGradientOptions) => {
    const spec = parseTask(task, []);
    if (spec.name !== 'quadratic') {
      throw new UsageError(`meta-gradient takes quadratics from --problems, not ${spec.name}`);
    }
    const learned = parseLearned(options.optimizer);
    if (options.out !== undefined) requireWritable(options.out);
    const problems = readProblems(options.problems);
    await openBackend(options, terminal);
    const result = await engineWork(async () => {
      const batch = givenBatch(problems);
      try {
        return await metaGradient(
          batch.optimizee,
          batch.theta0,
          learned,
          options.unroll,
          'sum',
          interruptible(),
          'fastest',
          options.secondOrder === true ? 'full' : 'first-order',
        );
      } finally {
        batch.dispose();
      }
    }, terminal);
    await writeJson(asJson(result), options.out, terminal);
  });
}

function asJson({ metaLoss, gradient }: MetaGradient): object {
  return {
    metaLoss: Number.isFinite(metaLoss) ? metaLoss : null,
    gradient: Object.fromEntries(
      Object.entries(gradient).map(([name, { values, shape }]) => [name, nested(values, shape)]),
    ),
  };
}
