/** How a learning rate was found, in sentences. Pure. */
import type { RateInUse } from '../../app/race/raceTypes';
import { problemsText, problemsWord } from '../../app/taskText';
import { LEARNING_RATES } from '../../specs/baselineTuning';
import type { TunedRate } from '../../specs/race';
import type { TaskSpec } from '../../specs/task';
import { formatCount, formatNumber } from '../charts';
import type { RatesAbout } from './ratesAbout';

/** "by the mean loss over 2,000 training digits after 100 steps": what a rate is chosen by. */
export function measureText(tuning: TunedRate): string {
  const over =
    tuning.examples === undefined
      ? 'mean loss'
      : `mean loss over ${formatCount(tuning.examples)} training digits`;
  return `${over} after ${formatCount(tuning.steps)} steps`;
}

/** "the best of 24 rates from 1e-4 to 10, and of 8 more between its neighbours". */
export function gridText({ grid }: TunedRate): string {
  const first = grid[0]?.learningRate ?? Number.NaN;
  const last = grid.at(-1)?.learningRate ?? Number.NaN;
  const finer = grid.length - LEARNING_RATES;
  const range = `from ${formatNumber(first)} to ${formatNumber(last)}`;
  if (finer <= 0) return `the best of ${grid.length} rates ${range}`;
  return `the best of ${LEARNING_RATES} rates ${range}, and of ${finer} more around the best of these`;
}

/** "Diverged: the 5 rates from 1.35 to 10." Those that stand side by side on the grid are named by their ends. */
export function divergedText({ grid }: TunedRate): string {
  const stretches: string[][] = [];
  let open: string[] | null = null;
  for (const { learningRate, loss } of grid) {
    if (loss !== null) open = null;
    else if (open !== null) open.push(formatNumber(learningRate));
    else {
      open = [formatNumber(learningRate)];
      stretches.push(open);
    }
  }
  if (stretches.length === 0) return 'None diverged.';
  const named = stretches.map((rates) =>
    rates.length < 3
      ? rates.join(' and ')
      : `the ${rates.length} rates from ${rates[0]} to ${rates.at(-1)}`,
  );
  return `Diverged: ${named.join('; ')}.`;
}

/** Whether the best rate is at an end of the grid: a better one may lie beyond. */
export function edgeText({ grid, learningRate }: TunedRate): string {
  const tried = grid.filter(({ loss }) => loss !== null);
  if (grid[0]?.learningRate === learningRate) {
    return 'It is the lowest of the grid: a lower one might do better.';
  }
  if (tried.at(-1)?.learningRate === learningRate && tried.length === grid.length) {
    return 'It is the highest of the grid: a higher one might do better.';
  }
  return '';
}

/** "Shipped with the Lab, tuned on 20 November 2026." */
export function sourceText({ source, tuning }: RateInUse): string {
  if (source === 'manual') return 'Set by hand: no search.';
  const day = dayText(tuning?.date);
  if (source === 'shipped') {
    return day === '' ? 'Shipped with the Lab.' : `Shipped with the Lab, tuned on ${day}.`;
  }
  return day === '' ? 'Tuned in this browser.' : `Tuned in this browser on ${day}.`;
}

/** What is said of a rate whose search is not at hand: in a race it was set by hand, which a training's never is. */
export const unknownText = ({ used }: Pick<RatesAbout, 'used'>): string =>
  used.by === 'race'
    ? 'Set by hand: no search.'
    : 'Found by an earlier search, of which the rate alone was kept.';

function dayText(date: string | undefined): string {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(time)) return '';
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(time);
}

/** "64 problems of seed 77001": on what it was chosen. */
export const problemsTried = (task: TaskSpec, { problems, seed }: TunedRate): string =>
  `${problemsText(task, problems)} of seed ${seed}`;

/** Why none of the problems is one of the race's. */
export function streamsText({ task, used }: RatesAbout): string {
  const word = problemsWord(task);
  const other = used.by === 'race' ? 'race' : 'validation';
  const whose = used.by === 'race' ? 'The race' : 'The validation of this training';
  return `Every search draws its ${word} from the stream “tuning”. ${whose} draws its own from the stream “${other}”, with seed ${used.seed}. A stream’s name is a part of what draws a ${word.slice(0, -1)}, so none is in both, whatever the seeds.`;
}

/** What a search made once more has come to, beside what it came to before. */
export function againText(before: TunedRate, again: TunedRate): string {
  const found = `${formatNumber(again.learningRate)} (loss ${formatNumber(again.loss)})`;
  return again.learningRate === before.learningRate
    ? `Once more, just now: ${found}, the same rate.`
    : `Once more, just now: ${found} instead of ${formatNumber(before.learningRate)} (${formatNumber(before.loss)}).`;
}
