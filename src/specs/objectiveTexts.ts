/**
 * Settings of a training that are more than one value, as text: the same on the command line, in a link and in a text
 * field. A reader only sees to the form; what is allowed is the schemas' affair.
 */
import { type ConvexTerm, type HorizonSchedule, type Imitation, isCurriculum } from './objectives';
import { mnistSpecSchema, quadraticSpecSchema, surfaceSpecSchema, type TaskSpec } from './task';

/** How a kind of setting is written, and what is said where a text is not so. */
export interface TextForm<T> {
  /** Keys in the schema's order; null where the text has another form. */
  read(text: string): unknown;
  write(value: T): string;
  /** "HORIZON:STEPS[,…], as in 500:200". */
  form: string;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberIn(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? '';
  const value = DECIMAL.test(trimmed) ? Number(trimmed) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/** All parts as numbers; null where one of them is none. */
function numbersIn(parts: readonly string[]): number[] | null {
  const numbers = parts.map(numberIn);
  return numbers.includes(null) ? null : (numbers as number[]);
}

/** `500:200,1500:500`: from horizon 500 on 200 steps, from 1500 on 500. `20-200`: drawn between the two. */
export const horizonScheduleText: TextForm<HorizonSchedule> = {
  form: 'HORIZON:STEPS[,…], as in 500:200,1500:500, or SHORTEST-LONGEST, as in 20-200',
  read(text) {
    if (!text.includes(':')) {
      const drawn = numbersIn(text.split('-'));
      const [shortest, longest] = drawn ?? [];
      return drawn?.length === 2 ? { shortest, longest } : null;
    }
    const entries = text.split(',').map((part) => {
      const entry = numbersIn(part.split(':'));
      const [horizon, steps] = entry ?? [];
      return entry?.length === 2 ? { horizon, steps } : null;
    });
    return entries.includes(null) ? null : entries;
  },
  write: (schedule) =>
    isCurriculum(schedule)
      ? schedule.map(({ horizon, steps }) => `${horizon}:${steps}`).join()
      : `${schedule.shortest}-${schedule.longest}`,
};

/** `20`: a convex term of 20 coordinates; `20:1`: scaled by exp(U(−1, 1)). */
export const convexTermText: TextForm<ConvexTerm> = {
  form: 'COORDINATES[:SCALING], as in 20 or 20:1',
  read(text) {
    const numbers = numbersIn(text.split(':'));
    if (numbers === null || numbers.length > 2) return null;
    const [coordinates, scaling = 0] = numbers;
    return { coordinates, scaling };
  },
  write: ({ coordinates, scaling }) =>
    scaling === 0 ? `${coordinates}` : `${coordinates}:${scaling}`,
};

/**
 * By the example of Adam at rate 0.03: `adam:0.03:50` for the first 50 horizons, `adam:0.03:share=0.3` in three of ten,
 * `adam:0.03:weight=0.5` beside the meta-loss, `adam:0.03:weight=0.5:200` so that it is gone after 200 horizons.
 */
export const imitationText: TextForm<Imitation> = {
  form: 'NAME:RATE:HORIZONS, NAME:RATE:share=SHARE or NAME:RATE:weight=WEIGHT[:HORIZONS], as in adam:0.03:50',
  read(text) {
    const [name = '', rate, how = '', more, ...rest] = text.split(':');
    const optimizer = name.trim();
    const learningRate = numberIn(rate);
    const horizons = numberIn(more);
    if (learningRate === null || rest.length > 0 || (more !== undefined && horizons === null)) {
      return null;
    }
    const [key = '', value, ...others] = how.split('=').map((side) => side.trim());
    if (others.length > 0) return null;
    const amount = numberIn(value ?? key);
    if (amount === null) return null;
    if (value === undefined) {
      return more === undefined ? { horizons: amount, optimizer, learningRate } : null;
    }
    if (key === 'share' && more === undefined) {
      return { mode: 'share', share: amount, optimizer, learningRate };
    }
    if (key !== 'weight') return null;
    const until = horizons === null ? {} : { horizons };
    return { mode: 'beside', weight: amount, ...until, optimizer, learningRate };
  },
  write(imitation) {
    const example = `${imitation.optimizer}:${imitation.learningRate}`;
    switch (imitation.mode) {
      case 'share':
        return `${example}:share=${imitation.share}`;
      case 'beside': {
        const until = imitation.horizons === undefined ? '' : `:${imitation.horizons}`;
        return `${example}:weight=${imitation.weight}${until}`;
      }
      default:
        return `${example}:${imitation.horizons}`;
    }
  },
};

const TASKS = {
  quadratic: quadraticSpecSchema,
  mnist: mnistSpecSchema,
  surface: surfaceSpecSchema,
} as const;

/**
 * `quadratic,dimension:4;surface,surface:bowl`: tasks by name, each with what is not as usual. Whose digits is left out:
 * they are those of the first task.
 */
export const tasksText: TextForm<TaskSpec[]> = {
  form: 'tasks with ; between them, as in quadratic,dimension:4; surface,surface:bowl',
  read(text) {
    const tasks = text.split(';').map(readTask);
    return tasks.includes(null) ? null : tasks;
  },
  write: (tasks) => tasks.map(writeTask).join(';'),
};

function readTask(text: string): Record<string, unknown> | null {
  const [name = '', ...settings] = text.split(',').map((part) => part.trim());
  if (!Object.hasOwn(TASKS, name)) return null;
  const known = Object.keys(TASKS[name as keyof typeof TASKS].shape);
  const task: Record<string, unknown> = { name };
  for (const setting of settings) {
    const [key = '', value, ...more] = setting.split(':').map((side) => side.trim());
    const usable = known.includes(key) && key !== 'data' && !Object.hasOwn(task, key);
    if (!usable || value === undefined || more.length > 0) return null;
    task[key] = numberIn(value) ?? value;
  }
  return task;
}

function writeTask(task: TaskSpec): string {
  const usual: Record<string, unknown> = TASKS[task.name].parse({ name: task.name });
  const changed = Object.entries(task)
    .filter(([key, value]) => key !== 'data' && value !== usual[key])
    .map(([key, value]) => `,${key}:${value}`);
  return `${task.name}${changed.join('')}`;
}
