/** `train`: meta-training, with checkpoints to resume from. */
import path from 'node:path';
import type { Command } from 'commander';
import { version } from '../../../package.json';
import { MetaTrainer, type TrainOutcome } from '../../metaTraining/metaTrainer';
import { readCheckpointFile, trainedOptimizer, writeOptimizerFile } from '../../optimizerFile';
import type { BackendInfo } from '../../specs/backend';
import { LabError } from '../../specs/errors';
import { phiFromLearnedOptimizer } from '../../specs/lstmShapes';
import type { TaskSpec } from '../../specs/task';
import type { TrainConfig } from '../../specs/training';
import { namedFolder } from '../digits';
import { openBackend } from '../engine';
import { UsageError } from '../failure';
import { isFile, readBytes, requireWritable, writeWhole } from '../files';
import { parseLearned } from '../optimizerArgument';
import { addEngineOptions, type EngineOptions } from '../options';
import { TASK_ARGUMENT } from '../task';
import type { Terminal } from '../terminal';
import {
  CHECKPOINT_EXTENSION,
  checkpointBeside,
  EXTENSION,
  trainWithCheckpoints,
} from '../training';
import { withTrainingDigits } from '../trainingDigits';
import {
  addTrainOptions,
  resumedConfig,
  type TrainOptions,
  trainConfigFrom,
} from '../trainOptions';

interface Options extends TrainOptions, EngineOptions {
  out?: string;
  resume?: string;
  init?: string;
}

export function addTrain(program: Command, terminal: Terminal): void {
  const command = program
    .command('train')
    .description('train an optimizer; keeps the weights that do best on validation problems')
    .argument('<task>', TASK_ARGUMENT)
    .option('--out <file>', 'the optimizer file to write; F.checkpoint.safetensors goes beside it')
    .option(
      '--init <optimizer>',
      'begin with the weights of a file or a pretrained optimizer, whose shape and inputs then count',
    )
    .option('--resume <file>', 'go on from a checkpoint exactly as if the run had not ended');
  addEngineOptions(addTrainOptions(command)).action(async (task: string, options: Options) => {
    const { trainer, out } = await plan(task, options);
    const backend = await openBackend(options, terminal);
    terminal.note(`Training on ${backend.label} (${backend.detail})`);
    const outcome = await trainWithCheckpoints(trainer, checkpointBeside(out), terminal);
    await report(outcome, out, backend, terminal);
  });
}

interface Plan {
  trainer: MetaTrainer;
  out: string;
}

async function plan(taskName: string, options: Options): Promise<Plan> {
  if (options.resume === undefined) {
    const out = outputPath(options.out);
    const config = await withTrainingDigits(
      trainConfigFrom(taskName, options),
      namedFolder(options.set),
    );
    const trainer =
      options.init === undefined ? new MetaTrainer(config) : startedFrom(options.init, config);
    return { trainer, out };
  }
  if (options.init !== undefined) throw new UsageError('--init is for a new run, not for --resume');
  const from = checkpointPath(options.resume);
  const found = readCheckpointFile(readBytes(from), path.basename(from));
  const config = resumedConfig(taskName, options, found.config, found.horizonsDone);
  const standard = CHECKPOINT_EXTENSION.test(from)
    ? from.replace(CHECKPOINT_EXTENSION, '.safetensors')
    : undefined;
  const goesOn = await withTrainingDigits(config, namedFolder(options.set));
  requireSameDigits(config.task, goesOn.task);
  return {
    trainer: new MetaTrainer(goesOn, { ...found, config: goesOn }),
    out: outputPath(options.out ?? standard),
  };
}

/** @throws UsageError where the folder that was named has not the digits that the run began with */
function requireSameDigits(before: TaskSpec, now: TaskSpec): void {
  if (before.name !== 'mnist' || now.name !== 'mnist' || before.data === now.data) return;
  throw new UsageError(
    `the run to resume has the task setting data ${before.data}; what the folder has is ${now.data}`,
  );
}

/** A run that begins with the weights of an optimizer that is there already. */
function startedFrom(argument: string, config: TrainConfig): MetaTrainer {
  const learned = parseLearned(argument);
  const { training } = learned;
  const name = path.basename(argument).replace(EXTENSION, '');
  return new MetaTrainer(
    { ...config, optimizer: learned.config, startedFrom: { name, training } },
    undefined,
    phiFromLearnedOptimizer(learned),
  );
}

function outputPath(out: string | undefined): string {
  if (out === undefined) {
    throw new UsageError('--out FILE is missing: where to write the optimizer');
  }
  if (CHECKPOINT_EXTENSION.test(out)) {
    throw new UsageError(`--out ${out} names a checkpoint; name the optimizer file`);
  }
  requireWritable(out);
  return out;
}

/** The file itself, or the checkpoint beside the optimizer file that was named instead. */
function checkpointPath(name: string): string {
  const beside = checkpointBeside(name);
  return !CHECKPOINT_EXTENSION.test(name) && isFile(beside) ? beside : name;
}

/** Writes the optimizer and says how the run ended; what is not a success is thrown. */
async function report(
  { outcome, checkpoint, divergence }: TrainOutcome,
  out: string,
  backend: BackendInfo,
  terminal: Terminal,
): Promise<void> {
  const saved = checkpointBeside(out);
  // Weights that were never validated, or diverged when they were, are no result.
  const best = Number.isFinite(checkpoint.best?.score) ? checkpoint.best : null;
  if (best !== null) {
    const date = new Date().toISOString();
    const circumstances = { date, appVersion: version, backend: backend.label };
    writeWhole(out, writeOptimizerFile(trainedOptimizer(checkpoint, circumstances)));
  }
  const resume = `Go on with --resume ${saved}`;
  if (outcome === 'stopped') {
    const message = `Stopped after ${checkpoint.horizonsDone} of ${checkpoint.config.epochs} horizons`;
    throw new LabError({ code: 'stopped', message, remedy: `${resume}.` });
  }
  if (outcome === 'diverged' || best === null) {
    throw new LabError({
      code: 'diverged',
      message: `Training diverged: ${divergence?.message ?? 'no validation gave a finite loss'}`,
      remedy: divergence?.remedy ?? 'Lower the meta learning rate or the output scale.',
    });
  }
  await terminal.result(
    `${JSON.stringify({
      optimizer: out,
      checkpoint: saved,
      outcome,
      horizons: checkpoint.horizonsDone,
      bestHorizon: best.horizon,
      validationScore: best.score,
    })}\n`,
  );
}
