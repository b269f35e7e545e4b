/** A run's settings as rows of words, and those by which runs differ. Pure. */
import type { ListedRun } from '../../../../app/runs/types';
import { taskLabel } from '../../../../app/taskText';
import { BASELINE_LABELS } from '../../../../specs/optimizer';
import type { TaskSpec } from '../../../../specs/task';
import { recordRows } from '../words';

export interface SettingRow {
  /** Where it stands in the configuration: `optimizer.hiddenUnits`. */
  key: string;
  name: string;
  value: string;
}

/** What is called otherwise than its key, by its place in the configuration. */
const NAMES: Readonly<Record<string, string>> = {
  epochs: 'Horizons to train',
  steps: 'Steps',
  'task.initialScale': 'Start σ',
  'task.batch': 'Minibatch',
  'task.data': 'Digits',
  'task.side': 'Pixels a side',
  'task.hiddenUnits': 'Hidden units of the network',
  'task.hiddenLayers': 'Hidden layers of the network',
  'optimizer.rule': 'Rule',
  'optimizer.hiddenUnits': 'Hidden units',
  'optimizer.p': 'Preprocessing p',
  'optimizer.preprocess': 'Preprocessing',
  'optimizer.output': 'Output',
  'validation.every': 'Validated every (horizons)',
  'validation.problems': 'Validation problems',
  'validation.steps': 'Validation steps',
  'validation.measure': 'Validation measures',
  'validation.patience': 'Patience',
};

/** Everything that decides the run, in words; nested settings one by one. */
export function settingRows(run: ListedRun): SettingRow[] {
  const rows: SettingRow[] = [];
  for (const [key, value] of Object.entries(run.config)) {
    if (value === undefined) continue;
    if (key === 'task' && run.kind !== 'search') rows.push(...taskRows(run.config.task));
    else if (key === 'entrants' && run.kind === 'race') rows.push(...entrantRows(run.config));
    else if ((key === 'optimizer' || key === 'validation') && isRecord(value)) {
      rows.push(...nested(key, value));
    } else rows.push(row(key, key, value));
  }
  return rows;
}

/** The rows that not all of these runs have with the same value, in the order of their first appearance. */
export function differingSettings(
  runs: readonly ListedRun[],
): { key: string; name: string; values: (string | null)[] }[] {
  const tables = runs.map(
    (run) => new Map([...settingRows(run), ...surroundings(run)].map((r) => [r.key, r])),
  );
  const names = new Map<string, string>();
  for (const table of tables) {
    for (const { key, name } of table.values()) if (!names.has(key)) names.set(key, name);
  }
  return [...names]
    .map(([key, name]) => ({
      key,
      name,
      values: tables.map((table) => table.get(key)?.value ?? null),
    }))
    .filter(({ values }) => values.some((value) => value !== values[0]));
}

/** What a curve may depend on besides its settings. */
function surroundings(run: ListedRun): SettingRow[] {
  return [
    { key: '(kind)', name: 'Kind', value: run.kind },
    { key: '(seed)', name: 'Seed', value: String(run.seed) },
    { key: '(backend)', name: 'Backend', value: run.backend ?? 'not known' },
    { key: '(version)', name: 'Made with version', value: run.appVersion },
  ].filter(({ key }) => key !== '(seed)' || !('seed' in run.config));
}

function taskRows(task: TaskSpec): SettingRow[] {
  const { name: _, ...settings } = task;
  return [{ key: 'task', name: 'Task', value: taskLabel(task) }, ...nested('task', settings)];
}

function entrantRows({ entrants }: Extract<ListedRun, { kind: 'race' }>['config']): SettingRow[] {
  const seen = new Map<string, number>();
  return entrants.map((entrant) => {
    // Two entrants may bear one label.
    const count = (seen.get(entrant.label) ?? 0) + 1;
    seen.set(entrant.label, count);
    const name = count === 1 ? entrant.label : `${entrant.label} (${count})`;
    return { key: `entrant.${name}`, name: `Entrant ${name}`, value: entrantInWords(entrant) };
  });
}

function entrantInWords(
  entrant: Extract<ListedRun, { kind: 'race' }>['config']['entrants'][number],
): string {
  switch (entrant.kind) {
    case 'learned':
      return entrant.weightsHash === null ? 'learned' : `learned, weights ${entrant.weightsHash}`;
    case 'baseline': {
      const rate = [entrant.learningRate, entrant.source].filter((part) => part !== null);
      const name = BASELINE_LABELS[entrant.id];
      return rate.length === 0 ? name : `${name} at ${rate.join(', ')}`;
    }
  }
}

const nested = (group: string, settings: Readonly<Record<string, unknown>>): SettingRow[] =>
  Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => row(`${group}.${key}`, key, value));

/** A setting as the training records of optimizers have it. */
function row(path: string, key: string, value: unknown): SettingRow {
  const [said] = recordRows({ [path]: value });
  const name = NAMES[path] ?? (said && said.name !== path ? said.name : inWords(key));
  return { key: path, name, value: said?.value ?? String(value) };
}

/** "batchSize" → "Batch size". */
function inWords(key: string): string {
  const words = key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
