/**
 * The trials of a search: which settings each one has, and the training that it is. A trial's settings are drawn by
 * (seed, number, setting), so neither the other trials nor what else is varied has a say in them.
 */
import { RandomStream } from '../runtime/random';
import {
  type SearchConfig,
  type SearchRange,
  type SearchSpace,
  type TrialSettings,
  VARIED,
  type Varied,
} from '../specs/search';
import type { TrainConfig } from '../specs/training';

const WHOLE: readonly Varied[] = ['unroll', 'horizon', 'hiddenUnits'];
/** A drawn number has so many digits: what a table shows is what was trained with, and can be typed. */
const DIGITS = 3;

/** What is varied, in the order of `VARIED`. */
export function variedIn(space: SearchSpace): Varied[] {
  return VARIED.filter((name) => space[name] !== undefined);
}

/** The settings of all trials, in the order of their numbers. */
export function plannedSettings(config: SearchConfig): TrialSettings[] {
  const { strategy, space, training } = config;
  if (strategy.kind === 'grid') return unique(grid(space).map((s) => usable(s, training)));
  return Array.from({ length: strategy.trials }, (_, number) =>
    usable(drawn(config, number), training),
  );
}

function drawn({ space, seed }: SearchConfig, number: number): TrialSettings {
  const settings: Record<string, number | string> = {};
  for (const name of variedIn(space)) {
    const axis = space[name];
    if (axis === undefined) continue;
    const u = RandomStream.of(seed, 'search', number, name).uniform();
    settings[name] =
      axis.kind === 'values'
        ? (axis.values[Math.floor(u * axis.values.length)] as number | string)
        : placed(axis, u, WHOLE.includes(name));
  }
  return settings as TrialSettings;
}

/** Every combination; the last setting changes fastest. */
function grid(space: SearchSpace): TrialSettings[] {
  let all: Record<string, number | string>[] = [{}];
  for (const name of variedIn(space)) {
    const axis = space[name];
    if (axis === undefined) continue;
    const values = axis.kind === 'values' ? axis.values : gridPoints(axis, WHOLE.includes(name));
    all = all.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  }
  return all as TrialSettings[];
}

/** The points of a range on a grid, ends included; of whole numbers each once. */
export function gridPoints(range: SearchRange, whole: boolean): number[] {
  const { points } = range;
  const at = (i: number) => placed(range, points === 1 ? 0.5 : i / (points - 1), whole, true);
  return [...new Set(Array.from({ length: points }, (_, i) => at(i)))];
}

/**
 * The number at a share u of the range, on its scale. Of whole numbers each is as likely as the next: a draw takes the
 * range from low − ½ to high + ½ (on a log scale they are as likely as their share of it); on a grid it ends at its ends.
 */
function placed({ low, high, scale }: SearchRange, u: number, whole: boolean, onGrid = false) {
  const margin = whole && !onGrid ? 0.5 : 0;
  const from = low - margin;
  const to = high + margin;
  const value = scale === 'log' ? from * (to / from) ** u : from + u * (to - from);
  const round = whole ? Math.round(value) : Number(value.toPrecision(DIGITS));
  return Math.min(high, Math.max(low, round));
}

/** An unroll longer than the horizon is the whole horizon. */
function usable(settings: TrialSettings, training: TrainConfig): TrialSettings {
  const { unroll } = settings;
  if (unroll === undefined) return settings;
  const longest = training.horizonSchedule === undefined ? training.horizon : unroll;
  return { ...settings, unroll: Math.min(unroll, settings.horizon ?? longest) };
}

function unique(all: TrialSettings[]): TrialSettings[] {
  return [...new Map(all.map((settings) => [JSON.stringify(settings), settings])).values()];
}

/**
 * The training that a trial is: an ordinary one. All trials validate on the same problems (those of the seed that they
 * share) over as many steps, whatever their own horizon.
 */
export function trialTraining({ training }: SearchConfig, settings: TrialSettings): TrainConfig {
  // A trial begins with random weights.
  const { optimizer, validation, horizonSchedule, startedFrom: _, ...rest } = training;
  const { metaLearningRate, unroll, horizon, ...shape } = settings;
  // A horizon that is varied takes the place of a schedule, which would hide it.
  const scheduled = horizon === undefined && horizonSchedule !== undefined;
  return {
    ...rest,
    ...(scheduled ? { horizonSchedule } : {}),
    unroll: unroll ?? training.unroll,
    horizon: horizon ?? training.horizon,
    optimizer: {
      ...optimizer,
      hiddenUnits: shape.hiddenUnits ?? optimizer.hiddenUnits,
      outputScale: shape.outputScale ?? optimizer.outputScale,
      preprocess: shape.preprocess ?? optimizer.preprocess,
    },
    metaLearningRate: scaledTo(training.metaLearningRate, metaLearningRate),
    validation: { ...validation, steps: validation.steps ?? training.horizon },
  };
}

/** A schedule that begins with `rate`, and is as many times larger all along. */
function scaledTo(schedule: TrainConfig['metaLearningRate'], rate: number | undefined) {
  const first = schedule[0]?.rate ?? 1;
  if (rate === undefined) return schedule;
  return schedule.map((entry, i) => ({
    ...entry,
    rate: i === 0 ? rate : Math.min(1, (entry.rate / first) * rate),
  }));
}
