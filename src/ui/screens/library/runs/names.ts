/** Names for runs that stand side by side. Pure. */
import type { ListedRun } from '../../../../app/runs/types';
import { differingSettings } from './settings';
import { whenInWords } from './words';

/** A setting that takes more room than this tells runs apart, but not at the end of a line. */
const LONGEST_SETTING = 24;

/**
 * The runs' names. Those that are alike are told apart by a setting that each of them has otherwise ("…, unroll 4"), or
 * else by when they began, or else by numbers.
 */
export function distinctNames(runs: readonly ListedRun[]): string[] {
  const alike = new Map<string, ListedRun[]>();
  for (const run of runs) alike.set(run.name, [...(alike.get(run.name) ?? []), run]);
  const names = new Map<string, string>();
  for (const [name, group] of alike) {
    const additions = group.length === 1 ? [''] : tellingApart(group);
    group.forEach((run, i) => {
      names.set(run.id, `${name}${additions[i]}`);
    });
  }
  return runs.map((run) => names.get(run.id) ?? run.name);
}

/** What is added to the name of each of these runs. */
function tellingApart(group: readonly ListedRun[]): string[] {
  for (const { name, values } of differingSettings(group)) {
    const short = values.every((value) => value !== null && value.length <= LONGEST_SETTING);
    if (short && areDistinct(values)) {
      return values.map((value) => `, ${name.charAt(0).toLowerCase()}${name.slice(1)} ${value}`);
    }
  }
  const dates = group.map(({ createdAt }) => `, ${whenInWords(createdAt)}`);
  return areDistinct(dates) ? dates : group.map((_, i) => ` (${i + 1})`);
}

const areDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
