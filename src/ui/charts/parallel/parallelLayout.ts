/** Where things stand in a picture of parallel coordinates. Pure. */
import { type Axis, EMPTY_EXTENT, extend, makeAxis } from '../axis';
import { formatNumber, formatTicks } from '../format';
import type { Brushes, ParallelAxis, ParallelLine } from './parallelTypes';

const TOP = 46;
const BOTTOM = 12;
/** Room for an axis' numbers, to its left. */
const SIDE = 42;
const RIGHT = 18;

export interface PlacedAxis {
  key: string;
  label: string;
  x: number;
  ticks: readonly { y: number; text: string }[];
  /** 0 … 1 from below; null where the value has no place. */
  share(value: number | string | null): number | null;
  /** What stands at a share: a number, or the nearest name. */
  textAt(share: number): string;
}

export interface ParallelLayout {
  top: number;
  height: number;
  axes: readonly PlacedAxis[];
}

export interface PlacedLine {
  id: string;
  label: string;
  broken: boolean;
  /** A point on each axis where it has a value, in the order of the axes. */
  points: readonly { x: number; y: number }[];
  /** Whether every brush lets it through. */
  through: boolean;
  /** 0 the best … 1 the worst of those with a value on the last axis; null: without one. */
  share: number | null;
}

export function layOutParallel(
  width: number,
  height: number,
  axes: readonly ParallelAxis[],
  lines: readonly ParallelLine[],
): ParallelLayout {
  const inner = Math.max(1, height - TOP - BOTTOM);
  const span = Math.max(0, width - SIDE - RIGHT);
  const placed = axes.map((axis, i) => {
    const x = SIDE + (axes.length === 1 ? span / 2 : (span * i) / (axes.length - 1));
    return placedAxis(
      axis,
      x,
      inner,
      lines.map(({ values }) => values[i] ?? null),
    );
  });
  return { top: TOP, height: inner, axes: placed };
}

function placedAxis(
  { key, label, scale, domain }: ParallelAxis,
  x: number,
  height: number,
  values: readonly (number | string | null)[],
): PlacedAxis {
  const at = (share: number) => TOP + (1 - share) * height;
  if (typeof scale === 'object') {
    const { names } = scale;
    const shareOf = (i: number) => (names.length === 1 ? 0.5 : i / (names.length - 1));
    return {
      key,
      label,
      x,
      ticks: names.map((text, i) => ({ y: at(shareOf(i)), text })),
      share: (value) => {
        const i = names.indexOf(String(value));
        return i < 0 ? null : shareOf(i);
      },
      textAt: (share) => names[Math.round(share * (names.length - 1))] ?? '',
    };
  }
  const axis = numberAxis(scale, domain, values, height);
  const texts = formatTicks(axis.ticks);
  return {
    key,
    label,
    x,
    ticks: axis.ticks.map((tick, i) => ({ y: at(axis.position(tick)), text: texts[i] ?? '' })),
    share: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return null;
      return Math.max(0, Math.min(1, axis.position(value)));
    },
    textAt: (share) => formatNumber(axis.value(share)),
  };
}

function numberAxis(
  scale: 'linear' | 'log',
  domain: readonly [number, number] | undefined,
  values: readonly (number | string | null)[],
  height: number,
): Axis {
  const extent = { ...EMPTY_EXTENT };
  for (const value of values) if (typeof value === 'number') extend(extent, value);
  // Ends that are the same would leave nowhere to stand.
  const ends =
    domain !== undefined && domain[0] < domain[1]
      ? { domain: [...domain] as [number, number] }
      : {};
  return makeAxis({ label: '', scale, ...ends }, extent, Math.max(3, height / 50));
}

export function placeLines(
  layout: ParallelLayout,
  lines: readonly ParallelLine[],
  brushes: Brushes,
): PlacedLine[] {
  const { axes, top, height } = layout;
  const last = axes.length - 1;
  const shares = lines.map(({ values }) => axes.map((axis, i) => axis.share(values[i] ?? null)));
  const order = shares
    .map((row) => row[last] ?? null)
    .filter((share): share is number => share !== null)
    .sort((a, b) => a - b);
  return lines.map(({ id, label, broken }, n) => {
    const row = shares[n] ?? [];
    const score = row[last] ?? null;
    const rank = score === null ? null : order.indexOf(score);
    return {
      id,
      label,
      broken,
      points: row.flatMap((share, i) =>
        share === null ? [] : [{ x: axes[i]?.x ?? 0, y: top + (1 - share) * height }],
      ),
      through: axes.every(({ key }, i) => isWithin(row[i] ?? null, brushes[key])),
      share: rank === null ? null : order.length === 1 ? 0 : rank / (order.length - 1),
    };
  });
}

/** What rounding may do to a value at the very end of a brush. */
const SLACK = 1e-9;

function isWithin(share: number | null, brush: Brushes[string] | undefined): boolean {
  if (brush === undefined) return true;
  return share !== null && share >= brush.from - SLACK && share <= brush.to + SLACK;
}

/** The line that passes nearest to a point, within `reach` pixels up or down; null: none does. */
export function nearestLine(
  lines: readonly PlacedLine[],
  at: { x: number; y: number },
  reach = 14,
): string | null {
  let nearest: string | null = null;
  let least = reach;
  for (const { id, points, through } of lines) {
    const y = through ? heightAt(points, at.x) : null;
    const distance = y === null ? Number.POSITIVE_INFINITY : Math.abs(y - at.y);
    if (distance >= least) continue;
    nearest = id;
    least = distance;
  }
  return nearest;
}

function heightAt(points: PlacedLine['points'], x: number): number | null {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a === undefined || b === undefined || x < a.x || x > b.x) continue;
    return a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x || 1);
  }
  return null;
}

/** The brush between two shares, in any order; null where it lets everything through. */
export function brushBetween(a: number, b: number): { from: number; to: number } | null {
  const clamp = (share: number) => Math.max(0, Math.min(1, share));
  const from = clamp(Math.min(a, b));
  const to = clamp(Math.max(a, b));
  return from <= 0 && to >= 1 ? null : { from, to };
}
