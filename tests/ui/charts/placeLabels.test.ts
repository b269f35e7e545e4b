import { describe, expect, test } from 'vitest';
import { placeLabels, pushApart } from '../../../src/ui/charts/placeLabels';

describe('pushApart', () => {
  test('labels that do not touch stay where they are', () => {
    expect(pushApart([10, 40, 80], 15, 0, 100)).toEqual([10, 40, 80]);
  });

  test('labels that touch share the way around their mean', () => {
    expect(pushApart([50, 50], 14, 0, 100)).toEqual([43, 57]);
    expect(pushApart([10, 50, 50, 52], 14, 0, 100)[0]).toBe(10);
  });

  test('nobody is pushed over the edge, order is kept', () => {
    const placed = pushApart([98, 99, 100, 100], 15, 0, 100);
    expect(placed).toEqual([55, 70, 85, 100]);
    expect(pushApart([0, 1], 15, 8, 100)).toEqual([8, 23]);
  });

  test('neighbours are never nearer than the gap', () => {
    const wished = [3, 4, 20, 21, 22, 60, 61, 90, 91];
    const placed = pushApart(wished, 10, 0, 100);
    for (let i = 1; i < placed.length; i++) {
      expect((placed[i] ?? 0) - (placed[i - 1] ?? 0)).toBeGreaterThanOrEqual(10 - 1e-9);
    }
  });
});

test('labels at different steps do not push one another', () => {
  const placed = placeLabels(
    [
      { id: 'early', x: 100, y: 50, width: 40 },
      { id: 'late', x: 400, y: 50, width: 40 },
    ],
    15,
    0,
    200,
  );
  expect(placed.map((p) => p.y)).toEqual([50, 50]);
  expect(placed.every((p) => !p.leader)).toBe(true);
});

test('labels pushed far from their lines get leaders', () => {
  const requests = ['a', 'b', 'c', 'd'].map((id) => ({ id, x: 100, y: 50, width: 40 }));
  const placed = placeLabels(requests, 15, 0, 200);
  expect(placed.every((p) => p.leader)).toBe(true);
  expect(new Set(placed.map((p) => p.x)).size).toBe(1);
});
