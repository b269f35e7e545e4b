/** A trace as the charts of Inspect want it: histories, sweeps, units, places in the map. */
import { describe, expect, test } from 'vitest';
import type { OptimizerSpec } from '../../../../src/specs/optimizer';
import {
  type CoordinateTrace,
  type InsideLstm,
  LSTM_SIGNALS,
  type UpdateField,
} from '../../../../src/specs/trace';
import { optimizerStyle } from '../../../../src/ui/charts';
import {
  actualPoint,
  sweepSeries,
  sweptAt,
  updateDomain,
} from '../../../../src/ui/screens/inspect/fieldSeries';
import { reachOf, unitRows, unitSeries } from '../../../../src/ui/screens/inspect/insideSeries';
import {
  coordinateAt,
  groupPlaces,
  placeOfCoordinate,
} from '../../../../src/ui/screens/inspect/mapPlaces';
import { neighbourOf } from '../../../../src/ui/screens/inspect/neighbour';
import { stepTable } from '../../../../src/ui/screens/inspect/stepTable';
import { historySeries } from '../../../../src/ui/screens/inspect/traceSeries';

const STYLE = optimizerStyle(0);
const adam: OptimizerSpec = {
  kind: 'baseline',
  id: 'adam',
  label: 'Adam',
  name: 'adam',
  learningRate: 0.1,
};
const other = { ...adam, id: 'sgd', label: 'SGD', name: 'sgd' } as const;

const trace: CoordinateTrace = {
  coordinate: 0,
  gradient: Float32Array.of(1, 2),
  update: Float32Array.of(-1, -2),
  value: Float32Array.of(0, -1, -3),
  wouldBe: [
    { name: 'sgd', learningRate: 0.1, updates: Float32Array.of(-0.1, -0.2) },
    { name: 'adam', learningRate: 0.2, updates: Float32Array.of(-0.2, -0.2) },
  ],
  inside: null,
};

test('an optimizer designed by hand does not watch itself', () => {
  expect(historySeries(trace, adam, STYLE).map(({ id }) => id)).toEqual(['own', 'sgd']);
  const all = historySeries(trace, { ...other, name: 'nag' }, STYLE);
  expect(all.map(({ id }) => id)).toEqual(['own', 'sgd', 'adam']);
  expect(all[0]?.y).toBe(trace.update);
});

describe('a sweep', () => {
  const field: UpdateField = {
    config: { coordinate: 0, steps: [0, 10, 20], scale: 'linear', limit: 1, points: 3 },
    gradients: Float32Array.of(-1, 0, 1),
    learned: Float32Array.of(1, 0, -1, 2, 0, -2, 3, 0, -3),
    wouldBe: [
      { name: 'sgd', learningRate: 9, updates: new Float32Array(9).fill(100) },
      { name: 'rmsprop', learningRate: 9, updates: new Float32Array(9).fill(50) },
      { name: 'adam', learningRate: 9, updates: new Float32Array(9).fill(4) },
    ],
    actual: {
      gradient: Float32Array.of(0.5, 0.25, Number.NaN),
      update: Float32Array.of(-0.5, -0.25, Number.NaN),
    },
  };

  test('is that of the step, or of the nearest that was swept', () => {
    expect([0, 4, 6, 19, 99].map((step) => sweptAt(field, step))).toEqual([0, 0, 1, 2, 2]);
    const series = sweepSeries(field, 1, { ...other, name: 'nag', label: 'NAG' }, STYLE);
    expect(series.map(({ label }) => label)).toEqual(['NAG', 'Adam', 'SGD']);
    expect([...(series[0]?.y ?? [])]).toEqual([2, 0, -2]);
  });

  test('has the same ends at all steps, whatever SGD does', () => {
    const [low, high] = updateDomain(field);
    expect(high).toBeCloseTo(1.05 * 4, 6);
    expect(low).toBe(-high);
  });

  test('marks what happened, if it was a number', () => {
    expect(actualPoint(field, 1, STYLE, 'was')).toMatchObject([{ x: 0.25, y: -0.25 }]);
    expect(actualPoint(field, 2, STYLE, 'was')).toEqual([]);
  });
});

describe('inside', () => {
  const units = 2;
  const signals = LSTM_SIGNALS.map((name, k) => [
    name,
    Float32Array.from([1, 2, 3, 4, 5, 6], (v) => 10 * k + v),
  ]);
  const inside: InsideLstm = {
    hiddenUnits: units,
    inputs: [],
    layers: [Object.fromEntries(signals)],
    output: new Float32Array(3),
    correlations: [],
  };

  test('has a row for each unit, a column for each step', () => {
    const rows = unitRows(inside, 0, 'input');
    expect([rows.rows, rows.columns]).toEqual([2, 3]);
    expect([...rows.values]).toEqual([1, 3, 5, 2, 4, 6]);
    expect(reachOf('input', rows)).toBe(1);
    expect(reachOf('cell', unitRows(inside, 0, 'cell'))).toBe(46);
  });

  test('one unit has a curve for each signal', () => {
    const series = unitSeries(inside, 0, 1);
    expect(series).toHaveLength(6);
    expect([...(series[5]?.y ?? [])]).toEqual([52, 54, 56]);
    // Told apart without colours.
    expect(new Set(series.map(({ style }) => style.dash)).size).toBe(6);
  });
});

describe('places in the map', () => {
  const kept = Int32Array.of(0, 2, 5, 7, 9);
  const groups = [
    { name: 'weights', start: 0, end: 6 },
    { name: 'biases', start: 6, end: 10 },
  ];

  test('groups are of what was kept', () => {
    expect(groupPlaces({ groups, kept })).toEqual([
      { name: 'weights', from: 0, to: 3 },
      { name: 'biases', from: 3, to: 5 },
    ]);
  });

  test('a coordinate has its place in whichever order, or none', () => {
    const config = { quantity: 'update', order: 'magnitude', from: 1, to: 4, rows: 3 } as const;
    const map = { config, coordinates: Int32Array.of(9, 0, 5) };
    expect(placeOfCoordinate(map, 0)).toBe(2);
    expect(coordinateAt(map, 2)).toBe(0);
    expect(placeOfCoordinate(map, 7)).toBeNull();
    expect(coordinateAt(map, 4)).toBeNull();
  });

  test('neighbours are those that were kept', () => {
    const state = (main: number) =>
      ({ selection: { step: 0, coordinates: [main] }, summary: { kept } }) as unknown as Parameters<
        typeof neighbourOf
      >[0];
    expect(neighbourOf(state(5), 1)).toBe(7);
    expect(neighbourOf(state(5), -1)).toBe(2);
    expect(neighbourOf(state(9), 1)).toBeNull();
    expect(neighbourOf({ ...state(9), summary: null }, -1)).toBeNull();
  });
});

test('the numbers of a step without an LSTM are gradient, update and values', () => {
  const table = stepTable({
    step: 0,
    gradient: 1,
    inputs: [],
    layers: [],
    output: Number.NaN,
    update: -1,
    value: 0,
    next: -1,
  });
  const rows = Array.from({ length: table.rows }, (_, row) => [
    table.cell(row, 0),
    table.cell(row, 2),
  ]);
  expect(rows).toEqual([
    ['gradient', 1],
    ['update', -1],
    ['value before', 0],
    ['value after', -1],
  ]);
});
