/** Zooming and moving a window over places. Pure; a window is a part of 0 … 1, and never leaves it. */
import type { PlaceWindow } from './types';

export const WHOLE: PlaceWindow = { from: 0, to: 1 };

/** Fewer places than that are not worth a window of their own. */
const LEAST_PLACES = 8;

/** The smallest window over so many places. */
export function leastSpan(places: number): number {
  return Math.min(1, LEAST_PLACES / Math.max(1, places));
}

export const isWhole = ({ from, to }: PlaceWindow): boolean => from <= 0 && to >= 1;

/** A window of this span around a wished beginning. */
function placed(from: number, span: number): PlaceWindow {
  if (span >= 1) return WHOLE;
  const start = Math.max(0, Math.min(1 - span, from));
  return { from: start, to: Math.min(1, start + span) };
}

/** `factor` times closer (less than 1: farther), around a point of the view (0 its top, 1 its bottom) that stays. */
export function zoomed(
  window: PlaceWindow,
  at: number,
  factor: number,
  least: number,
): PlaceWindow {
  return pinched(window, at, at, factor, least);
}

/** As `zoomed`, while the point moves within the view from `at` to `to`: two fingers. */
export function pinched(
  window: PlaceWindow,
  at: number,
  to: number,
  factor: number,
  least: number,
): PlaceWindow {
  const span = window.to - window.from;
  const next = Math.max(least, Math.min(1, span / factor));
  return placed(window.from + at * span - to * next, next);
}

/** Moved by so many of its own heights, down for more than 0. */
export function panned(window: PlaceWindow, by: number): PlaceWindow {
  const span = window.to - window.from;
  return placed(window.from + by * span, span);
}

/** The part of the view between two of its points, in either order; no smaller than `least`. */
export function between(window: PlaceWindow, a: number, b: number, least: number): PlaceWindow {
  const span = window.to - window.from;
  const from = window.from + Math.max(0, Math.min(a, b)) * span;
  const to = window.from + Math.min(1, Math.max(a, b)) * span;
  const next = Math.max(least, to - from);
  return placed((from + to - next) / 2, next);
}

/** Moved no farther than needed for all of `from … to` to be seen; its beginning, where it is too large. */
export function showing(window: PlaceWindow, from: number, to: number): PlaceWindow {
  const span = window.to - window.from;
  if (from >= window.from && to <= window.to) return window;
  return placed(from < window.from || to - from > span ? from : to - span, span);
}
