/** Settings of a training: their defaults, how a patch is applied, and when each of them takes effect. */
import type { LstmConfig } from '../../specs/optimizer';
import type { TaskSpec } from '../../specs/task';
import { type LiveSettings, type TrainConfig, trainConfigSchema } from '../../specs/training';
import { NAMING_VALUES } from '../invalidSetting';
import type { TrainPatch } from './trainTypes';

export const DEFAULT_TRAINING: TrainConfig = trainConfigSchema.parse({});

/**
 * The paper's recipe for networks, with what makes it quick: the logarithm of the loss as objective and a falling rate.
 * The area under the curve counts: it says how soon a network learns, and hangs little on single minibatches.
 */
const NETWORK_TRAINING: TrainPatch = {
  optimizer: { layers: 2, hiddenUnits: 20, preprocess: 'log-sign', outputScale: 0.1 },
  epochs: 1500,
  horizon: 100,
  unroll: 20,
  problems: 1,
  objective: 'log',
  metaLearningRate: [
    { horizon: 0, rate: 0.003 },
    { horizon: 900, rate: 0.001 },
  ],
  validation: { every: 10, problems: 8, measure: 'area' },
};

/** The settings with another task; where it is of another kind, all of them are those that become it. */
export function trainingForTask(before: TrainConfig, task: TaskSpec): TrainConfig {
  const networks = task.name === 'mnist';
  if (networks === (before.task.name === 'mnist')) return { ...before, task };
  const { seed } = before;
  return applyPatch({ ...DEFAULT_TRAINING, task, seed }, networks ? NETWORK_TRAINING : {});
}

export type Effect = 'live' | 'restart';

/** When a setting takes effect. `live`: from the next horizon of a run going on; `restart`: in a new run. */
export const SETTING_EFFECTS: Record<
  Exclude<keyof TrainConfig, 'optimizer'> | `optimizer.${Exclude<keyof LstmConfig, 'rule'>}`,
  Effect
> = {
  task: 'restart',
  'optimizer.layers': 'restart',
  'optimizer.hiddenUnits': 'restart',
  'optimizer.preprocess': 'restart',
  'optimizer.p': 'restart',
  'optimizer.outputScale': 'restart',
  'optimizer.output': 'restart',
  epochs: 'restart',
  horizon: 'live',
  unroll: 'live',
  problems: 'live',
  metaLearningRate: 'live',
  objective: 'restart',
  stepWeights: 'restart',
  metaGradient: 'restart',
  stepDecay: 'restart',
  seed: 'restart',
  validation: 'restart',
  startedFrom: 'restart',
  mixture: 'restart',
  coordinateScaling: 'restart',
  convexTerm: 'restart',
  horizonSchedule: 'restart',
  clipping: 'restart',
  imitation: 'restart',
  averaging: 'restart',
};

/** The live part of a configuration, as it stands at horizon `horizon`. */
export function liveSettingsOf(config: TrainConfig, horizon = 0): LiveSettings {
  let metaLearningRate = config.metaLearningRate[0]?.rate ?? 0.01;
  for (const entry of config.metaLearningRate) {
    if (entry.horizon <= horizon) metaLearningRate = entry.rate;
  }
  return {
    horizon: config.horizon,
    unroll: config.unroll,
    problems: config.problems,
    metaLearningRate,
  };
}

/** `before` with `patch` applied and validated; a task of another kind comes with its own settings. Throws a ZodError where a value is out of range. */
export function applyPatch(before: TrainConfig, patch: TrainPatch): TrainConfig {
  const { optimizer, metaLearningRate, validation, ...rest } = patch;
  const config = patch.task ? trainingForTask(before, patch.task) : before;
  const patched = {
    ...given({ ...config, ...rest }),
    optimizer: { ...config.optimizer, ...optimizer },
    metaLearningRate:
      typeof metaLearningRate === 'number'
        ? [{ horizon: 0, rate: metaLearningRate }]
        : (metaLearningRate ?? config.metaLearningRate),
    validation: given({ ...config.validation, ...validation }),
  };
  return withSameDigits(trainConfigSchema.parse(patched, NAMING_VALUES));
}

/** A patch that leaves nothing of the settings before: what `config` does without is taken out. */
export function wholePatch(config: TrainConfig): TrainPatch {
  const none = Object.fromEntries(
    Object.keys(trainConfigSchema.shape).map((key) => [key, undefined]),
  );
  const validation = { steps: undefined, ...config.validation };
  return { ...none, ...config, validation };
}

/** Without what is `undefined`: settings that were taken out. */
const given = (settings: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

/** Further tasks with digits are on those of the first. */
export function withSameDigits(config: TrainConfig): TrainConfig {
  const { task, mixture } = config;
  if (mixture === undefined || task.name !== 'mnist') return config;
  const { data } = task;
  return {
    ...config,
    mixture: mixture.map((other) => (other.name === 'mnist' ? { ...other, data } : other)),
  };
}

/** True where `b` differs from `a` in a setting that acts only in a new run. */
export function needsRestart(a: TrainConfig, b: TrainConfig): boolean {
  const fixed = (config: TrainConfig): unknown => {
    const { horizon: _h, unroll: _u, problems: _p, metaLearningRate: _r, ...rest } = config;
    const { steps: _s, ...validation } = rest.validation;
    return { ...rest, validation };
  };
  return !sameData(fixed(a), fixed(b)) || otherSteps(a, b);
}

/** A run fixes the steps of its validation when it starts, where the settings leave them open. */
const otherSteps = (run: TrainConfig, { validation: { steps } }: TrainConfig): boolean =>
  steps !== undefined && steps !== (run.validation.steps ?? run.horizon);

/** Structural equality of plain data (numbers, strings, arrays, objects), whatever the order of keys. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size && left.every(([k, v]) => right.has(k) && sameData(v, right.get(k)))
  );
}
