import { describe, expect, test } from 'vitest';
import { EMPTY_EXTENT, extend, makeAxis, symlogNotes } from '../../../src/ui/charts/axis';
import { optimizerStyle } from '../../../src/ui/charts/palette';
import { nearestSample } from '../../../src/ui/charts/readings';
import { makeScene, xAxisOf, yAxisOf } from '../../../src/ui/charts/scene';
import {
  autoLinearBelow,
  symexp,
  symlog,
  symlogDomain,
  symlogTicks,
} from '../../../src/ui/charts/symlogScale';
import type { AxisSpec, Series } from '../../../src/ui/charts/types';

const SYMLOG: AxisSpec = { label: '', scale: 'symlog' };
const extentOf = (...values: number[]) => {
  const extent = { ...EMPTY_EXTENT };
  for (const value of values) extend(extent, value);
  return extent;
};

describe('the scale', () => {
  test('is linear within, logarithmic beyond, odd, and smooth where the two meet', () => {
    expect([symlog(0, 0.01), symlog(0.005, 0.01), symlog(0.01, 0.01)]).toEqual([0, 0.5, 1]);
    expect(symlog(0.1, 0.01) - symlog(0.01, 0.01)).toBeCloseTo(Math.LN10, 12);
    expect(symlog(-0.1, 0.01)).toBe(-symlog(0.1, 0.01));
    const slope = (at: number) => (symlog(at + 1e-7, 1) - symlog(at - 1e-7, 1)) / 2e-7;
    // Central differences of step 1e-7 in float64: 1e-6 is what they are good for.
    expect(slope(0.999)).toBeCloseTo(1, 6);
    expect(slope(1.001)).toBeCloseTo(1 / 1.001, 6);
  });

  test('has an inverse', () => {
    for (const value of [0, 1e-9, -3e-5, 1e-3, -0.4, 77]) {
      expect(symexp(symlog(value, 1e-3), 1e-3)).toBeCloseTo(value, 12);
    }
  });

  test('becomes linear at a power of ten: a thousandth of the largest, or the least there is', () => {
    expect(autoLinearBelow(1e-12, 20)).toBe(0.01);
    expect(autoLinearBelow(0.3, 20)).toBe(0.1);
    expect(autoLinearBelow(Number.POSITIVE_INFINITY, 0)).toBe(1);
    expect(autoLinearBelow(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(1);
  });
});

describe('the ends', () => {
  test('are round, or where the linear part ends, or 0', () => {
    expect(symlogDomain(-0.03, 0.7, 0.01)).toEqual([-0.05, 1]);
    expect(symlogDomain(-1e-7, 0.7, 0.01)).toEqual([-0.01, 1]);
    expect(symlogDomain(0, 0.7, 0.01)).toEqual([0, 1]);
    expect(symlogDomain(-30, -3, 0.01)).toEqual([-50, -2]);
  });

  test('are linear where all values are, and leave room around a single one', () => {
    expect(symlogDomain(-0.3, 0.3, 1)).toEqual([-0.3, 0.3]);
    const [low, high] = symlogDomain(-2, -2, 0.01);
    expect(low).toBeLessThan(-2);
    expect(high).toBeGreaterThan(-2);
  });
});

describe('ticks', () => {
  test('are 0 and decades on either side', () => {
    expect(symlogTicks(-0.1, 0.1, 0.01)).toEqual([-0.1, -0.01, 0, 0.01, 0.1]);
    expect(symlogTicks(0, 20, 0.01)).toEqual([0, 0.01, 0.1, 1, 10]);
  });

  test('of many decades some, the same on either side, the largest among them', () => {
    expect(symlogTicks(-1e4, 1e4, 1e-4, 5)).toEqual([-1e4, -10, -0.01, 0, 0.01, 10, 1e4]);
  });

  test('of few decades finer ones', () => {
    expect(symlogTicks(0.03, 0.7, 0.01)).toEqual([0.05, 0.1, 0.2, 0.5]);
    expect(symlogTicks(3, 4, 0.01).length).toBeGreaterThanOrEqual(3);
    expect(symlogTicks(-0.2, 0.2, 1)).toEqual([-0.2, -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.2]);
  });

  test('are never nearer to one another than their labels need, and never fewer than one', () => {
    for (const low of [-3e4, -10, -0.5, -2e-6, 0, 1e-3]) {
      for (const high of [2e-3, 0.7, 9, 5e5]) {
        for (const linearBelow of [1e-8, 1e-4, 0.03, 1]) {
          for (const most of [1, 2.5, 4, 9]) {
            const axis = makeAxis(
              { ...SYMLOG, domain: [low, high], linearBelow },
              EMPTY_EXTENT,
              most,
            );
            expect(axis.ticks.length).toBeGreaterThan(0);
            const places = axis.ticks.map(axis.position);
            for (const [i, place] of places.entries()) {
              expect(place).toBeGreaterThanOrEqual(-1e-9);
              expect(place).toBeLessThanOrEqual(1 + 1e-9);
              // A fair distance is 1/most; labels fit into 0.6 of it. Linear ticks are evenly apart anyway.
              if (i > 0) expect(place - (places[i - 1] ?? 0)).toBeGreaterThan(0.59 / most);
            }
          }
        }
      }
    }
  });
});

describe('an axis', () => {
  test('holds its data, knows where it is linear, and can be read backwards', () => {
    const axis = makeAxis(SYMLOG, extentOf(-4, 0, 1e-9, 30), 9);
    expect([axis.low, axis.high, axis.linearBelow]).toEqual([-5, 50, 0.01]);
    expect([axis.position(-5), axis.position(50)]).toEqual([0, 1]);
    for (const value of [-4, -0.002, 0, 0.5]) {
      expect(axis.value(axis.position(value))).toBeCloseTo(value, 12);
    }
    expect(
      symlogNotes({ x: makeAxis({ ...SYMLOG, scale: 'linear' }, extentOf(1), 5), y: axis }),
    ).toEqual(['The y axis is linear within ±0.01, logarithmic beyond.']);
  });

  test('stands without data', () => {
    const axis = makeAxis(SYMLOG, extentOf(), 5);
    expect([axis.low, axis.high]).toEqual([0, 1]);
    expect(axis.ticks.every(Number.isFinite)).toBe(true);
  });
});

describe('curves', () => {
  const sweep: Series = {
    id: 's',
    label: 's',
    style: optimizerStyle(0),
    x: Float64Array.from({ length: 201 }, (_, i) => symexp((i - 100) / 20, 0.01)),
    y: Float64Array.from({ length: 201 }, (_, i) => -symexp((i - 100) / 20, 0.01) / 7),
  };
  const plot = { left: 0, top: 0, width: 200, height: 100 };

  test('over a sweep of both signs end where the sweep ends, and see how near to 0 it goes', () => {
    const x = xAxisOf([sweep], SYMLOG, 8);
    expect([x.low, x.high]).toEqual([sweep.x[0], sweep.x[200]]);
    expect(x.linearBelow).toBeLessThanOrEqual(0.001);
    const y = yAxisOf([sweep], [], SYMLOG, false, 5);
    const scene = makeScene([sweep], plot, x, y, false);
    expect(scene).toMatchObject({ floored: false, dropped: false });
    const points = scene.lines[0]?.points ?? [];
    expect(points).toHaveLength(201);
    expect(points.every((p) => p.y >= 0 && p.y <= 100)).toBe(true);
    expect(nearestSample([sweep], x, x.position(0), 9)).toBe(0);
  });

  test('of negative values have linear axes as well', () => {
    const x = xAxisOf([sweep], { label: '', scale: 'linear' }, 8);
    expect([x.low, x.high]).toEqual([sweep.x[0], sweep.x[200]]);
    const y = yAxisOf([sweep], [], { label: '', scale: 'linear' }, false, 5);
    expect(y.low).toBeLessThan(0);
    expect(y.ticks).toContain(0);
    const points = makeScene([sweep], plot, x, y, false).lines[0]?.points ?? [];
    expect(points.every((p) => p.y >= 0 && p.y <= 100)).toBe(true);
  });
});
