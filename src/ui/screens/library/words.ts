/** Library entries in words. */
import type { LibraryEntry, Origin } from '../../../app/libraryTypes';
import { duration } from '../../../app/trainText';
import type { LstmConfig, TrainingRecord } from '../../../specs/optimizer';
import { taskSpecSchema } from '../../../specs/task';
import { rateScheduleSchema } from '../../../specs/training';
import { formatNumber } from '../../charts';
import { taskLabel } from '../../controls/tasks';

export const ORIGIN_WORDS: Record<Origin, string> = {
  pretrained: 'Came with the Lab',
  trained: 'Trained here',
  imported: 'Imported',
};

/** "3 optimizers: 1 that came with the Lab, 2 of your own." */
export function inventory(entries: readonly LibraryEntry[]): string {
  const shipped = entries.filter((entry) => entry.origin === 'pretrained').length;
  const own = entries.length - shipped;
  const count = (n: number) => `${n} ${n === 1 ? 'optimizer' : 'optimizers'}`;
  return own === 0
    ? `${count(shipped)} that came with the Lab, none of your own yet.`
    : `${count(entries.length)}: ${shipped} that came with the Lab, ${own} of your own.`;
}

/** "LSTM, 2 layers of 20 units · raw gradient · output × 0.1". */
export function shapeInWords(config: LstmConfig): string {
  const layers = `${config.layers} ${config.layers === 1 ? 'layer' : 'layers'}`;
  const input =
    config.preprocess === 'none' ? 'raw gradient' : `logarithm and sign, p = ${config.p}`;
  return `LSTM, ${layers} of ${config.hiddenUnits} units · ${input} · output × ${config.outputScale}`;
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

/** How single fields are said; the others as they are. */
const SAY: Record<string, (value: unknown) => string | null> = {
  task: (value) => {
    const task = taskSpecSchema.safeParse(value);
    return task.success ? `${taskLabel(task.data)}, start σ ${task.data.initialScale}` : null;
  },
  metaLearningRate: (value) => {
    const schedule = rateScheduleSchema.safeParse(value);
    if (!schedule.success) return null;
    return schedule.data
      .map(({ horizon, rate }) => (horizon === 0 ? `${rate}` : `${rate} from horizon ${horizon}`))
      .join(', ');
  },
  objective: (value) => (value === 'log' ? 'sum of the logarithms' : null),
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
