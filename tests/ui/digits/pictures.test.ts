/** Weights as colours and as tables. */
import { describe, expect, test } from 'vitest';
import type { NetworkView } from '../../../src/specs/views';
import {
  colourRange,
  divergingPalette,
  paintUnit,
  unitGrid,
  unitPlace,
} from '../../../src/ui/digits/diverging';
import { unitTable, weightTable } from '../../../src/ui/digits/unitTable';

const COLOURS = { negative: [0, 0, 200], zero: [250, 250, 250], positive: [200, 80, 0] } as const;

describe('the colours', () => {
  const palette = divergingPalette(COLOURS, 100);
  const of = (weight: number) => {
    const pixel = new Uint8ClampedArray(4);
    paintUnit(Int8Array.of(weight), palette, pixel);
    return [...pixel];
  };

  test('begin at the ground and end at the two hues', () => {
    expect(of(0)).toEqual([250, 250, 250, 255]);
    for (const beyond of [100, 120, 127]) {
      expect(of(beyond)).toEqual([200, 80, 0, 255]);
      expect(of(-beyond)).toEqual([0, 0, 200, 255]);
    }
  });

  test('change steadily with the weight, to either side', () => {
    for (let weight = 1; weight <= 127; weight++) {
      expect(of(weight)[2]).toBeLessThanOrEqual(of(weight - 1)[2] as number);
      expect(of(-weight)[0]).toBeLessThanOrEqual(of(1 - weight)[0] as number);
    }
    expect(of(20)[1]).toBeLessThan(250);
  });
});

test('the colours end where nearly all weights lie within', () => {
  const weights = new Int8Array(1000).map((_, i) => (i % 2 ? -1 : 1) * (i % 41));
  weights[500] = -127;
  expect(colourRange(weights)).toBe(40);
  expect(colourRange(new Int8Array(50))).toBe(1);
  expect(colourRange(Int8Array.of(-127))).toBe(127);
});

describe('the grid', () => {
  test('has room for every unit, and no two at one place', () => {
    for (const units of [1, 5, 8, 9, 20, 24]) {
      for (const most of [4, 8, 12]) {
        const { columns, width, height } = unitGrid(units, 28, most);
        const places = Array.from({ length: units }, (_, unit) => unitPlace(unit, 28, columns));
        for (const { x, y } of places) {
          expect(x + 28).toBeLessThanOrEqual(width);
          expect(y + 28).toBeLessThanOrEqual(height);
        }
        expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(units);
      }
    }
  });
});

test('the grid has no more rows than it needs, and they are even', () => {
  const shape = (units: number, most: number) => {
    const { columns, rows } = unitGrid(units, 28, most);
    return [columns, rows];
  };
  expect(shape(5, 12)).toEqual([5, 1]);
  expect(shape(9, 8)).toEqual([5, 2]);
  expect(shape(20, 12)).toEqual([10, 2]);
  expect(shape(24, 4)).toEqual([4, 6]);
  expect(shape(1, 12)).toEqual([1, 1]);
});

describe('the tables', () => {
  const view: NetworkView = {
    step: 3,
    units: 2,
    side: 2,
    weights: Int8Array.of(127, 0, 0, -127, 0, 0, 0, 64),
    scale: 0.5,
    answers: new Uint8Array(),
    sureness: new Uint8Array(),
  };
  const all = [
    { label: 'LSTM', view },
    { label: 'Adam', view: { ...view, units: 1 } },
  ];

  test('say of each unit how large its weights are', () => {
    const table = unitTable(all);
    expect(table.columns).toHaveLength(7);
    expect(table.rows).toBe(2);
    const row = (r: number) => table.columns.map((_, c) => table.cell(r, c));
    expect(row(0).slice(0, 3)).toEqual([1, -0.5, 0.5]);
    expect(row(0)[3]).toBeCloseTo(0.5 / Math.SQRT2, 12);
    expect(row(1).slice(4)).toEqual([null, null, null]);
  });

  test('hold every weight with its place', () => {
    const table = weightTable(all);
    expect(table.columns).toEqual(['unit', 'row', 'column', 'LSTM', 'Adam']);
    expect(table.rows).toBe(8);
    const row = (r: number) => table.columns.map((_, c) => table.cell(r, c));
    expect(row(3)).toEqual([1, 2, 2, -0.5, -0.5]);
    expect(row(7)).toEqual([2, 2, 2, (64 * 0.5) / 127, null]);
  });
});
