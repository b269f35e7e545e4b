import { describe, expect, test } from 'vitest';
import { levelLine, reliefOf, shade, surfaceAt } from '../../../src/ui/charts/contours';
import { optimizerStyle } from '../../../src/ui/charts/palette';
import { leavesAt, nearestStep, pathData, projectPath } from '../../../src/ui/charts/pathGeometry';
import type { SurfaceGrid, SurfacePath } from '../../../src/ui/charts/types';

const N = 41;
/** f = x² + y² on [−1, 1]². */
const bowl: SurfaceGrid = {
  xRange: [-1, 1],
  yRange: [-1, 1],
  resolution: N,
  values: Float32Array.from({ length: N * N }, (_, i) => {
    const x = -1 + (2 * (i % N)) / (N - 1);
    const y = -1 + (2 * Math.floor(i / N)) / (N - 1);
    return x * x + y * y;
  }),
  minima: [{ x: 0, y: 0, value: 0 }],
};
const PLOT = { left: 0, top: 0, width: 100, height: 100 };
const path = (...points: number[]): SurfacePath => ({
  id: 'p',
  label: 'p',
  style: optimizerStyle('sgd'),
  points: Float32Array.from(points),
});

describe('a level line', () => {
  test('of a bowl is a closed circle of the right radius', () => {
    // f itself as heights; a level that no grid point stands on exactly.
    const pieces = levelLine({ resolution: N, heights: bowl.values }, 0.26);
    const ends = new Map<string, number>();
    for (let i = 0; i < pieces.length; i += 2) {
      const x = ((pieces[i] ?? 0) / (N - 1)) * 2 - 1;
      const y = ((pieces[i + 1] ?? 0) / (N - 1)) * 2 - 1;
      // Linear interpolation in cells of 0.05: the sagitta of x² over a cell is 0.0006.
      expect(Math.hypot(x, y)).toBeCloseTo(Math.sqrt(0.26), 2);
      const key = `${x.toFixed(3)},${y.toFixed(3)}`;
      ends.set(key, (ends.get(key) ?? 0) + 1);
    }
    expect(ends.size).toBeGreaterThan(20);
    expect([...ends.values()].every((count) => count % 2 === 0)).toBe(true);
  });

  test('through a saddle cell makes two pieces that do not cross', () => {
    const saddle = { resolution: 2, heights: Float32Array.of(1, 0, 0, 1) };
    expect(levelLine(saddle, 0.4)).toHaveLength(8);
    expect([...levelLine(saddle, 0.4)].slice(0, 4)).toEqual([
      0,
      expect.closeTo(0.6, 6),
      expect.closeTo(0.4, 6),
      1,
    ]);
  });
});

describe('a relief', () => {
  test('goes from 0 at the lowest point to 1 at the highest, in order', () => {
    const { heights } = reliefOf(bowl);
    expect(Math.min(...heights)).toBe(0);
    expect(Math.max(...heights)).toBeCloseTo(1, 6);
    expect(heights[0]).toBeGreaterThan(heights[N + 1] ?? 2);
  });

  test('has room for values that are not finite and for a flat surface', () => {
    const values = bowl.values.slice();
    values[0] = Number.POSITIVE_INFINITY;
    expect(reliefOf({ ...bowl, values }).heights[0]).toBe(1);
    const flat = reliefOf({ ...bowl, values: new Float32Array(N * N).fill(3), minima: [] });
    expect(flat.heights.every((h) => h === 0)).toBe(true);
  });

  test('is shaded: the valley deep, the peak high, the first row at the top', () => {
    const slope = { ...bowl, values: bowl.values.map((_, i) => Math.floor(i / N)), minima: [] };
    const pixels = new Uint8ClampedArray(4 * 4 * 4);
    shade(pixels, 4, 4, reliefOf(slope), [0, 0, 0], [220, 220, 220]);
    expect(pixels[0]).toBe(220);
    expect(pixels[4 * 4 * 3] ?? 255).toBeLessThan(pixels[0] ?? 0);
    expect(pixels[3]).toBe(255);
  });
});

test('f between grid points is interpolated; outside there is nothing', () => {
  expect(surfaceAt(bowl, 0.5, 0)).toBeCloseTo(0.25, 6);
  expect(surfaceAt(bowl, 0.525, 0)).toBeCloseTo(0.525 ** 2, 2);
  expect(surfaceAt(bowl, 1, 1)).toBeCloseTo(2, 6);
  expect(surfaceAt(bowl, 1.1, 0)).toBeNull();
});

describe('paths', () => {
  test('are projected with y upwards and end where they are not finite', () => {
    const points = projectPath(bowl, PLOT, path(-1, -1, 1, 1, Number.NaN, 0, 0, 0));
    expect(points).toEqual([
      { x: 0, y: 100 },
      { x: 100, y: 0 },
    ]);
    expect(pathData(points, 0, 5)).toBe('M0.0 100.0L100.0 0.0');
    expect(pathData(points, 1, 1)).toBe('');
  });

  test('say when they leave the window', () => {
    expect(leavesAt(bowl, path(0, 0, 0.5, 0, 1.5, 0), 9)).toBe(2);
    expect(leavesAt(bowl, path(0, 0, 0.5, 0, 1.5, 0), 1)).toBeNull();
  });

  test('points far away stay drawable', () => {
    const [point] = projectPath(bowl, PLOT, path(1e30, -1e30));
    expect(Math.abs(point?.x ?? 0)).toBeLessThan(1e5);
  });

  test('the nearest point of any path is found', () => {
    const paths = [path(0, 0, 0.5, 0), path(0, 0, -0.5, 0, -0.5, -0.5)].map((p) =>
      projectPath(bowl, PLOT, p),
    );
    expect(nearestStep(paths, { x: 26, y: 74 }, 9)).toBe(2);
    expect(nearestStep(paths, { x: 26, y: 74 }, 1)).toBe(1);
    expect(nearestStep([], { x: 0, y: 0 }, 9)).toBeNull();
  });
});
