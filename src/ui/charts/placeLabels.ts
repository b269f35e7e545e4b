/** Puts labels beside the ends of lines so that none covers another. Pure. */

export interface LabelRequest {
  id: string;
  /** The point the label belongs to, and the label's width in pixels. */
  x: number;
  y: number;
  width: number;
}

export interface PlacedLabel {
  id: string;
  /** Left end and middle height of the text. */
  x: number;
  y: number;
  /** The point it belongs to. */
  anchor: { x: number; y: number };
  /** Pushed so far from its point that a leader should join the two. */
  leader: boolean;
}

const GAP = 8;
const LEADER_GAP = 18;
const FAR = 5;

/**
 * Labels go to the right of their points; those that would touch are pushed apart vertically, keeping their order
 * and moving as little as possible in all (pools of touching labels are centred on the mean of their points),
 * within [top, bottom].
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  lineHeight: number,
  top: number,
  bottom: number,
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const group of columns(requests)) {
    const heights = pushApart(
      group.map((r) => r.y),
      lineHeight,
      top + lineHeight / 2,
      bottom - lineHeight / 2,
    );
    const far = group.some((r, i) => Math.abs((heights[i] as number) - r.y) > FAR);
    const right = Math.max(...group.map((r) => r.x));
    group.forEach((r, i) => {
      const y = heights[i] as number;
      placed.push({
        id: r.id,
        x: far ? right + LEADER_GAP : r.x + GAP,
        y,
        anchor: { x: r.x, y: r.y },
        leader: far,
      });
    });
  }
  return placed;
}

/** Whether that many labels fit one above the other at all. */
export function labelsFit(count: number, lineHeight: number, height: number): boolean {
  return count * lineHeight <= height * 0.9;
}

/** Groups of labels whose extents along x overlap, each sorted from top to bottom. */
function columns(requests: readonly LabelRequest[]): LabelRequest[][] {
  const sorted = [...requests].sort((a, b) => a.x - b.x);
  const groups: LabelRequest[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const request of sorted) {
    const group = groups[groups.length - 1];
    if (group !== undefined && request.x < end) group.push(request);
    else groups.push([request]);
    end = Math.max(end, request.x + LEADER_GAP + request.width);
  }
  for (const group of groups) group.sort((a, b) => a.y - b.y);
  return groups;
}

/** Ascending heights moved as little as possible so that neighbours are at least `gap` apart within [low, high]. */
export function pushApart(
  heights: readonly number[],
  gap: number,
  low: number,
  high: number,
): number[] {
  // Pools of touching labels: `sum` is the sum of the wished positions of the pool's first label.
  const pools: { start: number; count: number; sum: number }[] = [];
  heights.forEach((height, i) => {
    pools.push({ start: i, count: 1, sum: height });
    for (;;) {
      const last = pools[pools.length - 1];
      const before = pools[pools.length - 2];
      if (last === undefined || before === undefined) break;
      if (place(before) + before.count * gap <= place(last)) break;
      before.sum += last.sum - last.count * before.count * gap;
      before.count += last.count;
      pools.pop();
    }
  });
  function place(pool: { count: number; sum: number }): number {
    const wished = pool.sum / pool.count;
    return Math.max(low, Math.min(wished, high - (pool.count - 1) * gap));
  }
  const result: number[] = [];
  for (const pool of pools) {
    for (let k = 0; k < pool.count; k++) result.push(place(pool) + k * gap);
  }
  return result;
}
