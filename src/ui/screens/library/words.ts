/** Library entries in words. */
import { z } from 'zod';
import type { LibraryEntry, Origin } from '../../../app/library/libraryTypes';
import { VARIED_WORDS } from '../../../app/search/searchText';
import { taskLabel } from '../../../app/taskText';
import { duration } from '../../../app/train/trainText';
import {
  convexTermSchema,
  horizonScheduleSchema,
  type Imitation,
  imitationSchema,
  isCurriculum,
} from '../../../specs/objectives';
import { BASELINE_LABELS, type LstmConfig, type TrainingRecord } from '../../../specs/optimizer';
import { STRATEGIES, type Varied } from '../../../specs/search';
import { taskSpecSchema } from '../../../specs/task';
import { rateScheduleSchema } from '../../../specs/training';
import { formatNumber } from '../../charts';

export const ORIGIN_WORDS: Record<Origin, string> = {
  pretrained: 'Came with the Lab',
  trained: 'Trained here',
  imported: 'Imported',
  link: 'From the link, for this visit only',
};

/** "4 optimizers: 1 that came with the Lab, 1 from the link, 2 of your own." */
export function inventory(entries: readonly LibraryEntry[]): string {
  const from = (origin: LibraryEntry['origin']) =>
    entries.filter((entry) => entry.origin === origin).length;
  const [shipped, brought] = [from('pretrained'), from('link')];
  const own = entries.length - shipped - brought;
  const count = (n: number) => `${n} ${n === 1 ? 'optimizer' : 'optimizers'}`;
  if (own + brought === 0) return `${count(shipped)} that came with the Lab, none of your own yet.`;
  const parts = [
    `${shipped} that came with the Lab`,
    ...(brought === 0 ? [] : [`${brought} from the link`]),
    ...(own === 0 ? [] : [`${own} of your own`]),
  ];
  return `${count(entries.length)}: ${parts.join(', ')}.`;
}

/** "LSTM, 2 layers of 20 units · raw gradient · output × 0.1". */
export function shapeInWords(config: LstmConfig): string {
  const layers = `${config.layers} ${config.layers === 1 ? 'layer' : 'layers'}`;
  const output = config.output === 'tanh' ? 'output at most' : 'output ×';
  return `LSTM, ${layers} of ${config.hiddenUnits} units · ${inputInWords(config)} · ${output} ${config.outputScale}`;
}

function inputInWords({ preprocess, p }: LstmConfig): string {
  switch (preprocess) {
    case 'none':
      return 'raw gradient';
    case 'log-sign':
      return `logarithm and sign, p = ${p}`;
    case 'rnnprop':
      return 'normalised gradient and its average';
  }
}

const FIELD_NAMES: Record<string, string> = {
  task: 'Task',
  horizon: 'Horizon',
  unroll: 'Unroll',
  problems: 'Problems',
  epochs: 'Horizons trained',
  bestEpoch: 'Best after horizon',
  validationScore: 'Validation loss',
  validation: 'Validation',
  metaOptimizer: 'Meta-optimizer',
  metaLearningRate: 'Meta learning rate',
  objective: 'Objective',
  stepWeights: 'Step weights',
  metaGradient: 'Meta-gradient',
  stepDecay: 'Step weights, γ',
  mixture: 'Further tasks',
  horizonSchedule: 'Length of horizons',
  coordinateScaling: 'Random scaling of coordinates',
  convexTerm: 'Convex term',
  imitation: 'Example',
  clipping: 'Meta-gradients cut at',
  averaging: 'Weights averaged, β',
  startedFrom: 'Started from',
  search: 'Found by',
  seed: 'Seed',
  seconds: 'Time of training',
  backend: 'Backend',
  date: 'Date',
  appVersion: 'Made with version',
};

/** Every field of a training record, the known ones first and by their names. */
export function recordRows(record: TrainingRecord): { name: string; value: string }[] {
  const known = Object.keys(FIELD_NAMES);
  const keys = [
    ...known.filter((key) => record[key] !== undefined),
    ...Object.keys(record).filter((key) => !known.includes(key)),
  ];
  return keys.map((key) => ({ name: FIELD_NAMES[key] ?? key, value: readable(key, record[key]) }));
}

const STEP_WEIGHT_WORDS: Record<string, string> = {
  rising: 'rising to the end, t/T',
  exponential: 'rising to the end, γ^(T − t)',
  last: 'the last step of each unroll alone',
  final: 'the last step of the horizon alone',
};

