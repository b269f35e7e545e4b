/** What Figures 10 and 11 of the paper are about, and what our numbers say, in words. */

import { digitsSentence, networkText } from '../../../app/taskText';
import type {
  DissectionResult,
  HistoryMeasure,
  HistoryResult,
  SweepMeasure,
  SweepResult,
} from '../../../specs/dissectionResult';
import { type DissectionId, TUNING_EXAMPLES } from '../../../specs/figures';
import { BASELINE_LABELS, type BaselineName } from '../../../specs/optimizer';
import { formatCount, formatNumber } from '../../charts';
import { coordinateName } from '../inspect/coordinateNames';

interface DissectedWords {
  /** What is looked at: a heading. */
  subject: string;
  did: string;
  /** What is done here instead. */
  here: string;
}

const INSTEAD =
  'The paper dissects its neural-art optimizer; until neural art is here, this is the MNIST optimizer.';

export const DISSECTED: Readonly<Record<DissectionId, DissectedWords>> = {
  '10': {
    subject: 'updates over the steps',
    did: 'Looks at one coordinate, one colour channel of one pixel: the updates of its optimizer, beside what SGD and Adam would have done.',
    here: `${INSTEAD} It trains a 784-20-10 network for 100 steps; of the first layer’s weights the one that it moves most is followed.`,
  },
  '11': {
    subject: 'the update against the gradient',
    did: 'Looks at the proposed update as a function of the gradient, at 32 steps, the history before each held fixed.',
    here: `${INSTEAD} The weight is that of Figure 10; at 32 of the 100 steps other gradients are tried in place of the real one.`,
  },
};

/** "Unit 3, pixel (12, 9)": which weight was looked at. */
export const weightText = ({ task, coordinate }: Pick<DissectionResult, 'task' | 'coordinate'>) =>
  coordinateName(task, coordinate);

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** "a, b and c". */
function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** The numbers of the result, in sentences. */
export function dissectionSentences(result: DissectionResult): string[] {
  const ended =
    result.divergedAt === null
      ? []
      : [`It diverged at step ${result.divergedAt}; what is said is of the steps before.`];
  const said = result.figure === '10' ? historySentences(result) : sweepSentences(result);
  return [...ended, ...said];
}

/** Those that the paper has beside it. */
const PAPERS: readonly BaselineName[] = ['adam', 'sgd'];

function historySentences({ measures, window }: HistoryResult): string[] {
  const own = measures.find(({ id }) => id === 'own');
  if (own === undefined) return [];
  const others = measures.filter((one) => one.id !== 'own');
  const rivals = PAPERS.flatMap((name) => others.find(({ id }) => id === name) ?? []);
  return [
    signSentence(own, rivals),
    correlationSentence(others, rivals),
    sizeSentence(own, rivals, window),
  ].filter((sentence) => sentence !== '');
}

function signSentence({ signChanges }: HistoryMeasure, rivals: readonly HistoryMeasure[]): string {
  if (signChanges === null) return '';
  const others = rivals.flatMap((rival) =>
    rival.signChanges === null ? [] : [`${nameOf(rival)}’s at ${percent(rival.signChanges)}`],
  );
  const beside = others.length === 0 ? '' : `; ${listed(others)} would have`;
  return `Its update changes its sign at ${percent(signChanges)} of the steps${beside}.`;
}

function correlationSentence(
  others: readonly HistoryMeasure[],
  rivals: readonly HistoryMeasure[],
): string {
  const known = others.filter(hasCorrelation);
  const [closest] = known.toSorted((a, b) => b.correlation - a.correlation);
  if (closest === undefined) return '';
  const rest = rivals
    .filter(hasCorrelation)
    .filter(({ id }) => id !== closest.id)
    .map((rival) => `with ${nameOf(rival)}’s it is ${correlationText(rival.correlation)}`);
  const beside = rest.length === 0 ? '' : `; ${listed(rest)}`;
  return `Over the steps it goes most closely with what ${nameOf(closest)} would have proposed: their correlation is ${correlationText(closest.correlation)}${beside}.`;
}

const hasCorrelation = (
  measure: HistoryMeasure,
): measure is HistoryMeasure & { correlation: number } => measure.correlation !== null;

/** "0.62", "−0.10". */
export const correlationText = (r: number): string => r.toFixed(2).replace('-', '−');

