/** Arrows on a map, in pixels. Pure. */
import type { Plot, Point } from './scene';
import type { MapArrow, SurfaceGrid } from './types';

/** Shorter arrows would hide behind the point they begin at. */
const SHORTEST = 22;
/** Longer ones would point out of the window: at most this share of its smaller side. */
const LONGEST_SHARE = 0.4;
const HEAD = 9;
/** Free of the point that the arrow begins at. */
const BEFORE = 7;

export interface DrawnArrow {
  arrow: MapArrow;
  from: Point;
  tip: Point;
  /** Of the direction, in pixels: y downwards, length 1. */
  along: Point;
  /** SVG path data of the shaft, and of the head, a filled triangle. */
  shaft: string;
  head: string;
  /** How it differs from the true length; null: not at all. */
  drawn: 'longer' | 'shorter' | null;
}

/** Every arrow that has a direction, from its own beginning, of a length that can be seen. */
export function drawnArrows(
  surface: SurfaceGrid,
  plot: Plot,
  arrows: readonly MapArrow[],
): DrawnArrow[] {
  const longest = Math.max(SHORTEST, LONGEST_SHARE * Math.min(plot.width, plot.height));
  return arrows.flatMap((arrow) => {
    const from = inPixels(surface, plot, arrow.from);
    const to = inPixels(surface, plot, arrow.to);
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(dx, dy);
    if (!(length > 0) || !Number.isFinite(length)) return [];
    const seen = Math.max(SHORTEST, Math.min(length, longest));
    const along = { x: dx / length, y: dy / length };
    const tip = { x: from.x + along.x * seen, y: from.y + along.y * seen };
    return [
      {
        arrow,
        from,
        tip,
        along,
        ...paths(from, tip, along),
        drawn: seen > length ? 'longer' : seen < length ? 'shorter' : null,
      },
    ];
  });
}

/** From the surface's coordinates to pixels, however far away: a clamped end would turn the arrow. */
function inPixels(surface: SurfaceGrid, plot: Plot, [x, y]: readonly [number, number]): Point {
  const [x0, x1] = surface.xRange;
  const [y0, y1] = surface.yRange;
  return {
    x: plot.left + ((x - x0) / (x1 - x0)) * plot.width,
    y: plot.top + (1 - (y - y0) / (y1 - y0)) * plot.height,
  };
}

function paths(from: Point, tip: Point, along: Point): { shaft: string; head: string } {
  const base = { x: tip.x - along.x * HEAD, y: tip.y - along.y * HEAD };
  const start = { x: from.x + along.x * BEFORE, y: from.y + along.y * BEFORE };
  const aside = { x: -along.y * HEAD * 0.45, y: along.x * HEAD * 0.45 };
  const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return {
    shaft: `M${at(start.x, start.y)}L${at(base.x, base.y)}`,
    head: `M${at(tip.x, tip.y)}L${at(base.x + aside.x, base.y + aside.y)}L${at(base.x - aside.x, base.y - aside.y)}Z`,
  };
}

/**
 * How long each arrow is drawn, in one sentence for the caption. It is there whatever the lengths are, so that the
 * page below stays where it is while they change from step to step.
 */
export function arrowNote(arrows: readonly MapArrow[], drawn: readonly DrawnArrow[]): string {
  if (arrows.length === 0) return '';
  const words = arrows.map((arrow) => {
    const shown = drawn.find((d) => d.arrow.id === arrow.id);
    if (shown !== undefined) return `${arrow.label} ${LENGTHS[shown.drawn ?? 'true']}`;
    const finite = [...arrow.from, ...arrow.to].every(Number.isFinite);
    return `${arrow.label} ${finite ? 'is 0' : 'is no number'}`;
  });
  return `Arrows: ${words.join(', ')}.`;
}

const LENGTHS = {
  true: 'as long as it is',
  longer: 'drawn longer than it is',
  shorter: 'drawn shorter than it is',
} as const;
