import { describe, expect, test } from 'vitest';
import { keptCoordinates, traceBytes } from '../../../src/evaluation/trace/budget';
import { TRACE_BUDGET_BYTES, type TraceGroup } from '../../../src/specs/trace';

/** Groups of these sizes, one behind the other. */
function groupsOf(sizes: readonly number[]): TraceGroup[] {
  let end = 0;
  return sizes.map((size, i) => {
    const start = end;
    end += size;
    return { name: `${i}`, start, end };
  });
}

const countIn = (kept: Int32Array, { start, end }: TraceGroup) =>
  kept.filter((coordinate) => coordinate >= start && coordinate < end).length;

describe('what a trace keeps', () => {
  test('784-20-10 for 200 steps is kept whole', () => {
    const kept = keptCoordinates(groupsOf([15_680, 20, 200, 10]), 200);
    expect(kept).toHaveLength(15_910);
    expect(kept.every((one, i) => one === i)).toBe(true);
    expect(traceBytes(200, 15_910)).toBeLessThan(TRACE_BUDGET_BYTES);
  });

  test.each([
    [[10_000, 3], 100, 100_000],
    [[784 * 256, 256, 256 * 256, 256, 2560, 10], 1000, TRACE_BUDGET_BYTES],
    [[1, 1, 1000, 1], 50, 5000],
    [[7, 900], 10, 4000],
    [[100_000], 100_000, TRACE_BUDGET_BYTES],
  ])('of groups of %j for %i steps: as many as fit, evenly', (sizes, steps, budget) => {
    const groups = groupsOf(sizes);
    const kept = keptCoordinates(groups, steps, budget);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    expect(kept.length).toBeLessThan(all);
    expect(traceBytes(steps, kept.length)).toBeLessThanOrEqual(budget);
    // Shares are rounded down: less than one coordinate of each group is given away.
    expect(traceBytes(steps, kept.length + groups.length)).toBeGreaterThan(budget);
    expect(kept.every((one, i) => i === 0 || one > (kept[i - 1] as number))).toBe(true);
    for (const group of groups) {
      const size = group.end - group.start;
      const count = countIn(kept, group);
      expect(count).toBeGreaterThanOrEqual(1);
      expect(Math.abs(count / kept.length - size / all)).toBeLessThan(groups.length / kept.length);
      const inside = [...kept].filter((one) => one >= group.start && one < group.end);
      const gaps = inside.slice(1).map((one, i) => one - (inside[i] as number));
      const uneven = gaps.filter((gap) => Math.abs(gap - size / count) >= 1);
      // Evenly: neighbours are as far apart as the next whole numbers to size/count allow.
      expect(uneven).toEqual([]);
    }
    const again = keptCoordinates(groups, steps, budget);
    expect(again.every((one, i) => one === kept[i])).toBe(true);
  });

  test('a budget for nothing still keeps one of each group', () => {
    const groups = groupsOf([5, 1, 40]);
    const kept = keptCoordinates(groups, 1000, 10);
    expect(groups.map((group) => countIn(kept, group))).toEqual([1, 1, 1]);
  });
});
