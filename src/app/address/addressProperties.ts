/**
 * The one list of what the address bar holds. The settings of a task have the names that the command line gives them
 * in `--set`.
 *
 * A key that several screens have (`horizon`) belongs to the screen that the link opens; the others' have their screen's
 * name in front (`train.horizon`).
 */
import { z } from 'zod';
import { BACKEND_CHOICES } from '../../specs/backend';
import { FIGURE_IDS } from '../../specs/figures';
import { lstmConfigSchema } from '../../specs/optimizer';
import { META_GRADIENTS, trainConfigSchema } from '../../specs/training';
import { INSPECT_SOURCES, inspectLimits, MOST_STEPS } from '../inspect/inspectSettings';
import type { InspectLink } from '../inspect/inspectTypes';
import { raceResult } from '../links/raceResult';
import { problemsLimit, raceForTask, raceLimits } from '../race/raceSettings';
import type { RaceSettings, RaceView } from '../race/raceTypes';
import { SEARCH_PROPERTIES } from '../search/searchLink';
import { SHELVES, TABS, TRAIN_MODES } from '../settingsStore';
import { trainingForTask } from '../train/trainSettings';
import { OBJECTIVE_PROPERTIES } from './addressObjective';
import { taskProperties } from './addressTask';
import {
  type LinkState,
  type Property,
  property,
  withInspect,
  withRace,
  withTraining,
} from './linkState';
import {
  coordinates,
  entrants,
  flag,
  type LinkValue,
  number,
  oneOf,
  optimizerId,
  schedule,
} from './linkValues';

export { DEFAULT_LINK_STATE, type LinkState, type Property, type Scope } from './linkState';

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

type InspectNumber = keyof typeof inspectLimits;
const inspect = (key: InspectNumber): Property =>
  property(
    'inspect',
    key,
    number(inspectLimits[key]),
    (s) => s.inspect[key],
    (s, v) => withInspect(s, { [key]: v }),
  );

/** What was chosen on Inspect; nothing where it is as usual. */
const chosen = <K extends 'optimizer' | 'step' | 'coordinates'>(
  key: K,
  value: LinkValue<NonNullable<InspectLink[K]>>,
  applies: Property['applies'],
): Property => ({
  key,
  scope: 'inspect',
  applies,
  read: (s, text) => withInspect(s, { [key]: value.schema.parse(text) }),
  write({ inspect }) {
    const given: InspectLink[K] = inspect[key];
    return given === null ? null : value.format(given as NonNullable<InspectLink[K]>);
  },
});
/** A selection follows every movement of the pointer: it is for links to this screen. */
const onInspect: Property['applies'] = (s) => s.page.tab === 'inspect';

/** In the order in which they are read and written: a key may depend on those before it. */
export const PROPERTIES: readonly Property[] = [
  page('tab', oneOf(TABS)),
  { ...page('mode', oneOf(TRAIN_MODES)), applies: (s) => s.page.tab === 'train' },
  { ...page('shelf', oneOf(SHELVES)), applies: (s) => s.page.tab === 'library' },
  page('backend', oneOf(BACKEND_CHOICES)),
  {
    key: 'figure',
    scope: 'page',
    applies: (s) => s.page.tab === 'figures',
    read: (s, text) => ({
      ...s,
      page: { ...s.page, figure: oneOf(FIGURE_IDS).schema.parse(text) },
    }),
    write: (s) => s.page.figure,
  },

  ...taskProperties(
    'compare',
    (s) => s.compare.settings.task,
    (s, task) => withRace(s, raceForTask(s.compare.settings, task)),
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
  {
    key: 'result',
    scope: 'compare',
    applies: () => true,
    read: (s, text) => ({
      ...s,
      compare: { ...s.compare, result: raceResult.schema.parse(text) },
    }),
    write: (s) => s.compare.result && raceResult.format(s.compare.result),
  },

  ...taskProperties(
    'train',
    (s) => s.train.task,
    (s, task) => withTraining(s, trainingForTask(s.train, task)),
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
    'output',
    oneOf(lstmConfigSchema.shape.output.unwrap().options),
    (s) => s.train.optimizer.output,
    (s, output) => withTraining(s, { optimizer: { ...s.train.optimizer, output } }),
  ),
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
  property(
    'train',
    'metaGradient',
    oneOf(META_GRADIENTS),
    (s) => s.train.metaGradient,
    (s, metaGradient) => withTraining(s, { metaGradient }),
  ),
  ...OBJECTIVE_PROPERTIES,

  ...SEARCH_PROPERTIES,

  property(
    'inspect',
    'source',
    oneOf(INSPECT_SOURCES),
    (s) => s.inspect.source,
    (s, source) => withInspect(s, { source }),
  ),
  ...taskProperties(
    'inspect',
    (s) => s.inspect.task,
    (s, task) => withInspect(s, { task }),
  ),
  inspect('steps'),
  inspect('seed'),
  inspect('problem'),
  chosen('optimizer', optimizerId, (s) => s.inspect.source !== 'training'),
  chosen('step', number(z.number().int().min(0).max(MOST_STEPS)), onInspect),
  chosen('coordinates', coordinates, onInspect),
];
