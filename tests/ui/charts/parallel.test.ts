import { describe, expect, test } from 'vitest';
import {
  brushBetween,
  layOutParallel,
  nearestLine,
  placeLines,
} from '../../../src/ui/charts/parallel/parallelLayout';
import { parallelTable } from '../../../src/ui/charts/parallel/parallelTable';
import type { ParallelAxis, ParallelLine } from '../../../src/ui/charts/parallel/parallelTypes';

const AXES: ParallelAxis[] = [
  { key: 'rate', label: 'rate', scale: 'log', domain: [0.001, 0.1] },
  { key: 'kind', label: 'kind', scale: { names: ['a', 'b', 'c'] } },
  { key: 'score', label: 'score', scale: 'log' },
];
const line = (id: string, values: ParallelLine['values']): ParallelLine => ({
  id,
  label: `trial ${id}`,
  values,
  broken: false,
});
const LINES = [
  line('0', [0.001, 'a', 1]),
  line('1', [0.01, 'b', 0.1]),
  line('2', [0.1, 'c', 10]),
  line('3', [0.05, 'a', null]),
];
const layout = layOutParallel(600, 300, AXES, LINES);
const placed = (brushes = {}) => placeLines(layout, LINES, brushes);

describe('parallel coordinates', () => {
  test('place values on their scales, and names at equal distances', () => {
    const [rate, kind] = layout.axes;
    expect(rate?.share(0.01)).toBeCloseTo(0.5, 10);
    expect(kind?.share('b')).toBe(0.5);
    expect(kind?.share('nothing')).toBeNull();
    expect(rate?.share(Number.NaN)).toBeNull();
    expect(rate?.textAt(1)).toBe('0.1');
    expect(kind?.textAt(0.6)).toBe('b');
  });

  test('keep the axes apart, within the picture', () => {
    const xs = layout.axes.map(({ x }) => x);
    expect(xs[0]).toBeGreaterThan(0);
    expect(xs.at(-1)).toBeLessThan(600);
    expect((xs[1] ?? 0) - (xs[0] ?? 0)).toBeCloseTo((xs[2] ?? 0) - (xs[1] ?? 0), 6);
  });

  test('colour by the order of scores; a trial without one has no colour and no end', () => {
    expect(placed().map(({ share }) => share)).toEqual([0.5, 0, 1, null]);
    expect(placed()[3]?.points).toHaveLength(2);
  });

  test('a brush lets through what passes within it, its ends included', () => {
    const through = (brushes: object) => placed(brushes).map((one) => one.through);
    expect(through({ rate: { from: 0.5, to: 1 } })).toEqual([false, true, true, true]);
    expect(through({ kind: { from: 0, to: 0 } })).toEqual([true, false, false, true]);
    expect(through({ rate: { from: 0.5, to: 1 }, kind: { from: 0, to: 0 } })).toEqual([
      false,
      false,
      false,
      true,
    ]);
    // Without a score it passes nowhere on that axis.
    expect(through({ score: { from: 0, to: 0.99 } }).at(-1)).toBe(false);
  });

  test('between two places in any order, and none that holds everything', () => {
    expect(brushBetween(0.8, 0.2)).toEqual({ from: 0.2, to: 0.8 });
    expect(brushBetween(-3, 0.5)).toEqual({ from: 0, to: 0.5 });
    expect(brushBetween(-1, 2)).toBeNull();
  });

  test('the nearest line is found between axes, and none far away', () => {
    const lines = placed();
    const first = lines[0]?.points ?? [];
    const [a, b] = first;
    const middle = { x: ((a?.x ?? 0) + (b?.x ?? 0)) / 2, y: ((a?.y ?? 0) + (b?.y ?? 0)) / 2 };
    expect(nearestLine(lines, { ...middle, y: middle.y + 3 })).toBe('0');
    expect(nearestLine(lines, { x: middle.x, y: 0 })).toBeNull();
    expect(nearestLine(placed({ rate: { from: 0.9, to: 1 } }), middle)).not.toBe('0');
  });

  test('the table has a row for each line', () => {
    const table = parallelTable(AXES, LINES, 'trial');
    expect(table.columns).toEqual(['trial', 'rate', 'kind', 'score']);
    expect([0, 1, 2, 3].map((column) => table.cell(3, column))).toEqual([
      'trial 3',
      0.05,
      'a',
      null,
    ]);
  });
});
