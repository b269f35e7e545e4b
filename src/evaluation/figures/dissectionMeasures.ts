/** What Figures 10 and 11 say in numbers, from the rounded numbers that ship, so that they can be checked. Pure. */
import type { HistoryMeasure, SweepMeasure } from '../../specs/dissectionResult';
import type { PaperBaseline } from '../../specs/optimizer';
import { correlation } from '../unitCorrelations';
import { shortened } from './measures';

type Numbers = readonly (number | null)[];
interface WouldBe<U> {
  name: PaperBaseline;
  updates: U;
}

/** Of the steps, the first fifth is early and the last one late. */
const WINDOWS = 5;

/**
 * How an optimizer's updates go over the steps, and those of the others beside it: how often they change their sign,
 * how closely the others' follow them, how large they are early and late. Steps behind a divergence do not count.
 *
 * @param update uₜ of the learned optimizer [T]
 * @param wouldBe those proposed by others on the same way [T]
 */
export function historyMeasures(
  update: Numbers,
  wouldBe: readonly WouldBe<Numbers>[],
): { window: number; measures: HistoryMeasure[] } {
  const own = beforeEnd(update);
  const window = Math.max(1, Math.floor(own.length / WINDOWS));
  const measure = (id: HistoryMeasure['id'], updates: Float64Array): HistoryMeasure => ({
    id,
    signChanges: signChanges(updates),
    correlation:
      id === 'own' || updates.length < own.length
        ? null
        : orNull(correlation(own, updates), shortened),
    early: shortened(rootMeanSquare(updates.subarray(0, window))),
    late: shortened(rootMeanSquare(updates.subarray(-window))),
  });
  const others = wouldBe.map(({ name, updates }) =>
    measure(name, beforeEnd(updates).subarray(0, own.length)),
  );
  return { window, measures: [measure('own', own), ...others] };
}

/** The numbers before the first that is none. */
function beforeEnd(values: Numbers): Float64Array {
  const end = values.indexOf(null);
  return Float64Array.from(end === -1 ? values : values.slice(0, end), Number);
}

/** A step without an update keeps the sign of the one before. */
function signChanges(updates: Float64Array): number | null {
  if (updates.length < 2) return null;
  let changes = 0;
  let last = 0;
  for (const update of updates) {
    const sign = Math.sign(update);
    if (sign !== 0 && last !== 0 && sign !== last) changes++;
    if (sign !== 0) last = sign;
  }
  return shortened(changes / (updates.length - 1));
}

/** NaN of nothing. */
const rootMeanSquare = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** A curve counts as falling where it rises by no more than this share of its range: the rounding of its numbers. */
const LEVEL = 1e-3;
/** A slope is taken over this share of a sweep's points: the middle ones, and those at each end. */
const SLOPE_SHARE = 1 / 20;

/**
 * What the curves of Figure 11 are like: whether they fall all along, how much flatter they are at the ends than around
 * 0, and how far from 0 they pass where the gradient is 0.
 *
 * @param gradients ascending, evenly spaced, the same to both sides of 0 [P]
 * @param proposed by the learned optimizer at each step [S][P]
 * @param wouldBe by others, after the same gradients [S][P]
 */
export function sweepMeasures(
  gradients: readonly number[],
  proposed: readonly Numbers[],
  wouldBe: readonly WouldBe<readonly Numbers[]>[],
): SweepMeasure[] {
  const measure = (id: SweepMeasure['id'], rows: readonly Numbers[]): SweepMeasure => {
    const whole = rows.filter((row): row is number[] => row.every((value) => value !== null));
    const medianOf = (of: (row: number[]) => number | null) => {
      const values = whole.map(of).filter((value) => value !== null);
      return orNull(median(values), shortened);
    };
    return {
      id,
      falling: whole.filter(falls).length,
      endSlope: medianOf((row) => endSlope(gradients, row)),
      offset: medianOf(offset),
    };
  };
  return [measure('own', proposed), ...wouldBe.map(({ name, updates }) => measure(name, updates))];
}

/** Whether what is proposed never grows with the gradient, and falls on the whole. */
function falls(row: readonly number[]): boolean {
  const range = Math.max(...row) - Math.min(...row);
  const first = row[0] as number;
  let least = first;
  for (const value of row) {
    if (value > least + LEVEL * range) return false;
    least = Math.min(least, value);
  }
  return least < first;
}

/** Null where the curve is level around 0. */
function endSlope(gradients: readonly number[], row: readonly number[]): number | null {
  const last = row.length - 1;
  const half = last / 2;
  const width = Math.max(1, Math.round((last * SLOPE_SHARE) / 2));
  const slope = (from: number, to: number): number =>
    ((row[to] as number) - (row[from] as number)) /
    ((gradients[to] as number) - (gradients[from] as number));
  const middle = slope(half - width, half + width);
  if (middle === 0) return null;
  const ends = (slope(0, 2 * width) + slope(last - 2 * width, last)) / 2;
  return ends / middle;
}

/** Null where nothing is ever proposed. */
function offset(row: readonly number[]): number | null {
  const largest = Math.max(...row.map(Math.abs));
  return largest === 0 ? null : Math.abs(row[(row.length - 1) / 2] as number) / largest;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [Math.floor, Math.ceil].map((side) => side((sorted.length - 1) / 2));
  return ((sorted[low as number] as number) + (sorted[high as number] as number)) / 2;
}

const orNull = (value: number | null, then: (value: number) => number | null): number | null =>
  value === null ? null : then(value);
