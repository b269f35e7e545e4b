/**
 * Where the axis of horizons ends: at a round number some way beyond the last validation, and at the end of the
 * training at the latest. It moves in leaps, so that the curve does not shrink with every point.
 */
export function horizonAxisEnd(last: number, epochs: number): number {
  for (let decade = 10; decade < epochs; decade *= 10) {
    for (const round of [2, 5, 10]) {
      if (round * decade >= epochs) return epochs;
      if (last <= 0.9 * round * decade) return round * decade;
    }
  }
  return epochs;
}
