/** Where coordinates are in a network: their names, and their pixels in the pictures of weights. */
import { describe, expect, test } from 'vitest';
import { shapeOf } from '../../../../src/optimizees/digits';
import { mlpLayers } from '../../../../src/optimizees/mlp/layers';
import { mnistSpecSchema, surfaceSpecSchema, taskSpecSchema } from '../../../../src/specs/task';
import { coordinateName } from '../../../../src/ui/screens/inspect/coordinateNames';
import {
  placeOf,
  weightAt,
  weightByKey,
  weightGrid,
  weightOf,
  weightRange,
} from '../../../../src/ui/screens/inspect/weightGrid';

describe('names', () => {
  test('quadratics by number, surfaces by axis', () => {
    const quadratic = taskSpecSchema.parse({ name: 'quadratic' });
    expect(coordinateName(quadratic, 4)).toBe('coordinate 4');
    const surface = surfaceSpecSchema.parse({ name: 'surface' });
    expect([0, 1].map((i) => coordinateName(surface, i))).toEqual(['x', 'y']);
  });

  test('every coordinate of a network has a name of its own', () => {
    const task = mnistSpecSchema.parse({ name: 'mnist', side: 7, hiddenUnits: 3, hiddenLayers: 2 });
    const count = mlpLayers(shapeOf(task)).at(-1)?.end ?? 0;
    const names = Array.from({ length: count }, (_, i) => coordinateName(task, i));
    expect(new Set(names).size).toBe(count);
    expect(names.every((name) => !name.startsWith('coordinate'))).toBe(true);
    expect(coordinateName(task, count)).toBe(`coordinate ${count}`);
  });

  test('the layers begin where the engine has them', () => {
    const task = mnistSpecSchema.parse({ name: 'mnist', hiddenUnits: 20 });
    const [first, last] = mlpLayers(shapeOf(task));
    expect(coordinateName(task, 0)).toBe('unit 1, pixel (1, 1)');
    // Row 12, column 9 of unit 3.
    expect(coordinateName(task, (11 * 28 + 8) * 20 + 2)).toBe('unit 3, pixel (12, 9)');
    expect(coordinateName(task, (first?.end ?? 0) - 1)).toBe('unit 20, bias');
    expect(coordinateName(task, last?.start ?? 0)).toBe('digit 0 from unit 1');
    expect(coordinateName(task, (last?.end ?? 0) - 1)).toBe('digit 9, bias');
  });
});

describe('pictures of weights', () => {
  const grid = weightGrid({ units: 20, side: 28 }, 7);

  test('a point of the picture is the weight that is drawn there', () => {
    for (const index of [0, 27, 28, 28 * 28, 7 * 28 * 28 + 300, 20 * 28 * 28 - 1]) {
      const place = placeOf(grid, index);
      expect(place).not.toBeNull();
      expect(weightAt(grid, (place?.x ?? 0) + 0.5, (place?.y ?? 0) + 0.5)).toBe(index);
    }
  });

  test('between two pictures there is no weight, and units beyond the drawn ones have no place', () => {
    expect(weightAt(grid, 28.5, 3)).toBeNull();
    expect(placeOf(grid, 20 * 28 * 28)).toBeNull();
  });

  test('a coordinate of the first layer is one of its weights, others are none', () => {
    const network = { units: 20, side: 28 };
    expect(weightOf(network, (11 * 28 + 8) * 20 + 2)).toBe(2 * 784 + 11 * 28 + 8);
    expect(weightOf(network, 28 * 28 * 20)).toBeNull();
    expect(weightOf(network, -1)).toBeNull();
  });

  test('keys go over pixels and units, and stop at the edges', () => {
    const at = 3 * 784 + 5 * 28 + 6;
    expect(weightByKey(grid, at, 'ArrowLeft')).toBe(at - 1);
    expect(weightByKey(grid, at, 'ArrowDown')).toBe(at + 28);
    expect(weightByKey(grid, at, 'PageUp')).toBe(at - 784);
    expect(weightByKey(grid, at, 'Home')).toBe(at - 6);
    expect(weightByKey(grid, 0, 'ArrowUp')).toBe(0);
    expect(weightByKey(grid, 27, 'ArrowRight')).toBe(27);
    expect(weightByKey(grid, at, 'x')).toBeNull();
  });

  test('a few large weights do not make the others pale', () => {
    const weights = new Float32Array(1000).fill(0.5);
    weights[3] = 100;
    weights[4] = Number.NaN;
    expect(weightRange(weights)).toBe(0.5);
    expect(weightRange(new Float32Array(4))).toBe(1);
  });
});
