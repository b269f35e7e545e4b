import { beforeAll, describe, expect, test } from 'vitest';
import { evaluateOnGrid, SURFACES, Surface } from '../../src/optimizees/surfaces';
import { numbers } from '../../src/optimizees/surfaces/arithmetic';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import { SURFACE_NAMES, type SurfaceName } from '../../src/specs/task';
import type { SurfaceMap } from '../../src/worker/protocol';

beforeAll(() => tf.setBackend('cpu'));

const at = (name: SurfaceName, x: number, y: number) => SURFACES[name].evaluate(numbers, x, y);

function windowPoints(name: SurfaceName, count: number): [number, number][] {
  const { xRange, yRange } = SURFACES[name];
  const stream = RandomStream.of(5, name);
  return Array.from({ length: count }, () => [
    xRange[0] + (xRange[1] - xRange[0]) * stream.uniform(),
    yRange[0] + (yRange[1] - yRange[0]) * stream.uniform(),
  ]);
}

/** Values worked out by hand from each function's formula. */
const KNOWN: Record<SurfaceName, readonly [x: number, y: number, f: number]> = {
  rosenbrock: [-1.2, 1, 24.2],
  beale: [1, 1, 14.203125],
  himmelblau: [0, 0, 170],
  rastrigin: [0.5, -0.5, 40.5],
  saddle: [0, 0, 1],
  bowl: [1, 0, 25.25],
};

describe.each(SURFACE_NAMES)('%s', (name) => {
  const { start, xRange, yRange, minima } = SURFACES[name];

  test('has the value that its formula gives', () => {
    const [x, y, f] = KNOWN[name];
    expect([at(name, x, y).value]).toBeAllClose([f], { within: 1e-12 });
  });

  test('its gradient is the slope of its value', () => {
    const h = 1e-5;
    const points = windowPoints(name, 50);
    const gradients = points.flatMap(([x, y]) => [at(name, x, y).dx, at(name, x, y).dy]);
    const slopes = points.flatMap(([x, y]) => [
      (at(name, x + h, y).value - at(name, x - h, y).value) / (2 * h),
      (at(name, x, y + h).value - at(name, x, y - h).value) / (2 * h),
    ]);
    // Float64: rounding 1e-16 · 1e4 / h = 1e-7, curvature h² f‴ / 6 about 1e-7, on gradients of up to 1e3.
    expect(gradients).toBeAllClose(slopes, { measure: 'scaled', within: 1e-6 });
  });

  test('its curvature is the slope of its gradient', () => {
    const h = 1e-5;
    const points = windowPoints(name, 50);
    const bends = points.map(([x, y]) => SURFACES[name].bend(numbers, x, y));
    const slopes = points.flatMap(([x, y]) => {
      const [right, left] = [at(name, x + h, y), at(name, x - h, y)];
      const [up, down] = [at(name, x, y + h), at(name, x, y - h)];
      return [right.dx - left.dx, right.dy - left.dy, up.dx - down.dx, up.dy - down.dy];
    });
    // Float64: rounding 1e-16 · 1e3 / h = 1e-8, curvature h² f⁗ / 6 about 1e-7, on curvatures of up to 1e4.
    expect(bends.flatMap(({ dxx, dxy, dyy }) => [dxx, dxy, dxy, dyy])).toBeAllClose(
      slopes.map((difference) => difference / (2 * h)),
      { measure: 'scaled', within: 1e-6 },
    );
  });

  test('nothing in the window lies below its minima, where the slope is 0', () => {
    const lowest = Math.min(...windowPoints(name, 2000).map(([x, y]) => at(name, x, y).value));
    for (const { x, y } of minima) {
      const { value, dx, dy } = at(name, x, y);
      expect([value, dx, dy]).toBeAllClose([0, 0, 0], { within: 1e-12 });
      expect(lowest).toBeGreaterThan(value);
    }
  });

  test('its window shows the start and the minima', () => {
    for (const { x, y } of [start, ...minima]) {
      expect(x).toBeGreaterThan(xRange[0]);
      expect(x).toBeLessThan(xRange[1]);
      expect(y).toBeGreaterThan(yRange[0]);
      expect(y).toBeLessThan(yRange[1]);
    }
  });

  test('runs start around the customary start', async () => {
    const surface = new Surface(name, 2000, 0.3);
    const theta = surface.initialPoint(RandomStream.of(9));
    const values = await readFloats(theta);
    theta.dispose();
    for (const [offset, centre] of [start.x, start.y].entries()) {
      const draws = values.filter((_, i) => i % 2 === offset);
      const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
      const spread = Math.sqrt(draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length);
      // The mean of 2,000 draws strays by 0.3 / √2000 = 0.007, their spread by 0.005.
      expect([mean, spread]).toBeAllClose([centre, 0.3], { within: 0.03 });
    }
  });

  test('no spread starts all runs at the customary start', async () => {
    const theta = new Surface(name, 2, 0).initialPoint(RandomStream.of(9));
    expect(Array.from(await readFloats(theta))).toEqual(
      [start.x, start.y, start.x, start.y].map(Math.fround),
    );
    theta.dispose();
  });
});

describe('evaluateOnGrid', () => {
  test('goes row by row from the bottom up, borders included', () => {
    const map: SurfaceMap = evaluateOnGrid('rosenbrock', 5);
    expect(map.xRange).toEqual([-2, 2]);
    expect(map.yRange).toEqual([-1, 3]);
    expect(map.values).toHaveLength(25);
    const value = (column: number, row: number) => map.values[row * 5 + column];
    expect(value(0, 0)).toBe(at('rosenbrock', -2, -1).value);
    expect(value(4, 0)).toBe(at('rosenbrock', 2, -1).value);
    expect(value(1, 3)).toBe(at('rosenbrock', -1, 2).value);
    expect(map.minima).toEqual([{ x: 1, y: 1, value: 0 }]);
  });

  test.each([1, 0, -3, 2.5, 5000, Number.NaN])('refuses a resolution of %d', (resolution) => {
    expect(() => evaluateOnGrid('bowl', resolution)).toThrow(/resolution of a surface map/);
  });
});
