/** Which coordinates of a problem are kept where all of them would take too much memory. */
import { TRACE_BUDGET_BYTES, type TraceGroup } from '../../specs/trace';

const FLOAT_BYTES = 4;

/** Of a trace of T steps that keeps k coordinates: their numbers, ∇ₜ and uₜ for T steps, θ₀; and the T + 1 losses. */
export function traceBytes(steps: number, kept: number): number {
  return FLOAT_BYTES * ((2 * steps + 2) * kept + steps + 1);
}

/**
 * As many coordinates as the budget allows, ascending: from each group a share by its size, at least one, evenly spread
 * over the group. All of them, where they fit. The same for the same groups, steps and budget.
 *
 * @param groups cover the coordinates 0 … n − 1 without overlapping, none of them empty
 */
export function keptCoordinates(
  groups: readonly TraceGroup[],
  steps: number,
  budget = TRACE_BUDGET_BYTES,
): Int32Array {
  const sizes = groups.map(({ start, end }) => end - start);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const each = traceBytes(steps, 1) - traceBytes(steps, 0);
  const most = Math.floor((budget - traceBytes(steps, 0)) / each);
  // One for each group; of the rest a share that rounds down, so that all together are no more than there may be.
  const share = all === groups.length ? 0 : (most - groups.length) / (all - groups.length);
  return Int32Array.from(
    groups.flatMap(({ start }, g) => {
      const size = sizes[g] as number;
      const count = Math.min(size, 1 + Math.max(0, Math.floor(share * (size - 1))));
      return Array.from(
        { length: count },
        (_, i) => start + Math.floor(((i + 0.5) * size) / count),
      );
    }),
  );
}
