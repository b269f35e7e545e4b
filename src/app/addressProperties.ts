/**
 * The one list of what the address bar holds. The settings of a task have the names that the command line gives them
 * in `--set`.
 *
 * A key that both screens have (`horizon`) belongs to the screen that the link opens; the other screen's has that
 * screen's name in front (`train.horizon`).
 */
import { BACKEND_CHOICES, type BackendChoice } from '../specs/backend';
import { lstmConfigSchema } from '../specs/optimizer';
import {
  mnistSpecSchema,
  quadraticSpecSchema,
  SURFACE_NAMES,
  surfaceSpecSchema,
  type TaskName,
  type TaskSpec,
} from '../specs/task';
import { type TrainConfig, trainConfigSchema } from '../specs/training';
import { entrants, flag, type LinkValue, number, oneOf, schedule } from './linkValues';
import { DEFAULT_RACE, DEFAULT_VIEW, problemsLimit, raceLimits } from './raceSettings';
import type { Entrant, RaceSettings, RaceView } from './raceTypes';
import { TABS, type Tab } from './settingsStore';
import { DEFAULT_TRAINING } from './trainSettings';

/** Everything that a link says, as plain data. */
export interface LinkState {
  page: { tab: Tab; backend: BackendChoice };
  compare: {
    settings: RaceSettings;
    view: RaceView;
    /** Null: the usual ones. */
    entrants: readonly Entrant[] | null;
  };
  train: TrainConfig;
}

export const DEFAULT_LINK_STATE: LinkState = {
  page: { tab: 'compare', backend: 'auto' },
  compare: { settings: DEFAULT_RACE, view: DEFAULT_VIEW, entrants: null },
  train: DEFAULT_TRAINING,
};

export type Scope = 'page' | 'compare' | 'train';

export interface Property {
  key: string;
  scope: Scope;
  /** The state with the value of this text. Throws a ZodError where the text is not allowed. */
  read(state: LinkState, text: string): LinkState;
  /** The text for a link; null where there is nothing to say. Default values are left out by the caller. */
  write(state: LinkState): string | null;
  /** False where the key means nothing beside the values before it (`dimension` of a surface). */
  applies(state: LinkState): boolean;
}

function property<T>(
  scope: Scope,
  key: string,
  value: LinkValue<T>,
  get: (state: LinkState) => T,
  put: (state: LinkState, value: T) => LinkState,
  applies: (state: LinkState) => boolean = () => true,
): Property {
  return {
    key,
    scope,
    read: (state, text) => put(state, value.schema.parse(text)),
    write: (state) => value.format(get(state)),
    applies,
  };
}

const page = <K extends keyof LinkState['page']>(
  key: K,
  value: LinkValue<LinkState['page'][K]>,
): Property =>
  property(
    'page',
    key,
    value,
    (s) => s.page[key],
    (s, v) => ({ ...s, page: { ...s.page, [key]: v } }),
  );

const race = <K extends Exclude<keyof RaceSettings, 'task'>>(key: K): Property =>
  property(
    'compare',
    key,
    number(raceLimits[key]),
    (s) => s.compare.settings[key],
    (s, v) => withRace(s, { [key]: v }),
  );

const view = (key: keyof RaceView): Property =>
  property(
    'compare',
    key,
    flag,
    (s) => s.compare.view[key],
    (s, v) => ({ ...s, compare: { ...s.compare, view: { ...s.compare.view, [key]: v } } }),
  );

type TrainNumber = 'epochs' | 'horizon' | 'unroll' | 'problems' | 'seed';
const training = (key: TrainNumber): Property =>
  property(
    'train',
    key,
    number(trainConfigSchema.shape[key].unwrap()),
    (s) => s.train[key],
    (s, v) => withTraining(s, { [key]: v }),
  );

type LstmNumber = 'hiddenUnits' | 'layers' | 'p' | 'outputScale';
const lstm = (key: string, field: LstmNumber, applies?: Property['applies']): Property =>
  property(
    'train',
    key,
    number(lstmConfigSchema.shape[field].unwrap()),
    (s) => s.train.optimizer[field],
    (s, v) => withTraining(s, { optimizer: { ...s.train.optimizer, [field]: v } }),
    applies,
  );

const withRace = (s: LinkState, patch: Partial<RaceSettings>): LinkState => ({
  ...s,
  compare: { ...s.compare, settings: { ...s.compare.settings, ...patch } },
});
const withTraining = (s: LinkState, patch: Partial<TrainConfig>): LinkState => ({
  ...s,
  train: { ...s.train, ...patch },
});

