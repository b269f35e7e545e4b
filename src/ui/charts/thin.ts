/** Fewer points for the same picture: what a screen cannot show is left out, peaks and dips are kept. */
import type { Numbers } from './types';

/** How many leading values are usable: a line ends before its first value that is not finite. */
export function finiteLength(x: Numbers, y: Numbers): number {
  const count = Math.min(x.length, y.length);
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) return i;
  }
  return count;
}

/**
 * The indices to draw of `count` points, at most about `max`, ascending.
 *
 * The axis is cut into `max / 2` buckets of equal width on the screen; of each the points with the least and the
 * greatest value stay, and so do the first and the last point of all. `position(i)` is the place of point i along
 * the axis, 0 to 1 and ascending, so that a log axis is thinned as it looks.
 */
export function thinIndices(
  count: number,
  y: Numbers,
  position: (index: number) => number,
  max: number,
): Uint32Array {
  if (count <= max) return Uint32Array.from({ length: count }, (_, i) => i);
  const buckets = Math.max(1, Math.floor(max / 2) - 1);
  const kept = new Uint32Array(2 * buckets + 2);
  let length = 0;
  const keep = (index: number) => {
    if (length === 0 || (kept[length - 1] as number) < index) kept[length++] = index;
  };
  keep(0);
  let i = 0;
  while (i < count) {
    const bucket = bucketOf(position(i), buckets);
    let low = i;
    let high = i;
    for (i++; i < count && bucketOf(position(i), buckets) === bucket; i++) {
      const value = y[i] as number;
      if (value < (y[low] as number)) low = i;
      if (value > (y[high] as number)) high = i;
    }
    keep(Math.min(low, high));
    keep(Math.max(low, high));
  }
  keep(count - 1);
  return kept.subarray(0, length);
}

/** A band thinned to its envelope: per bucket the least `low` and the greatest `high`, at the bucket's first index. */
export function thinBand(
  count: number,
  low: Numbers,
  high: Numbers,
  position: (index: number) => number,
  max: number,
): { indices: Uint32Array; low: Float64Array; high: Float64Array } {
  const buckets = count <= max ? Number.POSITIVE_INFINITY : Math.max(1, max - 2);
  const size = Math.min(count, max);
  const indices = new Uint32Array(size);
  const lows = new Float64Array(size);
  const highs = new Float64Array(size);
  let length = 0;
  let i = 0;
  while (i < count && length < size) {
    const start = i;
    const bucket = bucketOf(position(i), buckets);
    let least = low[i] as number;
    let greatest = high[i] as number;
    // The last point stands alone, so that the band ends where its line does.
    for (
      i++;
      i < count - 1 &&
      buckets !== Number.POSITIVE_INFINITY &&
      bucketOf(position(i), buckets) === bucket;
      i++
    ) {
      least = Math.min(least, low[i] as number);
      greatest = Math.max(greatest, high[i] as number);
    }
    indices[length] = start;
    lows[length] = least;
    highs[length] = greatest;
    length++;
  }
  return {
    indices: indices.subarray(0, length),
    low: lows.subarray(0, length),
    high: highs.subarray(0, length),
  };
}

function bucketOf(position: number, buckets: number): number {
  return Math.min(buckets - 1, Math.max(0, Math.floor(position * buckets)));
}
