/** Symmetric-log axes: both signs and zero, over many decades. */
import { linearDomain, linearTicks } from './linearScale';
import { stepAbove, stepBelow } from './logScale';

/** Unless told otherwise an axis is logarithmic over so many decades below its greatest magnitude. */
const DECADES = 3;

/** An axis that no round tick falls upon is cut into so many pieces at most to find some. */
const FINEST = 64;

/** Neighbouring ticks are at least this share of their fair distance apart, so that no label touches another. */
const APART = 0.6;

/** s(v) = v/c for |v| ≤ c, sign(v)·(1 + ln(|v|/c)) beyond: continuous, and so is its slope. */
export function symlog(value: number, linearBelow: number): number {
  const size = Math.abs(value) / linearBelow;
  return size <= 1 ? value / linearBelow : Math.sign(value) * (1 + Math.log(size));
}

/** The value at s: the inverse of `symlog`. */
export function symexp(place: number, linearBelow: number): number {
  const size = Math.abs(place);
  return linearBelow * (size <= 1 ? place : Math.sign(place) * Math.exp(size - 1));
}

/**
 * Where an axis becomes linear, a power of ten: a thousandth of the greatest magnitude, or the least one where that
 * is more. Without magnitudes: 1.
 */
export function autoLinearBelow(leastMagnitude: number, greatestMagnitude: number): number {
  if (!(greatestMagnitude > 0) || !Number.isFinite(greatestMagnitude)) return 1;
  const least = Number.isFinite(leastMagnitude) ? leastMagnitude : 0;
  const wanted = Math.max(least, greatestMagnitude * 10 ** -DECADES, Number.MIN_VALUE);
  return Number(`1e${Math.floor(Math.log10(wanted) + 1e-9)}`);
}

/** The ends of an axis around the values: steps of 1, 2 and 5 beyond ±`linearBelow`, else that or 0. */
export function symlogDomain(
  least: number,
  greatest: number,
  linearBelow: number,
): [number, number] {
  if (!(greatest > least)) return linearDomain(least, greatest);
  if (Math.max(-least, greatest) <= linearBelow) return linearDomain(least, greatest);
  // `0 -`, since -0 is another number to a test and to a person who reads it.
  return [0 - endAbove(-least, linearBelow), endAbove(greatest, linearBelow)];
}

/** The round end at or above a value. */
function endAbove(value: number, linearBelow: number): number {
  if (value > linearBelow) return stepAbove(value);
  if (value > 0) return linearBelow;
  return value > -linearBelow ? 0 : -stepBelow(-value);
}

/**
 * Ticks within [low, high], ascending: 0 and decades on either side, of many decades every second, third, …; where
 * that gives fewer than three, steps of 2 and 5 and round numbers as well. About `most` at most, and never nearer
 * to one another than labels are high, or wide, where `most` of them fill the axis.
 */
export function symlogTicks(low: number, high: number, linearBelow: number, most = 8): number[] {
  if (!(high > low)) return [low];
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const place = (value: number) => symlog(value, linearBelow);
  const gap = ((place(high) - place(low)) * APART) / Math.max(1, most);
  const ticks: number[] = [];
  const add = (value: number) => {
    if (value < low || value > high) return;
    const here = place(value);
    // Labels at the very distance are apart: rounding must not decide.
    if (ticks.every((tick) => Math.abs(place(tick) - here) >= gap * (1 - 1e-9))) ticks.push(value);
  };
  add(0);
  const linear = reach <= linearBelow;
  const first = Math.ceil(Math.log10(linearBelow) - 1e-9);
  const last = Math.floor(Math.log10(reach) + 1e-9);
  const every = Math.max(1, Math.ceil(gap / Math.LN10 - 1e-9));
  const addBoth = (mantissa: number, power: number) => {
    const value = Number(`${mantissa}e${power}`);
    add(value);
    add(-value);
  };
  for (let power = last; power >= first && !linear; power -= every) addBoth(1, power);
  if (ticks.length < 3 && !linear) {
    for (const mantissa of [5, 2]) {
      for (let power = last; power >= first - 1; power--) addBoth(mantissa, power);
    }
  }
  // A short axis may have one round number or none: less round ones, then.
  for (let count = Math.max(1, most); ticks.length < 2 && count <= FINEST; count *= 2) {
    for (const tick of linearTicks(low, high, count)) add(tick);
  }
  return ticks.sort((a, b) => a - b);
}
