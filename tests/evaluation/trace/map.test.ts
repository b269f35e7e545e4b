import { describe, expect, test } from 'vitest';
import { mapOf } from '../../../src/evaluation/trace';
import { RandomStream } from '../../../src/runtime/random';
import { MAP_QUANTITIES, type MapConfig } from '../../../src/specs/trace';
import { permuted, traceOf } from './support';

const config = (some: Partial<MapConfig> = {}): MapConfig => ({
  ...{ quantity: 'update', order: 'layer', from: 0, to: 3, rows: 100 },
  ...some,
});

/** Three coordinates, two steps. */
const small = traceOf(
  [
    [1, 0, -4],
    [2, 8, 0.5],
  ],
  [
    [-3, 1, 2],
    [0.5, -2, 0.25],
  ],
  { start: Float32Array.of(1, 1, 1) },
);

describe('a map', () => {
  test.each([
    ['update', [-3, 0.5, 1, -2, 2, 0.25], 3],
    ['gradient', [1, 2, 0, 8, -4, 0.5], 8],
    ['value', [1, -2, 1, 2, 1, 3], 3],
    ['ratio', [-3, 0.25, Number.NaN, -0.25, -0.5, 0.5], 3],
  ] as const)('of %s', (quantity, values, largest) => {
    const map = mapOf(small, config({ quantity }));
    expect(map).toMatchObject({ rows: 3, steps: 2, largest });
    expect(map.values).toEqual(Float32Array.from(values));
    expect(map.coordinates).toEqual(Int32Array.of(0, 1, 2));
  });

  test('by magnitude has the largest root mean square first', () => {
    // 0, 1, 2: 9.25, 5 and 4.0625 for updates; 5, 64 and 16.25 for gradients.
    const order = 'magnitude';
    expect([...mapOf(small, config({ order })).coordinates]).toEqual([0, 1, 2]);
    const { coordinates, values } = mapOf(small, config({ order, quantity: 'gradient' }));
    expect([...coordinates]).toEqual([1, 2, 0]);
    expect([...values]).toEqual([0, 8, -4, 0.5, 1, 2]);
  });

  test('rows that are shared show the largest magnitude with its sign', () => {
    const row = [1, -5, 2, 3, Number.NaN, -4, Number.NaN];
    const trace = traceOf([row], [row]);
    const shown = (rows: number, from = 0, to = 7) => [
      ...mapOf(trace, config({ from, to, rows })).values,
    ];
    expect(shown(1)).toEqual([-5]);
    expect(shown(3)).toEqual([-5, 3, -4]);
    expect(shown(2, 3, 7)).toEqual([3, -4]);
    expect(shown(7)).toEqual(row);
    expect(shown(50, 2, 4)).toEqual([2, 3]);
    expect(shown(1, 6)).toEqual([Number.NaN]);
    const whose = (rows: number, from = 0) => [
      ...mapOf(trace, config({ from, to: 7, rows })).shown,
    ];
    expect(whose(3)).toEqual([1, 3, 5]);
    expect(whose(1, 6)).toEqual([-1]);
  });

  test('zoomed in it has the same scale, which a tenth of the magnitudes stay below', () => {
    const gradients = Array.from({ length: 20 }, (_, t) =>
      Array.from(RandomStream.of(t, 'map').normals(30), (x) => (Math.abs(x) < 0.1 ? 0 : x)),
    );
    const trace = traceOf(gradients, gradients);
    const whole = mapOf(trace, config({ to: 30 }));
    const sizes = gradients
      .flat()
      .map(Math.abs)
      .filter((size) => size > 0);
    const ascending = sizes.sort((a, b) => a - b);
    const tenth = ascending[Math.floor(0.1 * (ascending.length - 1))] as number;
    expect(whole.largest).toBe(Math.fround(ascending.at(-1) as number));
    // Magnitudes are told apart by 1/128 of their size.
    expect(whole.linearBelow).toBeGreaterThan(tenth * (1 - 1 / 127));
    expect(whole.linearBelow).toBeLessThanOrEqual(Math.fround(tenth));
    const part = mapOf(trace, config({ from: 4, to: 6, rows: 1 }));
    expect([part.largest, part.linearBelow]).toEqual([whole.largest, whole.linearBelow]);
  });

  test('the scale has six decades at most; where everything is zero there is none', () => {
    const wide = Array.from({ length: 20 }, (_, i) => 10 ** -i);
    const { largest, linearBelow } = mapOf(traceOf([wide], [wide]), config({ to: 20 }));
    expect(largest).toBe(1);
    expect(linearBelow).toBeCloseTo(1e-6, 12);
    const zero = mapOf(traceOf([[0, 0]], [[0, 0]]), config({ to: 2 }));
    expect(zero).toMatchObject({ largest: 0, linearBelow: 0 });
  });

  test('names the coordinates that were kept', () => {
    const trace = traceOf([[1, 2, 3]], [[1, 3, 2]], {
      coordinates: 90,
      kept: Int32Array.of(5, 40, 80),
    });
    const map = mapOf(trace, config({ order: 'magnitude', from: 0, to: 2 }));
    expect([...map.coordinates]).toEqual([40, 80]);
    expect([...map.values]).toEqual([3, 2]);
  });

  test.each(MAP_QUANTITIES)('of %s: permuting coordinates permutes it', (quantity) => {
    const order = [2, 0, 1];
    const moved = permuted(small, order);
    const plain = mapOf(small, config({ quantity }));
    const shown = mapOf(moved, config({ quantity }));
    const rowOf = ({ values }: typeof plain, row: number) => values.slice(2 * row, 2 * row + 2);
    for (const [row, was] of order.entries()) expect(rowOf(shown, row)).toEqual(rowOf(plain, was));
    expect([shown.largest, shown.linearBelow]).toEqual([plain.largest, plain.linearBelow]);
    const magnitude = { quantity, order: 'magnitude' } as const;
    const sorted = mapOf(small, config(magnitude));
    const again = mapOf(moved, config(magnitude));
    expect(again.values).toEqual(sorted.values);
    expect(again.coordinates.map((one) => order[one] as number)).toEqual(sorted.coordinates);
  });

  test.each([{ from: 2, to: 2 }, { to: 4 }, { from: -1 }, { rows: 0 }, { to: 1.5 }])(
    'there is none of %j',
    (some) => {
      expect(() => mapOf(small, config(some))).toThrow(/no map of places/);
    },
  );
});
