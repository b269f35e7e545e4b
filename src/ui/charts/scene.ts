/** What a chart of curves draws, worked out in pixels from its series. Pure. */
import { type Axis, EMPTY_EXTENT, type Extent, extend, makeAxis } from './axis';
import { finiteLength, thinBand, thinIndices } from './thin';
import type { AxisSpec, LineStyle, Numbers, ReferenceLine, Series } from './types';

/** Points drawn of one series, and of one band, at most. */
export const MAX_LINE_POINTS = 300;
export const MAX_BAND_POINTS = 120;

export interface Point {
  x: number;
  y: number;
}

/** The plotting area in pixels of the chart. */
export interface Plot {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface SceneLine {
  id: string;
  label: string;
  style: LineStyle;
  width: number;
  points: Point[];
  /** SVG path data of the line and of the band's outline. */
  path: string;
  band?: string;
  endedAt?: Point & { text: string };
}

export interface Scene {
  lines: SceneLine[];
  /** Some value was at or below the log axis' floor and is drawn at it. */
  floored: boolean;
  /** Some x was not positive and is left out of the log axis. */
  dropped: boolean;
}

export const pixelX = (plot: Plot, axis: Axis, x: number): number =>
  plot.left + axis.position(x) * plot.width;
export const pixelY = (plot: Plot, axis: Axis, y: number): number =>
  plot.top + (1 - axis.position(y)) * plot.height;

/** The first index to draw: a log axis has no place for x ≤ 0. */
function firstIndex(series: Series, axis: Axis | AxisSpec): number {
  const log = 'log' in axis ? axis.log : axis.scale === 'log';
  if (!log) return 0;
  let first = 0;
  while (first < series.x.length && !((series.x[first] as number) > 0)) first++;
  return first;
}

export function xAxisOf(series: readonly Series[], spec: AxisSpec, tickCount: number): Axis {
  const extent = { ...EMPTY_EXTENT };
  for (const s of series) {
    const count = finiteLength(s.x, s.y);
    const first = firstIndex(s, spec);
    if (count <= first) continue;
    // Ascending, so the ends say it all; but how near to 0 the values come is said by those in between.
    if (spec.scale === 'symlog') extendAll(extent, s.x, count);
    extend(extent, s.x[first] as number);
    extend(extent, s.x[count - 1] as number);
  }
  // Steps end where they end: but for a log axis, an x axis is not rounded up beyond its data.
  const fits = spec.scale !== 'log' && spec.domain === undefined && extent.greatest > extent.least;
  const domain = fits ? ([Math.min(0, extent.least), extent.greatest] as const) : spec.domain;
  const axis = makeAxis(domain === undefined ? spec : { ...spec, domain }, extent, tickCount);
  // There is no step 2.5 where all steps are whole.
  return series.every(isWhole) ? { ...axis, ticks: axis.ticks.filter(Number.isInteger) } : axis;
}

/** Whether a series counts whole steps; its first few tell. */
function isWhole(series: Series): boolean {
  return [0, 1, 2].every((i) => Number.isInteger(series.x[i] ?? 0));
}

/**
 * The y axis for all lines and references. Bands may widen it, but by no more than a third of the lines' own span:
 * a quantile that falls to 1e-12 must not flatten the curves.
 */
export function yAxisOf(
  series: readonly Series[],
  references: readonly ReferenceLine[],
  spec: AxisSpec,
  bands: boolean,
  tickCount: number,
): Axis {
  const lines = { ...EMPTY_EXTENT };
  const around = { ...EMPTY_EXTENT };
  for (const s of series) {
    const count = finiteLength(s.x, s.y);
    extendAll(lines, s.y, count);
    if (bands && s.band !== undefined) {
      extendAll(around, s.band.low, count);
      extendAll(around, s.band.high, count);
    }
  }
  for (const reference of references) extend(lines, reference.value);
  return makeAxis(spec, widened(lines, around, spec.scale === 'log'), tickCount);
}

function extendAll(extent: Extent, values: Numbers, count: number): void {
  const end = Math.min(count, values.length);
  for (let i = 0; i < end; i++) extend(extent, values[i] as number);
}

function widened(lines: Extent, around: Extent, log: boolean): Extent {
  if (!(around.greatest >= around.least) || !(lines.greatest >= lines.least)) return lines;
  if (log) {
    if (!(lines.greatest > 0)) return lines;
    const room = Math.max(2, lines.greatest / lines.leastPositive) ** (1 / 3);
    const least = Math.max(
      lines.leastPositive / room,
      Math.min(lines.leastPositive, around.leastPositive),
    );
    return {
      ...lines,
      least: Math.min(lines.least, least),
      leastPositive: least,
      greatest: Math.min(lines.greatest * room, Math.max(lines.greatest, around.greatest)),
    };
  }
  const room = (lines.greatest - lines.least) / 3;
  return {
    ...lines,
    least: Math.max(lines.least - room, Math.min(lines.least, around.least)),
    greatest: Math.min(lines.greatest + room, Math.max(lines.greatest, around.greatest)),
  };
}

/** All curves in pixels, back to front: hand-designed ones first, then wider, then emphasised ones. */
export function makeScene(
  series: readonly Series[],
  plot: Plot,
  x: Axis,
  y: Axis,
  bands: boolean,
): Scene {
  const scene: Scene = { lines: [], floored: false, dropped: false };
  for (const s of series) scene.lines.push(sceneLine(s, plot, x, y, bands, scene));
  scene.lines.sort((a, b) => a.width - b.width);
  return scene;
}

function sceneLine(
  series: Series,
  plot: Plot,
  x: Axis,
  y: Axis,
  bands: boolean,
  scene: Scene,
): SceneLine {
  const end = finiteLength(series.x, series.y);
  const first = Math.min(firstIndex(series, x), end);
  if (first > 0) scene.dropped = true;
  const count = end - first;
  const xs = (i: number) => series.x[first + i] as number;
  const values = shifted(series.y, first, end);
  const place = (i: number) => x.position(xs(i));
  const point = (i: number, value: number): Point => ({
    x: plot.left + x.position(xs(i)) * plot.width,
    y: pixelY(plot, y, value),
  });

  const points: Point[] = [];
  for (const i of thinIndices(count, values, place, MAX_LINE_POINTS)) {
    const value = values[i] as number;
    if (y.log && value < y.floor) scene.floored = true;
    points.push(point(i, value));
  }
  const line: SceneLine = {
    id: series.id,
    label: series.label,
    style: series.style,
    width: series.style.width + (series.emphasised === true ? 0.5 : 0),
    points,
    path: pathThrough(points),
  };
  if (bands && series.band !== undefined && count > 1) {
    const low = shifted(series.band.low, first, end);
    const high = shifted(series.band.high, first, end);
    const band = thinBand(
      Math.min(count, low.length, high.length),
      low,
      high,
      place,
      MAX_BAND_POINTS,
    );
    const top: Point[] = [];
    const base: Point[] = [];
    band.indices.forEach((i, k) => {
      top.push(point(i, band.high[k] as number));
      base.push(point(i, band.low[k] as number));
    });
    line.band =
      top.length < 2 ? '' : `${pathThrough(top)}L${pathThrough(base.reverse()).slice(1)}Z`;
  }
  const last = points[points.length - 1];
  if (series.endedAt !== undefined && last !== undefined) {
    line.endedAt = { ...last, text: series.endedAt.text };
  }
  return line;
}

/** A tenth of a pixel is as fine as anybody sees, and short strings are quick to draw. */
function pathThrough(points: readonly Point[]): string {
  let path = '';
  for (const { x, y } of points) {
    path += `${path === '' ? 'M' : 'L'}${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
  }
  return path;
}

function shifted(values: Numbers, first: number, end: number): Numbers {
  if (first === 0) return values;
  return Array.isArray(values)
    ? values.slice(first, end)
    : (values as Float32Array).subarray(first, end);
}

/** Where a line stands at a pixel column: between its points, or at its end. */
export function heightAt(points: readonly Point[], x: number): Point | null {
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined || x < first.x) return null;
  if (x >= last.x) return last;
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle] as Point).x <= x) low = middle;
    else high = middle;
  }
  const a = points[low] as Point;
  const b = points[high] as Point;
  const part = b.x > a.x ? (x - a.x) / (b.x - a.x) : 1;
  return { x, y: a.y + part * (b.y - a.y) };
}