function sizeSentence(
  own: HistoryMeasure,
  rivals: readonly HistoryMeasure[],
  window: number,
): string {
  const compared = rivals.flatMap((rival) => {
    const early = ratio(own.early, rival.early);
    const late = ratio(own.late, rival.late);
    if (early === null || late === null) return [];
    return [`${times(early)} as large as ${nameOf(rival)}’s early and ${times(late)} late`];
  });
  if (compared.length === 0) return '';
  return `It is ${compared.join('; ')} (root mean square over the first and the last ${window} steps).`;
}

const ratio = (a: number | null, b: number | null): number | null =>
  a === null || b === null || b === 0 ? null : a / b;
const times = (factor: number): string => `${formatNumber(factor)} times`;

const nameOf = ({ id }: { id: HistoryMeasure['id'] }): string =>
  id === 'own' ? 'it' : BASELINE_LABELS[id];

function sweepSentences({ measures, sweptSteps }: SweepResult): string[] {
  const own = measures.find(({ id }) => id === 'own');
  const adam = measures.find(({ id }) => id === 'adam');
  if (own === undefined) return [];
  const steps = sweptSteps.length;
  const falling = adam === undefined ? '' : ` (Adam’s at ${adam.falling})`;
  return [
    `At ${own.falling} of ${steps} steps its proposal falls all along while the gradient grows${falling}.`,
    slopeSentence(own, adam),
    offsetSentence(own, adam),
  ].filter((sentence) => sentence !== '');
}

/** A curve is nearly straight where its ends are as steep as its middle, give or take so much. */
const STRAIGHT = 1.25;

function slopeSentence({ endSlope }: SweepMeasure, adam: SweepMeasure | undefined): string {
  if (endSlope === null) return '';
  const own =
    endSlope <= 0
      ? 'The curve turns around at the ends of the sweep'
      : `The curve ${shapeOf(endSlope)}: at the ends of the sweep it is ${steepness(endSlope)} than around 0`;
  return `${own} (the median over the steps); ${adamsSlope(adam)}SGD’s is a straight line.`;
}

function adamsSlope(adam: SweepMeasure | undefined): string {
  if (adam === undefined || adam.endSlope === null) return '';
  return `Adam’s ${adam.endSlope <= 0 ? 'turns around' : `is ${steepness(adam.endSlope)}`}, `;
}

function shapeOf(endSlope: number): string {
  if (endSlope < 1 / STRAIGHT) return 'levels off';
  return endSlope > STRAIGHT ? 'grows steeper' : 'is nearly straight';
}

/** "12 times flatter", "1.3 times steeper". */
const steepness = (endSlope: number): string =>
  endSlope < 1 ? `${times(1 / endSlope)} flatter` : `${times(endSlope)} steeper`;

function offsetSentence({ offset }: SweepMeasure, adam: SweepMeasure | undefined): string {
  if (offset === null) return '';
  const beside =
    adam === undefined || adam.offset === null ? '' : ` (Adam ${percent(adam.offset)})`;
  return `With a gradient of 0 it would still move, by ${percent(offset)} of its largest proposal in the median${beside}: that is the history’s part, of which SGD has none.`;
}

/** How the numbers came about, sentence by sentence. */
export function dissectionProtocol(result: DissectionResult): string[] {
  const { optimizer, task, steps, problem, seed, tuning } = result;
  const sentences = [
    `${optimizer.label} trains one network, ${networkText(task)}, for ${steps} steps: problem ${problem} of seed ${seed}, as in a race.`,
    `The weight, ${weightText(result)}, is the one of the first layer whose updates have the largest root mean square over the steps.`,
    'The optimizers designed by hand only watch: each is given the same gradients, from the first on, and keeps its own state.',
    `Their learning rates: the best by mean loss at step ${steps} over ${formatCount(TUNING_EXAMPLES)} training digits, on ${tuning.problems} networks of their own.`,
  ];
  if (result.figure === '11') {
    const { gradients, limit } = result;
    sentences.push(
      `At each of the steps ${gradients.length} gradients from −${formatNumber(limit)} to ${formatNumber(limit)} take the place of the real one, a quarter beyond the largest there was; everything before is as it was.`,
      'Steepness is measured over a twentieth of the sweep: around 0, and at both ends.',
    );
  }
  return sentences;
}

/** Below the title of a downloaded picture. */
export const aboutDissection = (result: DissectionResult): string =>
  `${result.optimizer.label}, ${weightText(result)}, seed ${result.seed}. ${digitsSentence(result.task)}`;
