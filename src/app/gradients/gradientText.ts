/** What was found out about the two meta-gradients, in words. */
import type { DirectionSlope } from '../../specs/metaGradients';
import { duration } from '../train/trainText';
import type { MeasuredAngle, MeasuredSlopes } from './gradientTypes';

/** Three significant digits without an exponent: "0.0124", "18.3". */
export const short = (value: number): string => String(Number(value.toPrecision(3)));

/** "before training", "after 40 horizons". */
export const whenMeasured = (horizon: number): string =>
  horizon === 0 ? 'before training' : `after ${horizon} horizon${horizon === 1 ? '' : 's'}`;

/** "between the two after 40 horizons, summed over the next one; the full one is 1.96 times as long." */
export function angleText({ whole, horizon }: Pick<MeasuredAngle, 'whole' | 'horizon'>): string {
  const when = whenMeasured(horizon);
  if (!Number.isFinite(whole.degrees)) return `One of the two is zero ${when}: there is no angle.`;
  const ratio = whole.fullNorm / whole.firstNorm;
  return `between the two ${when}, summed over a horizon; the full one is ${short(ratio)} times as long.`;
}

/** One decimal from 10° on, two below. */
export const degreesText = (degrees: number): string =>
  Number.isFinite(degrees) ? `${degrees.toFixed(degrees < 10 ? 2 : 1)}°` : '–';

/** What an unroll of either costs, as it was timed. */
export function costText({ firstMs, fullMs }: Pick<MeasuredAngle, 'firstMs' | 'fullMs'>): string {
  return `At its quickest an unroll took ${milliseconds(firstMs)} first-order and ${milliseconds(fullMs)} in full: ${short(fullMs / firstMs)} times as long.`;
}

/** "0.84 ms", "1.2 s". */
const milliseconds = (ms: number): string =>
  ms < 1000 ? `${Number(ms.toPrecision(2))} ms` : duration(ms / 1000);

/** What following costs beside the training: both kinds once, every so many horizons of the one that trains. */
export function followingCost(angle: MeasuredAngle | undefined, every: number): string {
  if (angle === undefined) {
    return 'At a checkpoint of the training, which come every two seconds or later, one horizon is rolled in both ways beside it; what that costs is said after the first.';
  }
  const own = angle.kind === 'full' ? angle.fullMs : angle.firstMs;
  const more = (100 * (angle.firstMs + angle.fullMs)) / (own * every);
  return `At a checkpoint of the training, which come every two seconds or later, one horizon is rolled in both ways beside it: at most about ${Number(more.toPrecision(2))} % more work, by the times measured last.`;
}

/** How far a gradient's slope is off, as a part of the difference. */
export const relativeError = ({ difference }: DirectionSlope, says: number): number =>
  Math.abs(says - difference) / Math.abs(difference);

/** What finite differences can tell about a slope. */
export type SlopeVerdict = 'agrees' | 'differs' | 'open';

/** Two parts in a thousand are float32's; what differences at neighbouring steps leave open counts threefold. */
const FLOAT32_SHARE = 2e-3;
/** Differences that are less certain than this say nothing. */
const TOO_ROUGH = 0.05;

export function verdictOf(slope: DirectionSlope, says: number): SlopeVerdict {
  const open = slope.uncertainty / Math.abs(slope.difference);
  if (!(open <= TOO_ROUGH)) return 'open';
  return relativeError(slope, says) <= FLOAT32_SHARE + 3 * open ? 'agrees' : 'differs';
}

export const VERDICT_WORDS: Record<SlopeVerdict, string> = {
  agrees: 'agrees',
  differs: 'differs',
  open: 'cannot be told',
};

/** What all directions say together. */
export function slopesText({ directions, config }: MeasuredSlopes): string {
  const verdicts = directions.map((slope) => verdictOf(slope, slope.full));
  const told = directions.filter((_, i) => verdicts[i] !== 'open');
  if (told.length === 0) return roughText(config.optimizer.preprocess === 'log-sign');
  const worst = (of: 'first' | 'full') =>
    percent(Math.max(...told.map((slope) => relativeError(slope, slope[of]))));
  const full = verdicts.includes('differs')
    ? `The full meta-gradient is off by up to ${worst('full')}, more than rounding explains: the meta-loss has a bend or a jump near these weights.`
    : `The full meta-gradient says what the meta-loss does, to ${worst('full')} at the worst.`;
  const first = `The first-order one is off by up to ${worst('first')}, as it may be: it leaves out that the gradients move with φ.`;
  const some = told.length < directions.length ? ' Some directions cannot be told.' : '';
  return `${full} ${first}${some}`;
}

function roughText(logSign: boolean): string {
  const why = logSign
    ? 'with logarithms and signs of gradients as inputs it jumps wherever a gradient changes its sign, which no derivative knows of'
    : 'float32 does not resolve it';
  return `Finite differences tell nothing here: at neighbouring steps ε they contradict each other. The meta-loss is too rough around these weights; ${why}.`;
}

/** "0.0012 %", "51 %". */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
