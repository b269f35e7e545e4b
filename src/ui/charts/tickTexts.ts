/** Texts along an axis where room is short. Pure. */
import { textWidth } from './textWidth';

export interface TickText {
  /** Where the tick is, and where its text's middle is: a text at an end of the axis is moved inwards. */
  at: number;
  middle: number;
  text: string;
}

const APART = 4;

/**
 * Those of the texts that fit between `low` and `high` without touching one another. The one at `first` (0, as a
 * rule) comes before all others, then those at the ends, then the rest; of two that are alike far from it, both or none.
 *
 * @param sizeOf how much of the axis a text takes: its width, or along an upright axis its height
 */
export function fitTexts(
  ticks: readonly { at: number; text: string }[],
  low: number,
  high: number,
  first?: number,
  sizeOf: (text: string) => number = textWidth,
): TickText[] {
  const centre = (low + high) / 2;
  const rank = (at: number) => (at === first ? Number.POSITIVE_INFINITY : Math.abs(at - centre));
  const kept: (TickText & { half: number })[] = [];
  for (const { at, text } of [...ticks].sort((a, b) => rank(b.at) - rank(a.at))) {
    const half = sizeOf(text) / 2;
    const middle = Math.max(low + half, Math.min(at, high - half));
    if (kept.every((k) => Math.abs(k.middle - middle) >= k.half + half + APART)) {
      kept.push({ at, middle, text, half });
    }
  }
  return kept
    .filter(({ at }) => first === undefined || mirrored(2 * first - at, ticks, kept))
    .sort((a, b) => a.at - b.at)
    .map(({ at, middle, text }) => ({ at, middle, text }));
}

/** Whether what is on one side of 0 is on the other as well, if there is such a tick at all. */
function mirrored(
  at: number,
  ticks: readonly { at: number }[],
  kept: readonly { at: number }[],
): boolean {
  const there = (list: readonly { at: number }[]) => list.some((t) => Math.abs(t.at - at) < 0.5);
  return !there(ticks) || there(kept);
}
