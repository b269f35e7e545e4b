/** Runs side by side as a table: the settings by which they differ, and their results. Pure. */
import type { ListedRun } from '../../../../app/runs/types';
import type { DataTable } from '../../../charts';
import { distinctNames } from './names';
import { differingSettings } from './settings';
import { progressInWords, STATE_WORDS } from './words';

export interface ComparedColumn {
  key: string;
  name: string;
  group: 'setting' | 'result';
  values: (string | number | null)[];
}

export interface ComparedRuns {
  names: string[];
  columns: ComparedColumn[];
}

/** `values[i]` of a column belongs to the i-th run; null: it has no such setting or result. */
export function comparedRuns(runs: readonly ListedRun[]): ComparedRuns {
  const settings = runs.length < 2 ? [] : differingSettings(runs);
  const results = [...new Set(runs.flatMap((run) => Object.keys(run.result)))];
  return {
    names: distinctNames(runs),
    columns: [
      ...settings.map(({ key, name, values }) => ({
        key,
        name,
        group: 'setting' as const,
        values,
      })),
      column('(state)', 'State', runs, (run) => STATE_WORDS[run.state]),
      column('(progress)', 'Progress', runs, progressInWords),
      ...results.map((name) => column(name, name, runs, (run) => run.result[name] ?? null)),
      column('(seconds)', 'Seconds', runs, (run) => run.seconds),
    ],
  };
}

const column = (
  key: string,
  name: string,
  runs: readonly ListedRun[],
  value: (run: ListedRun) => string | number | null,
): ComparedColumn => ({ key, name, group: 'result', values: runs.map(value) });

/** For a CSV file. */
export function comparedTable({ names, columns }: ComparedRuns): DataTable {
  return {
    columns: ['run', ...columns.map(({ name }) => name)],
    rows: names.length,
    cell: (row, at) => (at === 0 ? (names[row] ?? null) : (columns[at - 1]?.values[row] ?? null)),
  };
}
