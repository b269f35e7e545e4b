/** An axis as numbers: its ends, its ticks and where a value stands between 0 and 1. */
import { formatNumber } from './format';
import { linearDomain, linearTicks } from './linearScale';
import { autoFloor, logDomain, logTicks } from './logScale';
import { autoLinearBelow, symexp, symlog, symlogDomain, symlogTicks } from './symlogScale';
import type { AxisSpec } from './types';

/** What is known of the values along an axis. */
export interface Extent {
  least: number;
  leastPositive: number;
  greatest: number;
  /** Of those that are not 0. */
  leastMagnitude: number;
}

export const EMPTY_EXTENT: Extent = {
  least: Number.POSITIVE_INFINITY,
  leastPositive: Number.POSITIVE_INFINITY,
  greatest: Number.NEGATIVE_INFINITY,
  leastMagnitude: Number.POSITIVE_INFINITY,
};

/** The extent with one more value; values that are not finite say nothing. */
export function extend(extent: Extent, value: number): void {
  if (!Number.isFinite(value)) return;
  if (value < extent.least) extent.least = value;
  if (value > extent.greatest) extent.greatest = value;
  if (value > 0 && value < extent.leastPositive) extent.leastPositive = value;
  const magnitude = Math.abs(value);
  if (magnitude > 0 && magnitude < extent.leastMagnitude) extent.leastMagnitude = magnitude;
}

export interface Axis {
  log: boolean;
  low: number;
  high: number;
  ticks: number[];
  /** On a log axis, what is at or below it is drawn at it. */
  floor: number;
  /** A symmetric-log axis is linear within ± this; null: the axis is another one. */
  linearBelow: number | null;
  /** 0 at `low`, 1 at `high`; beyond them less than 0 and more than 1. */
  position(value: number): number;
  /** The value at a position. */
  value(position: number): number;
}

/** The axis of a spec for values of the given extent, with about `tickCount` ticks. */
export function makeAxis(spec: AxisSpec, extent: Extent, tickCount: number): Axis {
  switch (spec.scale) {
    case 'linear':
      return linearAxis(spec, extent, tickCount);
    case 'log':
      return logAxis(spec, extent, tickCount);
    case 'symlog':
      return symlogAxis(spec, extent, tickCount);
  }
}

function linearAxis(spec: AxisSpec, extent: Extent, tickCount: number): Axis {
  const [low, high] = spec.domain ?? linearDomain(extent.least, extent.greatest);
  const span = high - low || 1;
  return {
    log: false,
    low,
    high,
    ticks: linearTicks(low, high, tickCount),
    floor: Number.NEGATIVE_INFINITY,
    linearBelow: null,
    position: (value) => (value - low) / span,
    value: (position) => low + position * span,
  };
}

function logAxis(spec: AxisSpec, extent: Extent, tickCount: number): Axis {
  const greatest = spec.domain?.[1] ?? extent.greatest;
  const fallback = autoFloor(extent.leastPositive, greatest);
  const floor = spec.floor ?? fallback;
  let [low, high] = logDomain(Math.max(floor, Math.min(extent.leastPositive, greatest)), greatest);
  if (spec.domain !== undefined) {
    high = spec.domain[1];
    low = spec.domain[0] > 0 ? spec.domain[0] : Math.min(floor, high / 10);
  }
  const start = Math.log10(low);
  const span = Math.log10(high) - start || 1;
  // What was not asked to stop at a floor goes down to the axis' own end.
  const lowest = spec.floor === undefined ? low : Math.max(spec.floor, low);
  return {
    log: true,
    low,
    high,
    ticks: logTicks(low, high, Math.max(3, tickCount)),
    floor: lowest,
    linearBelow: null,
    position: (value) => (Math.log10(Math.max(value, lowest)) - start) / span,
    value: (position) => 10 ** (start + position * span),
  };
}

function symlogAxis(spec: AxisSpec, extent: Extent, tickCount: number): Axis {
  const ends = spec.domain ?? [extent.least, extent.greatest];
  const reach = Math.max(Math.abs(ends[0]), Math.abs(ends[1]));
  const linearBelow =
    spec.linearBelow !== undefined && spec.linearBelow > 0
      ? spec.linearBelow
      : autoLinearBelow(extent.leastMagnitude, reach);
  const [low, high] = spec.domain ?? symlogDomain(extent.least, extent.greatest, linearBelow);
  const start = symlog(low, linearBelow);
  const span = symlog(high, linearBelow) - start || 1;
  return {
    log: false,
    low,
    high,
    ticks: symlogTicks(low, high, linearBelow, tickCount),
    floor: Number.NEGATIVE_INFINITY,
    linearBelow,
    position: (value) => (symlog(value, linearBelow) - start) / span,
    value: (position) => symexp(start + position * span, linearBelow),
  };
}

/** Which axes are linear around 0 and logarithmic beyond, in sentences for the caption. */
export function symlogNotes(axes: { x: Axis; y: Axis }): string[] {
  return (['x', 'y'] as const).flatMap((name) => {
    const { linearBelow, low, high } = axes[name];
    if (linearBelow === null || Math.max(-low, high) <= linearBelow) return [];
    return [`The ${name} axis is linear within ±${formatNumber(linearBelow)}, logarithmic beyond.`];
  });
}
