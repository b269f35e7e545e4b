/** `evaluate`: races optimizers on the same problems and writes every loss. */
import type { Command } from 'commander';
import { checkByDefinition } from '../../evaluation/definitionCheck';
import { type RaceRecord, race } from '../../evaluation/race';
import type { Racer } from '../../optimizers/optimizer';
import { makeRacer } from '../../optimizers/registry';
import { type OptimizerSpec, RATED_BASELINES } from '../../specs/optimizer';
import type { TaskSpec } from '../../specs/task';
import { namedFolder, withDigits } from '../digits';
import {
  type Batch,
  engineWork,
  givenBatch,
  interruptible,
  openBackend,
  sampledBatch,
} from '../engine';
import { UsageError } from '../failure';
import { requireWritable } from '../files';
import { nested } from '../json';
import { parseOptimizer } from '../optimizerArgument';
import { addEngineOptions, type EngineOptions, seed, setOption, steps, whole } from '../options';
import { writeJson } from '../output';
import { type Problems, readProblems } from '../problemsFile';
import { type ScoreTables, Scoring } from '../scoring';
import { parseTask, TASK_ARGUMENT } from '../task';
import type { Terminal } from '../terminal';

interface EvaluateOptions extends EngineOptions {
  optimizer: string[];
  problems?: string;
  count: number;
  seed: number;
  steps: number;
  set: string[];
  at: number[];
  out?: string;
}

export function addEvaluate(program: Command, terminal: Terminal): void {
  const command = program
    .command('evaluate')
    .description(
      'race optimizers on the same problems; writes the loss of every problem at every step',
    )
    .argument('<task>', TASK_ARGUMENT)
    .requiredOption(
      '--optimizer <spec...>',
      `files, pretrained names, or baselines: ${RATED_BASELINES.join(', ')} with a rate (adam:lr=0.1), lbfgs`,
    )
    .option(
      '--problems <file>',
      'quadratics from a JSON file: W [B][n][n], y [B][n], theta0 [B][n]',
    )
    .option('--count <number>', 'how many problems to sample', whole(1, 4096), 128)
    .option('--seed <number>', 'which problems to sample', seed, 1)
    .option('--steps <number>', 'how many updates each optimizer makes', whole(1, 100_000), 100)
    .option(
      '--at <steps>',
      'networks: loss over all training and test examples and test accuracy at these steps, as in 0,50,100',
      steps,
      [],
    )
    .addOption(setOption())
    .option('--out <file>', 'write the JSON there instead of to standard output');
  addEngineOptions(command).action(async (task: string, options: EvaluateOptions) => {
    const spec = await withDigits(parseTask(task, options.set), namedFolder(options.set));
    if (options.out !== undefined) requireWritable(options.out);
    requireScores(spec, options);
    const problems = problemsOption(spec, options, command);
    const optimizers = options.optimizer.map(parseOptimizer);
    const backend = await openBackend(options, terminal);
    const sample = () =>
      problems === undefined
        ? sampledBatch(spec, options.count, options.seed)
        : givenBatch(problems);
    const record = await engineWork(() => raceAll(sample, optimizers, options, terminal), terminal);
    const result = {
      task: spec.name,
      steps: options.steps,
      backend: backend.name,
      results: resultsOf(record, optimizers, terminal),
    };
    await writeJson(result, options.out, terminal);
  });
}

/** @throws UsageError where `--at` asks for what the task or the race does not have */
function requireScores({ name }: TaskSpec, { at, steps: last }: EvaluateOptions): void {
  if (at.length === 0) return;
  if (name !== 'mnist') throw new UsageError(`--at is for networks; ${name} has no test examples`);
  const beyond = at.find((step) => step > last);
  if (beyond !== undefined) throw new UsageError(`--at ${beyond}: the race has ${last} steps`);
}

/** The problems of the file, if one was named; refuses what contradicts it. */
function problemsOption(
  spec: TaskSpec,
  { problems: file, set }: EvaluateOptions,
  command: Command,
): Problems | undefined {
  if (file === undefined) return undefined;
  if (spec.name !== 'quadratic') {
    throw new UsageError(`--problems are quadratics; the task ${spec.name} samples its own`);
  }
  for (const option of ['count', 'seed']) {
    if (command.getOptionValueSource(option) === 'cli') {
      throw new UsageError(`--${option} is for sampled problems; --problems names its own`);
    }
  }
  if (set.length > 0) throw new UsageError('--set is for sampled problems; --problems has its own');
  return readProblems(file);
}

interface Raced extends RaceRecord {
  scores: ScoreTables[];
}

async function raceAll(
  sample: () => Batch,
  specs: readonly OptimizerSpec[],
  { steps, at }: Pick<EvaluateOptions, 'steps' | 'at'>,
  terminal: Terminal,
): Promise<Raced> {
  const batch = sample();
  const scoring = new Scoring(batch.optimizee, specs.length, at);
  const optimizers: Racer[] = [];
  try {
    for (const spec of specs) optimizers.push(makeRacer(spec));
    const record = await race(batch.optimizee, optimizers, {
      steps,
      observe: scoring,
      theta0: batch.theta0,
      control: interruptible(),
      onSteps: ({ from, count }) => terminal.progress(`step ${from + count - 1} of ${steps}`),
      confirm: (index, divergence) =>
        checkByDefinition(divergence, batch.theta0, steps, interruptible(), () => {
          const { optimizee, theta0 } = sample();
          theta0.dispose();
          return { optimizee, optimizer: makeRacer(specs[index] as OptimizerSpec) };
        }),
    });
    return { ...record, scores: scoring.tables };
  } finally {
    for (const optimizer of optimizers) optimizer.dispose();
    batch.dispose();
  }
}

function resultsOf(
  { problems, steps, results, scores }: Raced,
  specs: readonly OptimizerSpec[],
  terminal: Terminal,
): object[] {
  return results.map(({ losses, finalTheta, divergence, evaluations }, i) => {
    const optimizer = specs[i]?.label;
    const coordinates = finalTheta.length / problems;
    if (divergence !== null) {
      terminal.note(`${optimizer} diverged: ${divergence.message}. ${divergence.remedy}`);
    }
    const spent = divergence === null ? evaluations?.at(-1) : undefined;
    if (spent !== undefined) {
      const each = Number(spent.toPrecision(4));
      terminal.note(
        `${optimizer} used ${each} evaluations of f and its gradient for ${steps} steps`,
      );
    }
    return {
      optimizer,
      loss: nested(losses, [steps + 1, problems]),
      finalTheta: nested(finalTheta, [problems, coordinates]),
      ...scores[i],
      ...(evaluations === null ? {} : { evaluations: Array.from(evaluations) }),
      ...(divergence === null ? {} : { divergence }),
    };
  });
}
