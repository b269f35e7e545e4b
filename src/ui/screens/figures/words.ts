/** What the paper says of each figure, and what our numbers say to that. */
import { digitsSentence } from '../../../app/taskText';
import { duration } from '../../../app/train/trainText';
import { backendLabel } from '../../../specs/backend';
import type { FigureOrigin, FigureResult, Verdict, VerdictKind } from '../../../specs/figureResult';
import {
  figurePlan,
  type RacedFigureId,
  TUNING_EXAMPLES,
  usesDigits,
} from '../../../specs/figures';
import { formatCount, formatNumber } from '../../charts';
import type { TermId } from '../../terms/glossary';

export interface PaperWords {
  /** What is learned there: a heading. */
  subject: string;
  did: string;
  claims: string;
}

export const PAPER: Readonly<Record<RacedFigureId, PaperWords>> = {
  '4-left': {
    subject: 'quadratics',
    did: 'Trains the LSTM on random 10-dimensional quadratics for 100 steps, and races it on fresh ones.',
    claims: 'It outperforms every optimizer designed by hand by far.',
  },
  '4-centre': {
    subject: 'a network on MNIST',
    did: 'Trains the LSTM to train a small network on MNIST for 100 steps, 784-20-10 with sigmoid units, and races it on fresh networks.',
    claims: 'It outperforms every tuned optimizer designed by hand.',
  },
  '4-right': {
    subject: 'twice as long',
    did: 'Continues the race of the centre to step 200, twice the horizon that the LSTM was trained for.',
    claims: 'It goes on improving, and stays ahead.',
  },
  '5-left': {
    subject: '40 hidden units',
    did: 'Gives the LSTM of Figure 4 networks with 40 hidden units, where it was trained with 20.',
    claims: 'What it learned carries over: it stays ahead.',
  },
  '5-centre': {
    subject: 'two hidden layers',
    did: 'Gives the LSTM of Figure 4 networks with two hidden layers of 20 units, where it was trained with one.',
    claims: 'What it learned carries over: it stays ahead.',
  },
  '5-right': {
    subject: 'ReLU units',
    did: 'Gives the LSTM of Figure 4 networks with ReLU units, where it was trained with sigmoid ones.',
    claims: 'It fails: such networks behave too differently.',
  },
  '6': {
    subject: 'architectures',
    did: 'Gives the LSTM of Figure 4 networks of 5 to 50 hidden units in one or two layers, and looks at the loss after 100 steps.',
    claims: 'It ends below the others over the whole range.',
  },
};

export const VERDICT_WORDS: Readonly<Record<VerdictKind, string>> = {
  holds: 'Holds',
  early: 'Holds early only',
  late: 'Holds at the end only',
  partly: 'Holds in part',
  not: 'Does not hold',
};

/** What explains them. */
export const VERDICT_TERMS = {
  holds: 'verdictHolds',
  early: 'verdictEarly',
  late: 'verdictLate',
  partly: 'verdictPartly',
  not: 'verdictNot',
} as const satisfies Record<VerdictKind, TermId>;

/** "Holds", "Holds for 5 of 8". */
export const verdictWord = ({ kind, ahead, of }: Pick<Verdict, 'kind' | 'ahead' | 'of'>): string =>
  kind === 'partly' ? `Holds for ${ahead} of ${of}` : VERDICT_WORDS[kind];

/** The numbers behind the word, in a sentence or two. */
export function verdictSentence(verdict: Verdict, result: FigureResult): string {
  const { claim, shows } = figurePlan(result.figure, 'mnist');
  const { final, bestFinal, best, ahead, of } = verdict;
  const rival = labelOf(result, best);
  if (final === null) return `It diverges; ${rival} ends at a median of ${shown(bestFinal)}.`;
  if (bestFinal === null) return `It ends at a median of ${shown(final)}; all the others diverge.`;
  const ends = `a median of ${shown(final)} against ${shown(bestFinal)} of ${rival}`;
  if (shows === 'final') {
    const where = `It ends ahead for ${ahead} of ${of} architectures.`;
    return `${where} At the least favourable one it ends at ${ends}.`;
  }
  if (claim === 'behind') {
    return verdict.kind === 'holds'
      ? `It fails as the paper’s does: it ends at ${ends}.`
      : `It does not fail: it ends at ${ends}.`;
  }
  return `It ends at ${ends}, ${margin(final, bestFinal)}. ${path(verdict, result)}`;
}

