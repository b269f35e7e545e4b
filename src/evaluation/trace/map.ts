/** All coordinates × steps, thinned to the rows that can be drawn. */
import { LabError } from '../../specs/errors';
import type { CoordinateMap, MapConfig, MapOrder, MapQuantity } from '../../specs/trace';
import { type QuantitySizes, quantityRows, quantitySizes } from './quantity';
import type { Trace } from './trace';

/** A symmetric-log scale has no more than so many decades. */
const MOST_DECADES = 6;

/**
 * The places `from` … `to` − 1 of the coordinates that were kept, in the order that is asked for, as a picture of at
 * most `rows` rows: neighbouring places share a row, which at each step shows the number of the largest magnitude among
 * them, with its sign; NaN where none of them has one (behind a divergence; a ratio where the gradient is zero).
 * `largest` and `linearBelow` are of all coordinates that were kept, so colours stay as they are while the picture is
 * zoomed: `linearBelow` is the magnitude that a tenth of those that are not zero stay below (to 1 %), but not less than
 * a millionth of the largest; 0 where everything is zero.
 *
 * @throws LabError `bad-input` where there are no such places, or no rows
 */
export function mapOf(trace: Trace, config: MapConfig): CoordinateMap {
  const { quantity, order, from, to } = config;
  checkMap(config, trace.kept.length);
  const { steps } = trace.config;
  const { largest, low } = sizesOf(trace, quantity);
  const places = placesInOrder(trace, quantity, order).subarray(from, to);
  const rows = Math.min(config.rows, places.length);
  const values = new Float32Array(rows * steps).fill(Number.NaN);
  const shown = new Int32Array(rows * steps).fill(-1);
  let t = 0;
  for (const row of quantityRows(trace, quantity)) {
    for (let r = 0; r < rows; r++) {
      const begin = Math.floor((r * places.length) / rows);
      const end = Math.floor(((r + 1) * places.length) / rows);
      const place = largestOf(row, places, begin, end);
      if (place === null) continue;
      values[r * steps + t] = row[place] as number;
      shown[r * steps + t] = trace.kept[place] as number;
    }
    t++;
  }
  return {
    config,
    rows,
    steps,
    values,
    shown,
    coordinates: Int32Array.from(places, (place) => trace.kept[place] as number),
    largest,
    linearBelow: Math.max(low, largest * 10 ** -MOST_DECADES),
  };
}

/** Of some places that of the finite number furthest from zero, the first of several; null where there is none. */
function largestOf(
  row: Float32Array,
  places: Int32Array,
  begin: number,
  end: number,
): number | null {
  let found: number | null = null;
  let size = -1;
  for (let i = begin; i < end; i++) {
    const place = places[i] as number;
    const magnitude = Math.abs(row[place] as number);
    if (magnitude > size && magnitude < Number.POSITIVE_INFINITY) {
      found = place;
      size = magnitude;
    }
  }
  return found;
}

function checkMap({ from, to, rows }: MapConfig, most: number): void {
  const whole = [from, to, rows].every(Number.isInteger);
  if (whole && from >= 0 && from < to && to <= most && rows >= 1) return;
  throw new LabError({
    code: 'bad-input',
    message: `There is no map of places ${from} to ${to} in ${rows} rows: ${most} coordinates were kept.`,
    remedy: `Ask for places from 0 to ${most}, at least one of them, and at least one row.`,
  });
}

/** What has been found out about a trace, which never changes. */
interface Known {
  sizes: Map<MapQuantity, QuantitySizes>;
  /** Places by magnitude. */
  orders: Map<MapQuantity, Int32Array>;
}

const known = new WeakMap<Trace, Known>();

function knownOf(trace: Trace): Known {
  const before = known.get(trace) ?? { sizes: new Map(), orders: new Map() };
  known.set(trace, before);
  return before;
}

function sizesOf(trace: Trace, quantity: MapQuantity): QuantitySizes {
  const { sizes } = knownOf(trace);
  const found = sizes.get(quantity) ?? quantitySizes(trace, quantity);
  sizes.set(quantity, found);
  return found;
}

/** The places of the coordinates that were kept: as they are numbered, or by their root mean square, largest first. */
function placesInOrder(trace: Trace, quantity: MapQuantity, order: MapOrder): Int32Array {
  if (order === 'layer') return Int32Array.from(trace.kept.keys());
  const { orders } = knownOf(trace);
  let found = orders.get(quantity);
  if (found === undefined) {
    const { rms } = sizesOf(trace, quantity);
    const larger = (a: number, b: number) => (rms[b] as number) - (rms[a] as number) || a - b;
    found = Int32Array.from(trace.kept.keys()).sort(larger);
    orders.set(quantity, found);
  }
  return found;
}
