/** A grid of small pictures with the same axes, in pixels. Pure. */
import type { Plot } from './scene';

export interface MultiplesLayout {
  columns: number;
  rows: number;
  /** Of one panel's plot. */
  panelHeight: number;
  /** Of everything but a legend. */
  height: number;
  /** The widest that fits, before room is made for long texts beside the first column. */
  width: number;
}

/** Room for the y axis' texts beside the first column, as a rule. */
const LEFT = 40;
const RIGHT = 6;
/** Above the panels: the y axis' name. */
const TOP = 20;
/** Below them: ticks and the x axis' name. */
const BOTTOM = 38;
/** Above each panel. */
export const PANEL_TITLE = 18;
const GAP_X = 12;
const GAP_Y = 8;
/** A panel is about so wide where there is room, and never narrower than … */
const WISHED = 128;
const NARROWEST = 56;
const HIGHEST = 120;
const LOWEST = 46;
/** A panel's height by its width. */
const ASPECT = 0.68;

/** As many columns as make panels of a readable width, preferring full rows. */
export function layOutMultiples(count: number, width: number): MultiplesLayout {
  const room = Math.max(1, width - LEFT - RIGHT);
  const columnsFor = (panel: number) => Math.floor((room + GAP_X) / (panel + GAP_X));
  const narrow = columnsFor(WISHED) < 4;
  const most = Math.max(1, Math.min(count, columnsFor(narrow ? NARROWEST : WISHED)));
  const columns = fullest(count, most);
  const rows = Math.max(1, Math.ceil(count / columns));
  const panelWidth = (room - (columns - 1) * GAP_X) / columns;
  const panelHeight = Math.round(Math.max(LOWEST, Math.min(HIGHEST, panelWidth * ASPECT)));
  return {
    columns,
    rows,
    panelHeight,
    height: TOP + rows * (PANEL_TITLE + panelHeight) + (rows - 1) * GAP_Y + BOTTOM,
    width,
  };
}

/** Of the numbers of columns up to `most`, and no fewer than three quarters of it, the one that leaves the fewest places empty. */
function fullest(count: number, most: number): number {
  let best = most;
  const empty = (columns: number) => Math.ceil(count / columns) * columns - count;
  for (let columns = most; columns >= Math.max(1, Math.ceil(most * 0.75)); columns--) {
    if (empty(columns) < empty(best)) best = columns;
  }
  return best;
}

/** The plot of each panel, `left` pixels or more from the left. */
export function panelPlots(layout: MultiplesLayout, count: number, left: number): Plot[] {
  const { columns, panelHeight } = layout;
  const start = Math.max(LEFT, left);
  const room = Math.max(columns, layout.width - start - RIGHT - (columns - 1) * GAP_X);
  const width = Math.floor(room / columns);
  return Array.from({ length: count }, (_, i) => ({
    left: start + (i % columns) * (width + GAP_X),
    top: TOP + PANEL_TITLE + Math.floor(i / columns) * (PANEL_TITLE + panelHeight + GAP_Y),
    width,
    height: panelHeight,
  }));
}

/** The panel whose plot, title or surrounding gap holds a point; null: none is near. */
export function panelAt(plots: readonly Plot[], x: number, y: number): number | null {
  const found = plots.findIndex(
    (plot) =>
      x >= plot.left - GAP_X / 2 &&
      x < plot.left + plot.width + GAP_X / 2 &&
      y >= plot.top - PANEL_TITLE &&
      y < plot.top + plot.height + GAP_Y,
  );
  return found === -1 ? null : found;
}
