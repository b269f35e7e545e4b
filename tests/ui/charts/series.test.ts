import { describe, expect, test } from 'vitest';
import { optimizerStyle } from '../../../src/ui/charts/palette';
import { nearestSample, neighbour, readingsAt, sampleRange } from '../../../src/ui/charts/readings';
import { heightAt, makeScene, xAxisOf, yAxisOf } from '../../../src/ui/charts/scene';
import { curvesTable, pathsTable } from '../../../src/ui/charts/tables';
import type { Series } from '../../../src/ui/charts/types';

const make = (id: string, x: number[], y: number[], more: Partial<Series> = {}): Series => ({
  id,
  label: id,
  style: optimizerStyle('adam'),
  x,
  y,
  ...more,
});
const STEPS = [0, 1, 2, 3];
const adam = make('Adam', STEPS, [8, 4, 2, 1]);
const lstm = make('LSTM', STEPS, [8, 2, 1, 0.5], {
  style: optimizerStyle(0),
  band: { low: [4, 1, 0.5, 0.2], high: [9, 3, 2, 1], lowLabel: '10 %', highLabel: '90 %' },
});
const sgd = make('SGD', STEPS, [8, 9, Number.NaN, 3], {
  endedAt: { x: 2, text: 'diverged at step 2' },
});
const LINEAR = { label: '', scale: 'linear' } as const;
const LOG = { label: '', scale: 'log' } as const;
const PLOT = { left: 0, top: 0, width: 300, height: 100 };

describe('the read-out', () => {
  test('is sorted, least value first, with what has ended at the end', () => {
    expect(readingsAt([adam, sgd, lstm], 2).map((r) => [r.id, r.value, r.text])).toEqual([
      ['LSTM', 1, undefined],
      ['Adam', 2, undefined],
      ['SGD', null, 'diverged at step 2'],
    ]);
  });

  test('tells the band of a line that has one', () => {
    const [reading] = readingsAt([lstm], 1);
    expect([reading?.low, reading?.high]).toEqual([1, 3]);
  });

  test('says nothing of steps that a growing line has not come to', () => {
    const growing = make('young', [0, 1], [5, 4]);
    expect(readingsAt([growing, adam], 3).map((r) => r.id)).toEqual(['Adam']);
  });

  test('finds samples by place and by key', () => {
    const x = xAxisOf([adam], LINEAR, 5);
    expect(nearestSample([adam], x, 0.4, 99)).toBe(1);
    expect(nearestSample([adam], x, 1, 2)).toBe(2);
    expect(neighbour([adam], x, 1, 1, 99)).toBe(2);
    expect(neighbour([adam], x, 1, -1, 99)).toBe(0);
    expect(neighbour([adam], x, 3, 1, 99)).toBeNull();
    expect(sampleRange([adam, sgd], x, 99)).toEqual([0, 3]);
    expect(sampleRange([], x, 99)).toBeNull();
  });

  test('a log axis has no sample at 0', () => {
    const x = xAxisOf([adam], LOG, 5);
    expect(sampleRange([adam], x, 99)).toEqual([1, 3]);
    expect(neighbour([adam], x, 1, -1, 99)).toBeNull();
  });
});

describe('the x axis', () => {
  test('ends where the steps end, with whole ticks for whole steps', () => {
    const axis = xAxisOf([adam], LINEAR, 10);
    expect([axis.low, axis.high, axis.ticks]).toEqual([0, 3, [0, 1, 2, 3]]);
  });

  test('has finer ticks for other numbers', () => {
    expect(xAxisOf([make('seconds', [0, 0.5, 1.5], [3, 2, 1])], LINEAR, 3).ticks).toContain(0.5);
  });
});

