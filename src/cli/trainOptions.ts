/** The options of `train` as a training configuration, and what may be said when a run is resumed. */
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { USUAL_STEP_DECAY } from '../specs/objectives';
import { convexTermText, horizonScheduleText, imitationText } from '../specs/objectiveTexts';
import type { TaskSpec } from '../specs/task';
import { type TrainConfig, trainConfigSchema } from '../specs/training';
import { namedFolder } from './digits';
import { UsageError } from './failure';
import { collect, inForm, metaLearningRate, number, setOption, whole } from './options';
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
  metaGradient: ['metaGradient'],
  seed: ['seed'],
  hidden: ['optimizer', 'hiddenUnits'],
  layers: ['optimizer', 'layers'],
  preprocess: ['optimizer', 'preprocess'],
  p: ['optimizer', 'p'],
  outputScale: ['optimizer', 'outputScale'],
  output: ['optimizer', 'output'],
  validateEvery: ['validation', 'every'],
  validationProblems: ['validation', 'problems'],
  validationSteps: ['validation', 'steps'],
  validationMeasure: ['validation', 'measure'],
  patience: ['validation', 'patience'],
  stepDecay: ['stepDecay'],
  horizonSchedule: ['horizonSchedule'],
  coordinateScaling: ['coordinateScaling'],
  convexTerm: ['convexTerm'],
  imitate: ['imitation'],
  clipping: ['clipping'],
  averaging: ['averaging'],
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
  metaGradient: [
    '--meta-gradient <name>',
    'whether gradients that move with the weights count: full takes second derivatives',
  ],
  hidden: ['--hidden <n>', 'units of each layer'],
  layers: ['--layers <n>', 'layers of the LSTM'],
  preprocess: ['--preprocess <name>', 'what becomes of the gradients first'],
  p: ['--p <number>', 'p of log-sign preprocessing'],
  outputScale: ['--output-scale <number>', 'factor of the updates'],
  output: ['--output <name>', 'whether updates are bounded by tanh'],
  seed: ['--seed <n>', 'of everything random'],
  validateEvery: ['--validate-every <n>', 'horizons between two validations'],
  validationProblems: ['--validation-problems <n>', 'functions to validate on'],
  validationSteps: ['--validation-steps <n>', 'steps of the validation race'],
  validationMeasure: [
    '--validation-measure <name>',
    'what counts there: the final loss, or the area',
  ],
  patience: ['--patience <n>', 'stop after so many validations without a new best; 0: never'],
  stepDecay: [
    '--step-decay <gamma>',
    'what each step counts of the next, with exponential weights',
  ],
  horizonSchedule: [
    '--horizon-schedule <lengths>',
    'a curriculum, as HORIZON:STEPS[,…], or drawn log-uniformly, as SHORTEST-LONGEST',
  ],
  coordinateScaling: [
    '--coordinate-scaling <s>',
    'see each coordinate in another unit, exp(U(−s, s))',
  ],
  convexTerm: [
    '--convex-term <n>',
    'minimise a convex function of n more coordinates besides, as COORDINATES[:SCALING]',
  ],
  imitate: [
    '--imitate <example>',
    'follow a baseline: at first, as NAME:RATE:HORIZONS; in a share of the horizons, as NAME:RATE:share=SHARE; or beside the meta-loss, as NAME:RATE:weight=WEIGHT[:HORIZONS]',
  ],
  clipping: ['--clipping <norm>', 'what longer meta-gradients are cut down to'],
  averaging: ['--averaging <beta>', 'validate and keep a moving average of the weights'],
};

/** What an option without a default does when it is left out. */
const OTHERWISE: Partial<Record<OptionKey, string | number>> = {
  validationSteps: 'the horizon',
  stepDecay: USUAL_STEP_DECAY,
};

const PARSERS: Partial<Record<OptionKey, (text: string) => unknown>> = {
  metaLr: metaLearningRate,
  horizonSchedule: inForm(horizonScheduleText),
  convexTerm: inForm(convexTermText),
  imitate: inForm(imitationText),
};

export function addTrainOptions(command: Command): Command {
  for (const key of Object.keys(TEXTS) as OptionKey[]) command.addOption(trainOption(key));
  return command
    .addOption(setOption())
    .addOption(
      new Option(
        '--also <key=value,…>',
        'a further task, as the task with other settings; each horizon draws one of all. May be repeated',
      )
        .argParser(collect)
        .default([], 'none'),
    );
}

/** The option with the limits and the default that the schema has for its place. */
function trainOption(key: OptionKey): Option {
  const [flags, text] = TEXTS[key];
  const standard =
    key === 'metaLr'
      ? DEFAULTS.metaLearningRate[0]?.rate
      : (at(DEFAULTS, PLACES[key]) ?? OTHERWISE[key] ?? 'none');
  const option = new Option(flags, `${text} (default: ${standard})`);
  const schema = schemaAt(PLACES[key]);
  const parser = PARSERS[key];
  if (parser !== undefined) return option.argParser(parser);
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

export type TrainOptions = Partial<Record<OptionKey, unknown>> & { set: string[]; also: string[] };

/** The tasks of `--also`: that of the command with other settings, on the same data. */
function furtherTasks(task: string, { set, also }: TrainOptions): TaskSpec[] {
  return also.map((text) => {
    const changes = text.split(',');
    const changed = new Set(changes.map(keyOf));
    if (changed.has('data')) throw new UsageError(`--also ${text}: all tasks have the same data`);
    return parseTask(task, [...set.filter((one) => !changed.has(keyOf(one))), ...changes]);
  });
}

const keyOf = (set: string): string => set.split('=')[0]?.trim() ?? '';

/** Tasks as text, but for the data, of which only the run itself knows what they were. */
const settingsOf = (tasks: readonly TaskSpec[]): string =>
  JSON.stringify(tasks.map((task) => ({ ...task, data: undefined })));

/** @throws UsageError naming the option whose value is not accepted */
export function trainConfigFrom(task: string, options: TrainOptions): TrainConfig {
  const values: Record<string, unknown> = { task: parseTask(task, options.set) };
  if (options.also.length > 0) values.mixture = furtherTasks(task, options);
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
  // A folder is taken for MNIST's until it has been read.
  if (at(own.task, ['data']) === 'files' && namedFolder(options.set) !== null) named.delete('data');
  for (const [key, value] of Object.entries(parseTask(task, options.set))) {
    const before = at(own.task, [key]);
    if (named.has(key) && value !== before) {
      const what = key === 'name' ? 'task' : `task setting ${key}`;
      throw new UsageError(`the run to resume has the ${what} ${before}, not ${value}`);
    }
  }
  const further = furtherTasks(task, options);
  if (further.length > 0 && settingsOf(further) !== settingsOf(own.mixture ?? [])) {
    throw new UsageError('--also cannot change when a run is resumed');
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
