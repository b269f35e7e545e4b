/** Where a heat map puts its rows, its names and its scale, in pixels. Pure. */
import { linearTicks } from './linearScale';
import { pushApart } from './placeLabels';
import type { Plot } from './scene';
import { shortened, textWidth } from './textWidth';
import type { HeatData, PlaceGroup, PlaceWindow } from './types';

/** The places that a row stands for: from … to − 1. */
export function placesOf(data: HeatData, row: number): { from: number; to: number } {
  const places = data.to - data.from;
  const start = (r: number) => data.from + Math.floor((r * places) / data.rows);
  return { from: start(row), to: Math.max(start(row) + 1, start(row + 1)) };
}

/** The row that shows a place; null where the data do not hold it. */
export function rowOf(data: HeatData, place: number): number | null {
  const whole = Math.floor(place);
  if (data.rows === 0 || whole < data.from || whole >= data.to) return null;
  const row = Math.ceil(((whole - data.from + 1) * data.rows) / (data.to - data.from)) - 1;
  return Math.max(0, Math.min(data.rows - 1, row));
}

export interface HeatLayout {
  plot: Plot;
  /** Left end of the groups' names, and how wide they may be; 0: there is no room for any. */
  names: { left: number; width: number };
  /** The colour scale's bar. */
  scale: { left: number; top: number; width: number };
}

const NARROW = 480;
const TOP = 26;
const X_AXIS = 40;
const SCALE = 44;
/** The overview strip beside the map, and the brackets of groups. */
export const STRIP = 14;
const BRACKET = 12;
const LONGEST_SCALE = 340;

/** Before the page is laid out its type is not known either: nothing is measured. */
const NOWHERE: HeatLayout = {
  plot: { left: 0, top: 0, width: 1, height: 1 },
  names: { left: 0, width: 0 },
  scale: { left: 0, top: 0, width: 1 },
};

export function layOutHeat(
  width: number,
  height: number,
  places: number,
  groups: readonly PlaceGroup[],
  valueName: string,
): HeatLayout {
  if (width <= 0) return NOWHERE;
  const left = Math.max(32, Math.ceil(textWidth(countText(places))) + 10);
  const widest = Math.ceil(Math.max(0, ...groups.map((g) => textWidth(g.name))));
  const names = groups.length === 0 ? 0 : Math.min(widest, width < NARROW ? 64 : 170);
  const right = STRIP + (names === 0 ? 0 : BRACKET + names);
  const plot = {
    left,
    top: TOP,
    width: Math.max(1, width - left - right),
    height: Math.max(1, height - TOP - X_AXIS - SCALE),
  };
  const room = width - left - Math.ceil(textWidth(valueName)) - 12;
  return {
    plot,
    names: { left: left + plot.width + STRIP + BRACKET, width: names },
    scale: {
      left,
      top: TOP + plot.height + X_AXIS + 10,
      width: Math.max(40, Math.min(LONGEST_SCALE, room)),
    },
  };
}

/** The height of a place's upper edge in pixels of the chart; beyond the plot for places out of view. */
export function heightOf(plot: Plot, window: PlaceWindow, places: number, place: number): number {
  const share = (place / Math.max(1, places) - window.from) / (window.to - window.from);
  return plot.top + share * plot.height;
}

/** The place at a height of the view, 0 its top, 1 its bottom. */
export function placeAt(window: PlaceWindow, places: number, share: number): number {
  const place = (window.from + share * (window.to - window.from)) * places;
  return Math.max(0, Math.min(places - 1, Math.floor(place)));
}

/** The column at a share of the width. */
export function columnAt(columns: number, share: number): number {
  return Math.max(0, Math.min(columns - 1, Math.floor(share * columns)));
}

/** The middle of a column in pixels of the chart. */
export function columnMiddle(plot: Plot, columns: number, column: number): number {
  return plot.left + ((column + 0.5) / Math.max(1, columns)) * plot.width;
}

export interface Tick {
  /** In pixels of the chart. */
  at: number;
  text: string;
}

/** Round places in view, by their numbers: `firstPlace` is that of the first of all. */
export function placeTicks(
  plot: Plot,
  window: PlaceWindow,
  places: number,
  firstPlace = 0,
): Tick[] {
  const first = window.from * places + firstPlace;
  const last = window.to * places + firstPlace - 1;
  return linearTicks(first, Math.max(first, last), plot.height / 48)
    .filter(Number.isInteger)
    .map((number) => ({
      at: heightOf(plot, window, places, number - firstPlace + 0.5),
      text: countText(number),
    }));
}

/** Round columns, by their numbers. */
export function columnTicks(plot: Plot, columns: number, firstColumn: number): Tick[] {
  return linearTicks(firstColumn, firstColumn + Math.max(0, columns - 1), plot.width / 70)
    .filter(Number.isInteger)
    .map((number) => ({
      at: columnMiddle(plot, columns, number - firstColumn),
      text: countText(number),
    }));
}

const countText = (count: number) => count.toLocaleString('en-GB');

export interface GroupPlace {
  name: string;
  /** The name, in two lines where it is too long for one. */
  lines: readonly string[];
  /** The part in view, in pixels of the chart. */
  top: number;
  bottom: number;
  /** Whether it begins within the view, where a line divides it from the one before. */
  begins: boolean;
  /** The middle height of its name; null where others need the room more. */
  labelAt: number | null;
}

export const NAME_LINE = 14;

/** The groups in view, with names that do not touch one another. */
export function placeGroups(
  { plot, names }: HeatLayout,
  window: PlaceWindow,
  places: number,
  groups: readonly PlaceGroup[],
): GroupPlace[] {
  const bottomEdge = plot.top + plot.height;
  const seen = groups.flatMap((group): GroupPlace[] => {
    const top = heightOf(plot, window, places, group.from);
    const bottom = heightOf(plot, window, places, group.to);
    if (bottom <= plot.top || top >= bottomEdge || group.to <= group.from) return [];
    return [
      {
        name: group.name,
        lines: twoLines(group.name, names.width),
        top: Math.max(plot.top, top),
        bottom: Math.min(bottomEdge, bottom),
        begins: top > plot.top + 0.5,
        labelAt: null,
      },
    ];
  });
  const height = 1 + NAME_LINE * Math.max(1, ...seen.map((g) => g.lines.length));
  const most = Math.floor(plot.height / height);
  const named = [...seen]
    .sort((a, b) => b.bottom - b.top - (a.bottom - a.top))
    .slice(0, most)
    .sort((a, b) => a.top - b.top);
  const heights = pushApart(
    named.map((g) => (g.top + g.bottom) / 2),
    height,
    plot.top + height / 2,
    bottomEdge - height / 2,
  );
  for (const [i, group] of named.entries()) group.labelAt = heights[i] ?? null;
  return seen;
}

/** A name cut at a space so that both parts fit as well as they can. */
function twoLines(name: string, width: number): string[] {
  const space = name.lastIndexOf(' ');
  if (textWidth(name) <= width || space < 0) return [shortened(name, width)];
  return [shortened(name.slice(0, space), width), shortened(name.slice(space + 1), width)];
}