describe('the scene', () => {
  test('lines end before the first value that is not finite', () => {
    const x = xAxisOf([sgd, adam], LINEAR, 5);
    const y = yAxisOf([sgd, adam], [], LINEAR, false, 5);
    const [line] = makeScene([sgd], PLOT, x, y, false).lines;
    expect(line?.points.map((p) => p.x)).toEqual([0, expect.closeTo(100, 9)]);
    expect(line?.endedAt).toMatchObject({ x: expect.closeTo(100, 9), text: 'diverged at step 2' });
  });

  test('says when values are drawn at the floor and when a step has no place', () => {
    const zero = make('zero', STEPS, [1, 0.1, 0, 0]);
    const x = xAxisOf([zero], LOG, 5);
    const y = yAxisOf([zero], [], LOG, false, 5);
    const scene = makeScene([zero], PLOT, x, y, false);
    expect(scene).toMatchObject({ floored: true, dropped: true });
    const plain = makeScene([adam], PLOT, xAxisOf([adam], LINEAR, 5), y, false);
    expect(plain).toMatchObject({ floored: false, dropped: false });
  });

  test('learned optimizers are drawn over hand-designed ones', () => {
    const x = xAxisOf([adam, lstm], LINEAR, 5);
    const y = yAxisOf([adam, lstm], [], LOG, true, 5);
    const { lines } = makeScene([lstm, adam], PLOT, x, y, true);
    expect(lines.map((line) => line.id)).toEqual(['Adam', 'LSTM']);
    expect(lines[1]?.path.split('L')).toHaveLength(4);
    expect(lines[1]?.band?.split('L')).toHaveLength(8);
    expect(lines[0]?.band).toBeUndefined();
  });

  test('a band that falls to nothing does not flatten the curves', () => {
    const thin = { ...lstm, band: { low: [1, 1e-9, 1e-12, 1e-15], high: [9, 3, 2, 1] } };
    const y = yAxisOf([thin], [], LOG, true, 5);
    expect(y.low).toBeGreaterThanOrEqual(0.1);
    expect(yAxisOf([thin], [], LOG, false, 5).low).toBe(0.5);
  });

  test('heights between points are interpolated, after the end they stay', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 20 },
    ];
    expect(heightAt(points, 5)).toEqual({ x: 5, y: 10 });
    expect(heightAt(points, 50)).toEqual({ x: 10, y: 20 });
    expect(heightAt(points, -1)).toBeNull();
    expect(heightAt([], 1)).toBeNull();
  });
});

describe('tables', () => {
  const rows = (table: ReturnType<typeof curvesTable>) =>
    Array.from({ length: table.rows }, (_, r) => table.columns.map((_, c) => table.cell(r, c)));

  test('one column a line, two more for its band', () => {
    const table = curvesTable([adam, lstm], 'step');
    expect(table.columns).toEqual(['step', 'Adam', 'LSTM', 'LSTM 10 %', 'LSTM 90 %']);
    expect(rows(table)[1]).toEqual([1, 4, 2, 1, 3]);
  });

  test('series with steps of their own leave gaps', () => {
    const sparse = make('Adam', [0, 2], [7, 6]);
    const table = curvesTable([adam, sparse, make('late', [2, 5], [1, 2])], 'step');
    expect(table.columns).toEqual(['step', 'Adam', 'Adam (2)', 'late']);
    expect(rows(table)).toEqual([
      [0, 8, 7, null],
      [1, 4, null, null],
      [2, 2, 6, 1],
      [3, 1, null, null],
      [5, null, null, 2],
    ]);
  });

  test('no series, no rows', () => {
    expect(curvesTable([], 'step').rows).toBe(0);
  });

  test('paths: x, y and f of every step', () => {
    const path = {
      id: 'a',
      label: 'Adam',
      style: optimizerStyle('adam'),
      points: Float32Array.of(1, 2, 3, 4),
      values: [9, 8],
    };
    const table = pathsTable([path]);
    expect(table.columns).toEqual(['step', 'Adam x', 'Adam y', 'Adam f']);
    expect(rows(table)).toEqual([
      [0, 1, 2, 9],
      [1, 3, 4, 8],
    ]);
  });
});
