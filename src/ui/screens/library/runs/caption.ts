/** What a picture of runs shows, in a sentence or two. Pure. */
import type { Series } from '../../../charts';
import { distinctNames } from './names';
import { LINE_STYLES, type Quantity, type RunCurves } from './overlay';
import { counted, listed, taskInWords } from './words';

export function captionOf(
  all: readonly RunCurves[],
  series: readonly Series[],
  quantity: Quantity,
): string {
  return [
    lowestInWords(series),
    divergedInWords(all),
    absentInWords(all, series),
    tasksInWords(all, quantity),
    series.length > LINE_STYLES
      ? `There are more lines than looks: those ${LINE_STYLES} apart look alike.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Whose line comes lowest. */
function lowestInWords(series: readonly Series[]): string {
  if (series.length < 2) return '';
  let best = { label: '', value: Number.POSITIVE_INFINITY };
  for (const { label, y } of series) {
    for (const value of y) if (value < best.value) best = { label, value };
  }
  return best.label === '' ? '' : `The lowest point is on the line of ${best.label}.`;
}

function divergedInWords(all: readonly RunCurves[]): string {
  const runs = all.map(({ run }) => run);
  const names = distinctNames(runs).filter((_, i) => runs[i]?.state === 'diverged');
  return names.length === 0 ? '' : `Diverged: ${fewOrCounted(names)}.`;
}

/** "a, b and c"; of many only how many they are. */
const fewOrCounted = (names: readonly string[]): string =>
  names.length > 4 ? counted(names.length, 'run') : listed(names);

/** Runs without a line in this picture. */
function absentInWords(all: readonly RunCurves[], series: readonly Series[]): string {
  if (all.length < 2) return '';
  const names = distinctNames(all.map(({ run }) => run));
  const absent = names.filter((_, i) => {
    const id = all[i]?.run.id;
    return !series.some((line) => line.id.startsWith(`${id} `));
  });
  if (absent.length === 0) return '';
  return `Without such a curve: ${fewOrCounted(absent)}.`;
}

/** Losses of different tasks are different things. */
function tasksInWords(all: readonly RunCurves[], quantity: Quantity): string {
  if (quantity === 'search') return '';
  const tasks = new Set(all.map(({ run }) => taskInWords(run)).filter(Boolean));
  return tasks.size > 1 ? 'Their tasks differ, so the heights of the lines do not compare.' : '';
}
