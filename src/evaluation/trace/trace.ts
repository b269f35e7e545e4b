/** What is kept of an optimizer's way on one problem, and how it is read. */
import { LabError } from '../../specs/errors';
import type { Divergence } from '../../specs/race';
import type { TraceConfig, TraceGroup } from '../../specs/trace';

/** Matrices are row by step. Numbers behind a divergence are NaN. Whoever has it only reads it. */
export interface Trace {
  config: TraceConfig;
  /** n */
  coordinates: number;
  /** Which coordinates were kept, ascending [k]. */
  kept: Int32Array;
  groups: TraceGroup[];
  /** θ₀ [k] */
  start: Float32Array;
  /** f(θₜ), t = 0 … T */
  loss: Float32Array;
  /** ∇ₜ and uₜ, t = 0 … T − 1 [T × k] */
  gradient: Float32Array;
  update: Float32Array;
  divergence: Divergence | null;
  /** Of all of these numbers. */
  bytes: number;
}

/**
 * θₜ [k] for t = 0 … T in turn, each in the same array: θₜ₊₁ = θₜ + uₜ, rounded as the race rounds it.
 *
 * @param last the last t wanted
 */
export function* valuesOf(
  { start, update, divergence }: Trace,
  last: number,
): Generator<Float32Array, void> {
  const values = start.slice();
  const k = values.length;
  for (let t = 0; t <= last; t++) {
    if (t === divergence?.step) values.fill(Number.NaN);
    yield values;
    for (let i = 0; i < k && t < last; i++) {
      values[i] = (values[i] as number) + (update[t * k + i] as number);
    }
  }
}

/**
 * Where a coordinate stands among those that were kept.
 *
 * @throws LabError `bad-input` where there is no such coordinate, or it was not kept
 */
export function placeOf(
  { coordinates, kept }: Pick<Trace, 'coordinates' | 'kept'>,
  coordinate: number,
): number {
  if (!Number.isInteger(coordinate) || coordinate < 0 || coordinate >= coordinates) {
    throw new LabError({
      code: 'bad-input',
      message: `There is no coordinate ${coordinate}: the problem has ${coordinates}.`,
      remedy: `Coordinates are counted from 0 to ${coordinates - 1}.`,
    });
  }
  const place = firstAtLeast(kept, coordinate);
  if (kept[place] === coordinate) return place;
  const near = [kept[place - 1], kept[place]].filter((one) => one !== undefined);
  throw new LabError({
    code: 'bad-input',
    message: `Coordinate ${coordinate} was not kept: of ${coordinates} coordinates ${kept.length} were, which is what fits into the memory of a trace.`,
    remedy: `Take one that was, such as ${near.join(' or ')}, or trace fewer steps.`,
  });
}

/** The first place of an ascending list whose number is at least `wanted`. */
function firstAtLeast(ascending: Int32Array, wanted: number): number {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ascending[middle] as number) < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}
