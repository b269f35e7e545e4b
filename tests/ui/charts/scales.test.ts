import { describe, expect, test } from 'vitest';
import { EMPTY_EXTENT, extend, makeAxis } from '../../../src/ui/charts/axis';
import { linearDomain, linearTicks } from '../../../src/ui/charts/linearScale';
import {
  autoFloor,
  logDomain,
  logTicks,
  stepAbove,
  stepBelow,
} from '../../../src/ui/charts/logScale';

const extentOf = (...values: number[]) => {
  const extent = { ...EMPTY_EXTENT };
  for (const value of values) extend(extent, value);
  return extent;
};

describe('log axes', () => {
  test('ends stand on steps of 1, 2 and 5', () => {
    expect([stepBelow(0.03), stepAbove(0.03)]).toEqual([0.02, 0.05]);
    expect([stepBelow(1), stepAbove(1)]).toEqual([1, 1]);
    expect([stepBelow(9.9), stepAbove(9.9)]).toEqual([5, 10]);
    expect(logDomain(0.012, 13)).toEqual([0.01, 20]);
  });

  test('are a decade long at least, and stand without data', () => {
    expect(logDomain(3, 3)).toEqual([0.5, 5]);
    expect(logDomain(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual([0.1, 1]);
  });

  test('ticks are decades, finer ones where decades are few, fewer where they are many', () => {
    expect(logTicks(0.01, 20)).toEqual([0.01, 0.1, 1, 10]);
    expect(logTicks(0.5, 20)).toEqual([0.5, 1, 2, 5, 10, 20]);
    expect(logTicks(1e-12, 10, 5)).toEqual([1e-12, 1e-9, 1e-6, 1e-3, 1]);
  });

  test('what has no logarithm is drawn at the floor', () => {
    const axis = makeAxis({ label: '', scale: 'log' }, extentOf(0, 0.05, 10), 5);
    expect(axis.floor).toBe(0.05);
    expect(axis.position(0)).toBe(axis.position(0.05));
    expect(axis.position(-1)).toBe(axis.position(0.05));
    expect(axis.position(axis.high)).toBeCloseTo(1, 12);
    expect(axis.value(axis.position(0.3))).toBeCloseTo(0.3, 12);
  });

  test('a curve that falls to 1e-40 does not flatten the rest', () => {
    expect(autoFloor(1e-40, 10)).toBeCloseTo(1e-11, 20);
    const axis = makeAxis({ label: '', scale: 'log' }, extentOf(1e-40, 10), 5);
    expect(axis.low).toBeGreaterThan(1e-12);
  });

  test('a fixed domain that begins at 0 begins at the least positive value instead', () => {
    const axis = makeAxis({ label: '', scale: 'log', domain: [0, 200] }, extentOf(0, 1, 200), 5);
    expect([axis.low, axis.high]).toEqual([1, 200]);
  });
});

describe('linear axes', () => {
  test('ends and ticks are round', () => {
    expect(linearDomain(0.3, 9.7)).toEqual([0, 10]);
    expect(linearTicks(0, 200, 10)).toEqual([0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200]);
    expect(linearTicks(-0.3, 0.3, 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  });

  test('a single value gets room around it', () => {
    const [low, high] = linearDomain(4, 4);
    expect(low).toBeLessThan(4);
    expect(high).toBeGreaterThan(4);
    expect(linearDomain(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual([0, 1]);
  });
});