/** "13 % lower". */
function margin(own: number, other: number): string {
  const ratio = own / other;
  if (ratio < 0.1) return `${formatNumber(1 / ratio)} times lower`;
  const percent = Math.round(100 * Math.abs(1 - ratio));
  if (percent < 2) return 'level';
  return ratio < 1 ? `${percent} % lower` : `${percent} % higher`;
}

function path({ areaRatio, aheadUntil, kind }: Verdict, { figure }: FigureResult): string {
  if (areaRatio === null) return '';
  const { steps } = figurePlan(figure, 'mnist');
  const percent = Math.round(100 * Math.abs(1 - areaRatio));
  const area =
    percent < 2
      ? 'The area under its median curve is level with the smallest of the others'
      : `The area under its median curve is ${percent} % ${areaRatio < 1 ? 'smaller' : 'larger'} than the smallest of the others`;
  const until =
    kind === 'early' && aheadUntil !== null && aheadUntil < steps
      ? `; it is ahead of all of them until step ${aheadUntil}`
      : '';
  return `${area}${until}.`;
}

/** For an overview: one short phrase. */
export function labelOf(result: FigureResult, id: string | null): string {
  return result.optimizers.find((o) => o.id === id)?.label ?? 'the others';
}

const shown = (value: number | null) => (value === null ? '–' : formatNumber(value));

/** "16 networks", "128 quadratics". */
export const problemsText = ({ figure, problems }: Pick<FigureResult, 'figure' | 'problems'>) =>
  `${problems} ${usesDigits(figure) ? 'networks' : 'quadratics'}`;

/** Whose digits: a sentence; nothing for quadratics. */
export function dataSentence({ figure, data }: Pick<FigureResult, 'figure' | 'data'>): string {
  const task = figurePlan(figure, data ?? 'synthetic').settings[0]?.task;
  return task === undefined ? '' : digitsSentence(task);
}

/** Below the title of a downloaded picture: what the numbers were made with. */
export const aboutText = (result: FigureResult): string =>
  [dataSentence(result), `Median of ${problemsText(result)}, seed ${result.seed}.`]
    .filter((part) => part !== '')
    .join(' ');

/** When, where and from what it was computed. */
export function originSentence(origin: FigureOrigin & Pick<FigureResult, 'seed'>): string {
  const { date, seed, commit, backend, seconds, appVersion } = origin;
  const day = date.slice(0, 10);
  const parts = [
    `Computed on ${day}`,
    `seed ${seed}`,
    `in ${duration(seconds)} by ${backendLabel(backend)}`,
    `version ${appVersion}`,
  ];
  if (commit !== undefined) parts.push(`commit ${commit}`);
  return `${parts.join(', ')}.`;
}

/** How the numbers came about, sentence by sentence. */
export function protocolSentences(result: FigureResult): string[] {
  const { figure, tuning } = result;
  const { steps, shows } = figurePlan(figure, 'mnist');
  const digits = usesDigits(figure);
  const rates = result.settings[0]?.lines.find(({ rate }) => rate !== null)?.rate?.rates;
  const judged = digits ? ` over ${formatCount(TUNING_EXAMPLES)} training digits` : '';
  const others = problemsText({ figure, problems: tuning.problems });
  const sentences = [
    digits
      ? `${problemsText(result)} with starts and minibatches of their own, the same for every optimizer.`
      : `${problemsText(result)} with starts of their own, the same for every optimizer.`,
  ];
  if (shows === 'curves') {
    sentences.push(
      digits
        ? 'Lines: the median loss on each step’s minibatch of 128, with the 10th to 90th percentile.'
        : 'Lines: the median loss, with the 10th to 90th percentile.',
    );
  }
  if (digits) {
    sentences.push(
      `Loss at step ${steps}: over all training digits. Accuracy: over all test digits.`,
    );
  }
  sentences.push(
    `Learning rates: the best ${rates === undefined ? '' : `of ${rates} `}by mean loss at step ${steps}${judged}, on ${others} that take no part in the race.`,
    'Ahead: a median at least 2 % lower than the lowest of those designed by hand.',
  );
  return sentences;
}