/** "for 50 horizons", "in 30 % of the horizons", "beside the meta-loss, 0.5 times". */
function howLong(imitation: Imitation): string {
  switch (imitation.mode) {
    case 'share':
      return `in ${formatNumber(100 * imitation.share)} % of the horizons`;
    case 'beside': {
      const { weight, horizons } = imitation;
      const until = horizons === undefined ? '' : `, falling to 0 over ${horizons} horizons`;
      return `beside the meta-loss, ${weight} times${until}`;
    }
    default:
      return `for the first ${imitation.horizons} horizons`;
  }
}

const STRATEGY_WORDS = {
  random: 'a random search',
  grid: 'a grid',
  halving: 'successive halving',
} as const;

const foundBySchema = z.object({
  strategy: z.enum(STRATEGIES),
  trials: z.number(),
  trial: z.number(),
  space: z.record(z.string(), z.unknown()),
});

/** How single fields are said; the others as they are. */
const SAY: Record<string, (value: unknown) => string | null> = {
  task: (value) => {
    const task = taskSpecSchema.safeParse(value);
    if (!task.success) return null;
    const { initialScale } = task.data;
    const scale = initialScale === 'fan-in' ? '1/√fan-in' : initialScale;
    return `${taskLabel(task.data)}, start σ ${scale}`;
  },
  mixture: (value) => {
    const tasks = z.array(taskSpecSchema).safeParse(value);
    return tasks.success ? tasks.data.map(taskLabel).join(', ') : null;
  },
  horizonSchedule: (value) => {
    const schedule = horizonScheduleSchema.safeParse(value);
    if (!schedule.success) return null;
    const { data } = schedule;
    return isCurriculum(data)
      ? data.map(({ horizon, steps }) => `${steps} steps from horizon ${horizon}`).join(', ')
      : `drawn log-uniformly, ${data.shortest} to ${data.longest} steps`;
  },
  convexTerm: (value) => {
    const term = convexTermSchema.safeParse(value);
    if (!term.success) return null;
    const { coordinates, scaling } = term.data;
    return `${coordinates} coordinates${scaling === 0 ? '' : `, scaled by exp(U(−${scaling}, ${scaling}))`}`;
  },
  imitation: (value) => {
    const example = imitationSchema.safeParse(value);
    if (!example.success) return null;
    return `${BASELINE_LABELS[example.data.optimizer]} at ${example.data.learningRate}, ${howLong(example.data)}`;
  },
  search: (value) => {
    const found = foundBySchema.safeParse(value);
    if (!found.success) return null;
    const { strategy, trials, trial, space } = found.data;
    const names = Object.keys(space).map((name) => VARIED_WORDS[name as Varied] ?? name);
    return `${STRATEGY_WORDS[strategy]} of ${trials} trials over ${names.join(', ')}; this is trial ${trial}`;
  },
  startedFrom: (value) => {
    const start = z.object({ name: z.string() }).safeParse(value);
    return start.success ? start.data.name : null;
  },
  metaLearningRate: (value) => {
    const schedule = rateScheduleSchema.safeParse(value);
    if (!schedule.success) return null;
    return schedule.data
      .map(({ horizon, rate }) => (horizon === 0 ? `${rate}` : `${rate} from horizon ${horizon}`))
      .join(', ');
  },
  objective: (value) => (value === 'log' ? 'sum of the logarithms' : null),
  stepWeights: (value) => STEP_WEIGHT_WORDS[String(value)] ?? null,
  metaOptimizer: (value) => (value === 'adam' ? 'Adam' : null),
  date: (value) => {
    const date = new Date(String(value));
    return Number.isNaN(date.getTime())
      ? null
      : date.toLocaleDateString(undefined, { dateStyle: 'medium' });
  },
  validationScore: (value) => (typeof value === 'number' ? formatNumber(value) : null),
  seconds: (value) => (typeof value === 'number' ? duration(value) : null),
  seed: String,
};

function readable(key: string, value: unknown): string {
  return SAY[key]?.(value) ?? plain(value);
}

/** Any value without brackets and quotes: "every 20, problems 512". */
function plain(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(plain).join('; ');
  return Object.entries(value)
    .map(([name, part]) => `${name} ${plain(part)}`)
    .join(', ');
}
