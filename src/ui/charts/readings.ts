/** What the hairline reads: the samples under it, sorted. Pure. */
import type { Axis } from './axis';
import { finiteLength } from './thin';
import type { LineStyle, Numbers, Series } from './types';

export interface Reading {
  id: string;
  label: string;
  style: LineStyle;
  /** The value at the hairline, or the last one before it; null after the line has ended. */
  value: number | null;
  low?: number;
  high?: number;
  /** Why there is no value. */
  text?: string;
}

/** How many of the ascending `x[0 … count − 1]` are at or below `value`. */
export function countUpTo(x: Numbers, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All series at `x`, least value first, those that have ended last. */
export function readingsAt(series: readonly Series[], x: number): Reading[] {
  const readings: Reading[] = [];
  for (const s of series) {
    const count = finiteLength(s.x, s.y);
    const upTo = countUpTo(s.x, count, x);
    if (upTo === 0) continue;
    const index = upTo - 1;
    const beyond = upTo === count && x > (s.x[index] as number);
    const reading: Reading = { id: s.id, label: s.label, style: s.style, value: null };
    if (beyond && s.endedAt !== undefined) {
      readings.push({ ...reading, text: s.endedAt.text });
      continue;
    }
    // A line that is still growing has nothing to say about steps to come.
    if (beyond && gap(s.x, index) < x - (s.x[index] as number)) continue;
    reading.value = s.y[index] as number;
    const low = s.band?.low[index];
    const high = s.band?.high[index];
    if (low !== undefined && high !== undefined) Object.assign(reading, { low, high });
    readings.push(reading);
  }
  return readings.sort(
    (a, b) => (a.value ?? Number.POSITIVE_INFINITY) - (b.value ?? Number.POSITIVE_INFINITY),
  );
}

function gap(x: Numbers, index: number): number {
  return index === 0 ? 0 : (x[index] as number) - (x[index - 1] as number);
}

/** The sample that is nearest to a position along the axis (0 to 1), not beyond `limit`. */
export function nearestSample(
  series: readonly Series[],
  axis: Axis,
  position: number,
  limit: number,
): number | null {
  const aim = Math.min(axis.value(position), limit);
  const place = axis.position(aim);
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const s of series) {
    const count = finiteLength(s.x, s.y);
    const upTo = countUpTo(s.x, count, aim);
    for (const index of [upTo - 1, upTo]) {
      const x = index < count ? s.x[index] : undefined;
      if (x === undefined || x > limit || (axis.log && x <= 0)) continue;
      const distance = Math.abs(axis.position(x) - place);
      if (distance < least) {
        least = distance;
        best = x;
      }
    }
  }
  return best;
}

/** The next sample after (`direction` 1) or before (−1) `x` in any series; null where there is none. */
export function neighbour(
  series: readonly Series[],
  axis: Axis,
  x: number,
  direction: 1 | -1,
  limit: number,
): number | null {
  let best: number | null = null;
  for (const s of series) {
    const count = finiteLength(s.x, s.y);
    const upTo = countUpTo(s.x, count, x);
    let index = upTo;
    if (direction === -1) {
      index = upTo - 1;
      while (index >= 0 && (s.x[index] as number) >= x) index--;
    }
    const candidate = index >= 0 && index < count ? (s.x[index] as number) : undefined;
    if (candidate === undefined || candidate > limit || (axis.log && candidate <= 0)) continue;
    if (best === null || direction * (candidate - best) < 0) best = candidate;
  }
  return best;
}

/** The first and the last sample of all, not beyond `limit`; null where there is none. */
export function sampleRange(
  series: readonly Series[],
  axis: Axis,
  limit: number,
): [number, number] | null {
  const first = nearestSample(series, axis, 0, limit);
  const last = nearestSample(series, axis, 1, limit);
  return first === null || last === null ? null : [first, last];
}
