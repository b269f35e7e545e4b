/** Whose trace is wanted: what the settings of Inspect mean, given the library, the race and the training. */
import { errorInfo, LabError } from '../../specs/errors';
import { learnedOptimizerFromPhi } from '../../specs/lstmShapes';
import {
  BASELINE_LABELS,
  type GradientSpec,
  isPaperBaseline,
  type OptimizerSpec,
  PAPER_BASELINES,
  type PaperBaseline,
} from '../../specs/optimizer';
import type { TraceConfig } from '../../specs/trace';
import type { Checkpoint } from '../../specs/training';
import type { LibraryStore } from '../library/libraryTypes';
import { pretrainedFor, raceOptimizers } from '../race/entrants';
import type { RaceState, RaceStore } from '../race/raceTypes';
import { sameData } from '../train/trainSettings';
import { usualName } from '../train/trainText';
import type { TrainStore } from '../train/trainTypes';
import { MOST_STEPS } from './inspectSettings';
import type { InspectSettings } from './inspectTypes';

type GivenRates = TraceConfig['rates'];

/** A trace before the learning rates that nobody has given are known. */
export interface Subject extends Omit<TraceConfig, 'optimizer' | 'rates'> {
  /** A baseline's name stands for the baseline at the rate that is found. */
  optimizer: GradientSpec | PaperBaseline;
  /** Rates that are given, whatever others may be best. */
  rates: GivenRates;
  /** The steps for which other rates are tuned. */
  tunedFor: number;
  /** The checkpoint of the training whose weights are held; what its training does not know is done without. */
  checkpoint: Checkpoint | null;
}

export interface SourceDeps {
  library: LibraryStore;
  race: RaceStore;
  train: TrainStore;
}

/** The paper's four: those that Inspect knows how to explain, and to ask what they would have proposed. */
export const isBaseline = (id: string): id is PaperBaseline => isPaperBaseline(id);

/** Whether Inspect takes this one of a race. */
export const canInspect = (one: OptimizerSpec): one is GradientSpec =>
  one.kind === 'learned' || (one.kind === 'baseline' && isBaseline(one.name));

/** The id under which the training's optimizer is traced. */
export const TRAINING_ID = 'training';

/**
 * The race that is looked into: the recorded one, or else the one that the settings would make, of which only the
 * rates set by hand and those already known are given.
 */
function raceOf({ race, library }: SourceDeps): Omit<Subject, 'optimizer' | 'problem'> & {
  optimizers: readonly (GradientSpec | PaperBaseline)[];
  problems: number;
} {
  const { record, settings, entrants, rates: known } = race.getState();
  if (record) {
    const { task, seed, steps, problems } = record.config;
    const optimizers = record.config.optimizers.flatMap((one) => (canInspect(one) ? [one] : []));
    const given = optimizers.flatMap((one) =>
      one.kind === 'baseline' ? [[one.name, one.learningRate]] : [],
    );
    const rates: GivenRates = Object.fromEntries(given);
    return { ...part(task, seed, steps), problems, optimizers, rates };
  }
  const { task, seed, horizon, problems } = settings;
  const raced = raceOptimizers(entrants, library.getState().entries, known);
  const optimizers = raced.optimizers.flatMap((one) => (canInspect(one) ? [one] : []));
  const rates: GivenRates = {};
  for (const one of optimizers) if (one.kind === 'baseline') rates[one.name] = one.learningRate;
  const untuned = entrants.flatMap((one) =>
    one.enabled && isBaseline(one.id) && rates[one.id] === undefined ? [one.id] : [],
  );
  return {
    ...part(task, seed, horizon),
    problems,
    optimizers: [...optimizers, ...untuned],
    rates,
  };
}

const part = (task: Subject['task'], seed: number, steps: number) => ({
  task,
  seed,
  steps: Math.min(steps, MOST_STEPS),
  tunedFor: steps,
  checkpoint: null,
});

const idOf = (optimizer: GradientSpec | PaperBaseline): string =>
  typeof optimizer === 'string' ? optimizer : optimizer.id;

/** The optimizers that may be chosen from a race, by their ids. */
export const raceChoices = (deps: SourceDeps): string[] => raceOf(deps).optimizers.map(idOf);

/** What of a race's state decides `raceChoices` and what a race's trace would be. */
export const racePart = ({ record, settings, entrants }: RaceState): readonly unknown[] =>
  record ? [record.config] : [settings, entrants];

/** Whether `settings.optimizer` can be traced; true as long as the library has not been read. */
export function knowsOptimizer(settings: InspectSettings, deps: SourceDeps): boolean {
  const { optimizer, source } = settings;
  const { status, entry } = deps.library.getState();
  if (source === 'training' || status !== 'ready') return true;
  if (source === 'race') return raceChoices(deps).includes(optimizer);
  return isBaseline(optimizer) || entry(optimizer) !== undefined;
}

