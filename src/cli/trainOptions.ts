/** The options of `train` as a training configuration, and what may be said when a run is resumed. */
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type TrainConfig, trainConfigSchema } from '../specs/training';
import { UsageError } from './failure';
import { metaLearningRate, number, setOption, whole } from './options';
import { parseTask } from './task';

/** Where each option goes in the configuration. The schemas hold the defaults and the limits. */
const PLACES = {
  epochs: ['epochs'],
  horizon: ['horizon'],
  unroll: ['unroll'],
  batch: ['problems'],
  metaLr: ['metaLearningRate'],
  objective: ['objective'],
  stepWeights: ['stepWeights'],
  seed: ['seed'],
  hidden: ['optimizer', 'hiddenUnits'],
  layers: ['optimizer', 'layers'],
  preprocess: ['optimizer', 'preprocess'],
  p: ['optimizer', 'p'],
  outputScale: ['optimizer', 'outputScale'],
  validateEvery: ['validation', 'every'],
  validationProblems: ['validation', 'problems'],
  validationSteps: ['validation', 'steps'],
  validationMeasure: ['validation', 'measure'],
  patience: ['validation', 'patience'],
} as const satisfies Record<string, readonly string[]>;

type OptionKey = keyof typeof PLACES;

const DEFAULTS = trainConfigSchema.parse({});

/** `[flags, what it is]` for each option. */
const TEXTS: Record<OptionKey, [string, string]> = {
  epochs: ['--epochs <n>', 'how many horizons to train for'],
  horizon: ['--horizon <n>', 'steps of one roll-out'],
  unroll: ['--unroll <n>', 'steps between two truncations'],
  batch: ['--batch <n>', 'functions in each horizon'],
  metaLr: ['--meta-lr <rates>', 'meta learning rate, as RATE[,HORIZON:RATE…]'],
  objective: ['--objective <name>', 'meta-loss: sum of the mean losses, or of their logs'],
  stepWeights: ['--step-weights <name>', 'how much each step counts in the meta-loss'],
  hidden: ['--hidden <n>', 'units of each layer'],
  layers: ['--layers <n>', 'layers of the LSTM'],
  preprocess: ['--preprocess <name>', 'what becomes of the gradients first'],
  p: ['--p <number>', 'p of log-sign preprocessing'],
  outputScale: ['--output-scale <number>', 'factor of the updates'],
  seed: ['--seed <n>', 'of everything random'],
  validateEvery: ['--validate-every <n>', 'horizons between two validations'],
  validationProblems: ['--validation-problems <n>', 'functions to validate on'],
  validationSteps: ['--validation-steps <n>', 'steps of the validation race'],
  validationMeasure: [
    '--validation-measure <name>',
    'what counts there: the final loss, or the area',
  ],
  patience: ['--patience <n>', 'stop after so many validations without a new best; 0: never'],
};

export function addTrainOptions(command: Command): Command {
  for (const key of Object.keys(TEXTS) as OptionKey[]) command.addOption(trainOption(key));
  return command.addOption(setOption());
}

/** The option with the limits and the default that the schema has for its place. */
function trainOption(key: OptionKey): Option {
  const [flags, text] = TEXTS[key];
  const standard =
    key === 'metaLr'
      ? DEFAULTS.metaLearningRate[0]?.rate
      : (at(DEFAULTS, PLACES[key]) ?? 'the horizon');
  const option = new Option(flags, `${text} (default: ${standard})`);
  const schema = schemaAt(PLACES[key]);
  if (key === 'metaLr') return option.argParser(metaLearningRate);
  if (schema instanceof z.ZodEnum) return option.choices(schema.options.map(String));
  if (schema instanceof z.ZodNumber && schema.format === 'safeint') {
    return option.argParser(whole(schema.minValue ?? 0, schema.maxValue ?? Infinity));
  }
  return option.argParser(number);
}

function schemaAt(place: readonly string[]): unknown {
  const bare = (schema: unknown) =>
    schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  let schema: unknown = trainConfigSchema;
  for (const part of place) {
    const section = bare(schema);
    schema = section instanceof z.ZodObject ? section.shape[part] : undefined;
  }
  return bare(schema);
}

export type TrainOptions = Partial<Record<OptionKey, unknown>> & { set: string[] };

/** @throws UsageError naming the option whose value is not accepted */
export function trainConfigFrom(task: string, options: TrainOptions): TrainConfig {
  const values: Record<string, unknown> = { task: parseTask(task, options.set) };
  for (const [key, value] of given(options)) {
    const [section, name] = PLACES[key];
    if (name === undefined) values[section] = value;
    else values[section] = { ...(values[section] as object | undefined), [name]: value };
  }
  // The schemas' own defaults for sections apply to whole sections only.
  for (const section of ['optimizer', 'validation'] as const) values[section] ??= {};
  return checked(values);
}

function checked(values: Record<string, unknown>): TrainConfig {
  const parsed = trainConfigSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.map(String) ?? [];
  const key = (Object.keys(PLACES) as OptionKey[]).find((candidate) =>
    PLACES[candidate].every((part, i) => part === place[i]),
  );
  throw new UsageError(
    `${key === undefined ? place.join('.') : flagOf(key)}: ${issue?.message ?? 'not accepted'}`,
  );
}

/**
 * The configuration with which a run goes on: its own, with more epochs or more patience if those are given.
 *
 * @throws UsageError naming an option that says something else than the run's own configuration
 */
export function resumedConfig(
  task: string,
  options: TrainOptions,
  own: TrainConfig,
  horizonsDone: number,
): TrainConfig {
  const named = new Set(['name', ...options.set.map((set) => set.split('=')[0]?.trim())]);
  for (const [key, value] of Object.entries(parseTask(task, options.set))) {
    const before = at(own.task, [key]);
    if (named.has(key) && value !== before) {
      const what = key === 'name' ? 'task' : `task setting ${key}`;
      throw new UsageError(`the run to resume has the ${what} ${before}, not ${value}`);
    }
  }
  for (const [key, value] of given(options)) {
    if (key === 'epochs' || key === 'patience') continue;
    const before = at(own, PLACES[key]);
    if (JSON.stringify(value) !== JSON.stringify(before)) {
      throw new UsageError(
        `${flagOf(key)} cannot change when a run is resumed; it has ${JSON.stringify(before)}`,
      );
    }
  }
  const epochs = options.epochs ?? own.epochs;
  if (typeof epochs === 'number' && epochs < horizonsDone) {
    throw new UsageError(`--epochs ${epochs}: the run to resume has done ${horizonsDone} already`);
  }
  const patience = options.patience ?? own.validation.patience;
  return checked({ ...own, epochs, validation: { ...own.validation, patience } });
}

/** The options that the person gave. */
function given(options: TrainOptions): [OptionKey, unknown][] {
  return (Object.keys(PLACES) as OptionKey[])
    .map((key): [OptionKey, unknown] => [key, options[key]])
    .filter(([, value]) => value !== undefined);
}

function flagOf(key: OptionKey): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function at(config: object, place: readonly string[]): unknown {
  let value: unknown = config;
  for (const part of place) {
    value = Object.entries(value as object).find(([key]) => key === part)?.[1];
  }
  return value;
}
