import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/runtime/random';
import { finiteLength, thinBand, thinIndices } from '../../../src/ui/charts/thin';

const COUNT = 10_000;
const noise = RandomStream.of(1, 'thin').normals(COUNT);
const linear = (i: number) => i / (COUNT - 1);
const logarithmic = (i: number) => Math.log10(i + 1) / Math.log10(COUNT);

describe('thinIndices', () => {
  test('short curves are left alone', () => {
    expect([...thinIndices(4, [4, 3, 2, 1], (i) => i / 3, 300)]).toEqual([0, 1, 2, 3]);
  });

  test.each([
    ['linear', linear],
    ['log', logarithmic],
  ])('on a %s axis: few, ascending, with both ends and both extremes', (_, position) => {
    const kept = [...thinIndices(COUNT, noise, position, 300)];
    expect(kept.length).toBeLessThanOrEqual(300);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)).toBe(COUNT - 1);
    const values = kept.map((i) => noise[i] ?? Number.NaN);
    expect(Math.min(...values)).toBe(Math.min(...noise));
    expect(Math.max(...values)).toBe(Math.max(...noise));
  });

  test('a single spike survives', () => {
    const flat = new Float32Array(COUNT);
    flat[4321] = 7;
    expect([...thinIndices(COUNT, flat, linear, 100)]).toContain(4321);
  });

  test('a log axis keeps the early steps one by one', () => {
    const kept = [...thinIndices(COUNT, noise, logarithmic, 300)];
    expect(kept.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('thinBand', () => {
  const high = noise.map((v) => v + 1);

  test('is the envelope: no value lies outside it', () => {
    const band = thinBand(COUNT, noise, high, linear, 100);
    expect(band.indices.length).toBeLessThanOrEqual(100);
    expect(Math.min(...band.low)).toBe(Math.min(...noise));
    expect(Math.max(...band.high)).toBe(Math.max(...high));
    expect(band.indices[0]).toBe(0);
    expect(band.indices.at(-1)).toBe(COUNT - 1);
  });

  test('short bands are left alone', () => {
    const band = thinBand(3, [1, 2, 3], [2, 3, 4], (i) => i / 2, 100);
    expect([...band.low]).toEqual([1, 2, 3]);
    expect([...band.high]).toEqual([2, 3, 4]);
  });
});

test('a line ends before its first value that is not finite', () => {
  expect(finiteLength([0, 1, 2], [1, Number.NaN, 1])).toBe(1);
  expect(finiteLength([0, 1, 2], [1, 2, Number.POSITIVE_INFINITY])).toBe(2);
  expect(finiteLength([0, 1], [1, 2, 3])).toBe(2);
});