/** The optimizer that is traced where nobody has chosen one; empty as long as that is not known. */
export function usualOptimizer(settings: InspectSettings, deps: SourceDeps): string {
  const { entries, status } = deps.library.getState();
  if (status !== 'ready') return '';
  if (settings.source !== 'race') return pretrainedFor(settings.task, entries)?.id ?? 'adam';
  const { optimizers } = raceOf(deps);
  const learned = optimizers.find((one) => typeof one !== 'string' && one.kind === 'learned');
  const chosen = learned ?? optimizers[0];
  return chosen === undefined ? '' : idOf(chosen);
}

/**
 * What is to be traced; null where the training has no weights yet.
 *
 * @throws LabError `bad-input` where there is no such optimizer, or no such problem in the race
 */
export function subjectOf(settings: InspectSettings, deps: SourceDeps): Subject | null {
  const { source, optimizer: id, problem } = settings;
  if (source === 'training') return trainingSubject(deps.train);
  if (source === 'race') {
    const { optimizers, problems, ...rest } = raceOf(deps);
    const optimizer = optimizers.find((one) => idOf(one) === id);
    if (optimizer === undefined) throw noOptimizer(id, 'The race');
    if (problem >= problems) {
      throw new LabError({
        code: 'bad-input',
        message: `The race has ${problems} problems, counted from 0; there is no problem ${problem}.`,
        remedy: 'Choose another problem.',
      });
    }
    return { ...rest, optimizer, problem };
  }
  const { task, seed, steps } = settings;
  const common = { ...part(task, seed, steps), problem, rates: {} };
  if (isBaseline(id)) return { ...common, optimizer: id };
  const entry = deps.library.getState().entry(id);
  if (entry === undefined) throw noOptimizer(id, 'The library');
  const { name: label, optimizer } = entry;
  return { ...common, optimizer: { kind: 'learned', id, label, optimizer } };
}

function noOptimizer(id: string, where: string): LabError {
  return new LabError({
    code: 'bad-input',
    message: id === '' ? `${where} has no optimizer.` : `${where} has no optimizer ${id}.`,
    remedy: 'Choose another optimizer.',
  });
}

/** The newest weights, held fixed, on the first problem of the horizon that is being trained. */
function trainingSubject(train: TrainStore): Subject | null {
  const { checkpoint, run } = train.getState();
  if (!checkpoint) return null;
  const { config, phi, horizonsDone } = checkpoint;
  const rates: GivenRates = {};
  for (const { name, learningRate } of run?.baselines ?? []) rates[name] = learningRate;
  const learned = learnedOptimizerFromPhi(config.optimizer, phi, {
    task: config.task,
    horizon: config.horizon,
    epochs: horizonsDone,
    seed: config.seed,
  });
  return {
    task: config.task,
    seed: config.seed,
    horizon: Math.min(run?.horizon ?? horizonsDone, config.epochs - 1),
    problem: 0,
    steps: Math.min(run?.live.horizon ?? config.horizon, MOST_STEPS),
    optimizer: {
      kind: 'learned',
      id: TRAINING_ID,
      label: usualName(config),
      optimizer: learned,
    },
    rates,
    tunedFor: config.horizon,
    checkpoint,
  };
}

/** The trace as the engine wants it, with the rates that were found. @throws LabError `bad-input` */
export function traceConfigOf(subject: Subject, found: GivenRates): TraceConfig {
  const { optimizer, rates: given, tunedFor: _t, checkpoint: _c, ...rest } = subject;
  const rates = { ...found, ...given };
  if (typeof optimizer !== 'string') return { ...rest, optimizer, rates };
  const learningRate = rates[optimizer];
  const label = BASELINE_LABELS[optimizer];
  if (learningRate === undefined) {
    throw new LabError({
      code: 'bad-input',
      message: `No learning rate was found with which ${label} does not diverge on this task.`,
      remedy: 'Choose another optimizer.',
    });
  }
  const spec: GradientSpec = {
    kind: 'baseline',
    id: optimizer,
    label,
    name: optimizer,
    learningRate,
  };
  return { ...rest, optimizer: spec, rates };
}

/** Whether a trace of `b` would be the one of `a`. What cannot be traced at present differs from everything. */
export function sameSubject(a: Subject, settings: InspectSettings, deps: SourceDeps): boolean {
  try {
    const b = subjectOf(settings, deps);
    // A training goes on by itself: its trace is followed, not made anew.
    if (a.checkpoint !== null || settings.source === 'training') {
      return a.checkpoint !== null && settings.source === 'training';
    }
    return b !== null && sameData(identity(a), identity(b)) && agree(a.rates, b.rates);
  } catch (thrown) {
    if (errorInfo(thrown).code !== 'bad-input') throw thrown;
    return false;
  }
}

/** What decides a trace beside the rates; names and records of optimizers do not. */
function identity({ optimizer, rates: _, ...rest }: Subject): unknown {
  if (typeof optimizer === 'string') return { ...rest, optimizer };
  if (optimizer.kind === 'baseline') return { ...rest, optimizer: optimizer.name };
  const { config, tensors } = optimizer.optimizer;
  return { ...rest, config, tensors };
}

/** A rate that only one of them gives is the tuned one of the other. */
function agree(a: GivenRates, b: GivenRates): boolean {
  return PAPER_BASELINES.every(
    (name) => a[name] === undefined || b[name] === undefined || a[name] === b[name],
  );
}
