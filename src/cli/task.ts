/** A task from its name and its `--set key=value` options. */
import {
  mnistSpecSchema,
  quadraticSpecSchema,
  surfaceSpecSchema,
  type TaskSpec,
} from '../specs/task';
import { namedFolder } from './digits';
import { UsageError } from './failure';
import { toNumber } from './options';

const SCHEMAS = {
  quadratic: quadraticSpecSchema,
  mnist: mnistSpecSchema,
  surface: surfaceSpecSchema,
} as const;

/** Names that people may well use. */
const ALIASES: Record<string, keyof typeof SCHEMAS> = {
  quadratics: 'quadratic',
  surfaces: 'surface',
};

/** For the help texts. */
export const TASK_ARGUMENT = `the task: ${Object.keys(SCHEMAS).join(' or ')}`;

/** @throws UsageError naming the setting, and what there is */
export function parseTask(name: string, sets: readonly string[]): TaskSpec {
  const known = Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
  const schema = Object.entries(SCHEMAS).find(([key]) => key === known)?.[1];
  if (schema === undefined) {
    throw new UsageError(
      `there is no task ${JSON.stringify(name)}; the tasks are ${Object.keys(SCHEMAS).join(', ')}`,
    );
  }
  const keys = Object.keys(schema.shape).filter((key) => key !== 'name');
  const settings: Record<string, string | number> = {};
  for (const set of sets) {
    const equals = set.indexOf('=');
    const key = set.slice(0, Math.max(equals, 0)).trim();
    if (equals < 0) throw new UsageError(`--set ${set}: expected key=value`);
    if (!keys.includes(key)) {
      throw new UsageError(
        `the task ${known} has no setting ${JSON.stringify(key)}; its settings are ${keys.join(', ')}`,
      );
    }
    if (Object.hasOwn(settings, key)) throw new UsageError(`--set ${key} is given twice`);
    const text = set.slice(equals + 1).trim();
    settings[key] = settingOf(key, text);
  }
  const parsed = schema.safeParse({ name: known, ...settings });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = String(issue?.path[0] ?? '');
  throw new UsageError(`--set ${key}=${settings[key]}: ${issue?.message ?? 'not accepted'}`);
}

/** A folder with MNIST's files is the source `mnist` until they have been looked at. */
function settingOf(key: string, text: string): string | number {
  if (key === 'data' && namedFolder([`data=${text}`]) !== null) return 'mnist';
  return toNumber(text) ?? text;
}