// ---- a task and its settings, for either screen

const TASK_DEFAULTS: Record<TaskName, TaskSpec> = {
  quadratic: quadraticSpecSchema.parse({ name: 'quadratic' }),
  mnist: mnistSpecSchema.parse({ name: 'mnist' }),
  surface: surfaceSpecSchema.parse({ name: 'surface' }),
};
const TASK_NAMES = Object.keys(TASK_DEFAULTS) as TaskName[];

function taskProperties(
  scope: 'compare' | 'train',
  get: (state: LinkState) => TaskSpec,
  put: (state: LinkState, task: TaskSpec) => LinkState,
): Property[] {
  const is = (name: TaskName) => (state: LinkState) => get(state).name === name;
  const scale = (name: TaskName): LinkValue<number> =>
    number(
      (name === 'quadratic' ? quadraticSpecSchema : surfaceSpecSchema).shape.initialScale.unwrap(),
    );
  return [
    property(
      scope,
      'task',
      oneOf(TASK_NAMES),
      (s) => get(s).name,
      (s, name) => put(s, TASK_DEFAULTS[name]),
    ),
    {
      key: 'surface',
      scope,
      applies: is('surface'),
      read(state, text) {
        const task = get(state);
        const surface = oneOf(SURFACE_NAMES).schema.parse(text);
        return task.name === 'surface' ? put(state, { ...task, surface }) : state;
      },
      write(state) {
        const task = get(state);
        return task.name === 'surface' ? task.surface : null;
      },
    },
    {
      key: 'dimension',
      scope,
      applies: is('quadratic'),
      read(state, text) {
        const task = get(state);
        const dimension = number(quadraticSpecSchema.shape.dimension.unwrap()).schema.parse(text);
        return task.name === 'quadratic' ? put(state, { ...task, dimension }) : state;
      },
      write(state) {
        const task = get(state);
        return task.name === 'quadratic' ? String(task.dimension) : null;
      },
    },
    {
      key: 'initialScale',
      scope,
      applies: () => true,
      read(state, text) {
        const task = get(state);
        const initialScale = scale(task.name).schema.parse(text);
        return put(state, { ...task, initialScale });
      },
      write: (state) => String(get(state).initialScale),
    },
  ];
}

/** In the order in which they are read and written: a key may depend on those before it. */
export const PROPERTIES: readonly Property[] = [
  page('tab', oneOf(TABS)),
  page('backend', oneOf(BACKEND_CHOICES)),

  ...taskProperties(
    'compare',
    (s) => s.compare.settings.task,
    (s, task) => withRace(s, { task }),
  ),
  race('horizon'),
  {
    ...race('problems'),
    read(state, text) {
      const { horizon } = state.compare.settings;
      return withRace(state, { problems: number(problemsLimit(horizon)).schema.parse(text) });
    },
  },
  race('seed'),
  view('logX'),
  view('logY'),
  view('bands'),
  {
    key: 'optimizers',
    scope: 'compare',
    applies: () => true,
    read: (s, text) => ({
      ...s,
      compare: { ...s.compare, entrants: entrants.schema.parse(text) },
    }),
    write: (s) => s.compare.entrants && entrants.format(s.compare.entrants),
  },

  ...taskProperties(
    'train',
    (s) => s.train.task,
    (s, task) => withTraining(s, { task }),
  ),
  training('horizon'),
  training('unroll'),
  training('problems'),
  training('epochs'),
  training('seed'),
  lstm('hidden', 'hiddenUnits'),
  lstm('layers', 'layers'),
  property(
    'train',
    'preprocess',
    oneOf(lstmConfigSchema.shape.preprocess.unwrap().options),
    (s) => s.train.optimizer.preprocess,
    (s, preprocess) => withTraining(s, { optimizer: { ...s.train.optimizer, preprocess } }),
  ),
  lstm('p', 'p', (s) => s.train.optimizer.preprocess === 'log-sign'),
  lstm('outputScale', 'outputScale'),
  property(
    'train',
    'metaLr',
    schedule,
    (s) => s.train.metaLearningRate,
    (s, metaLearningRate) => withTraining(s, { metaLearningRate }),
  ),
  property(
    'train',
    'objective',
    oneOf(trainConfigSchema.shape.objective.unwrap().options),
    (s) => s.train.objective,
    (s, objective) => withTraining(s, { objective }),
  ),
  property(
    'train',
    'stepWeights',
    oneOf(trainConfigSchema.shape.stepWeights.unwrap().options),
    (s) => s.train.stepWeights,
    (s, stepWeights) => withTraining(s, { stepWeights }),
  ),
];
