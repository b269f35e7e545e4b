import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Rgb } from '../../../src/ui/charts/contours';
import {
  colourShare,
  heatPalette,
  paintHeat,
  usableScale,
} from '../../../src/ui/charts/heatColours';
import { contrast, seenDifference } from './colour';

const COLOURS = {
  negative: [0, 0, 200],
  negativeMid: [100, 150, 250],
  zero: [250, 250, 250],
  positiveMid: [250, 200, 100],
  positive: [200, 80, 0],
} as const;

describe('a value on the scale', () => {
  const scale = { largest: 1, linearBelow: 0.01 };

  test('is odd, 0 at 0, ±1 at the ends and beyond them', () => {
    expect([colourShare(0, scale), colourShare(1, scale), colourShare(-1, scale)]).toEqual([
      0, 1, -1,
    ]);
    expect([colourShare(7, scale), colourShare(Number.NEGATIVE_INFINITY, scale)]).toEqual([1, -1]);
    expect(colourShare(-0.03, scale)).toBe(-colourShare(0.03, scale));
  });

  test('shows decades alike: each takes as much of the colours', () => {
    const decade = colourShare(1, scale) - colourShare(0.1, scale);
    expect(colourShare(0.1, scale) - colourShare(0.01, scale)).toBeCloseTo(decade, 12);
    expect(colourShare(0.002, scale)).toBeCloseTo(0.2 * colourShare(0.01, scale), 12);
  });

  test('has a scale whatever was measured', () => {
    expect(usableScale({ largest: 0, linearBelow: 0 })).toEqual({ largest: 1, linearBelow: 1 });
    expect(usableScale({ largest: Number.NaN, linearBelow: Number.NaN }).largest).toBe(1);
    expect(usableScale({ largest: 2, linearBelow: 5 })).toEqual({ largest: 2, linearBelow: 2 });
  });
});

describe('painting', () => {
  const paint = (values: number[], largest = 1, linearBelow = 1) => {
    const pixels = new Uint8ClampedArray(4 * values.length);
    paintHeat(Float32Array.from(values), pixels, heatPalette(COLOURS), { largest, linearBelow });
    return values.map((_, i) => [...pixels.subarray(4 * i, 4 * i + 4)]);
  };

  test('goes from one hue over the ground to the other', () => {
    expect(paint([-1, 0, 1])).toEqual([
      [0, 0, 200, 255],
      [250, 250, 250, 255],
      [200, 80, 0, 255],
    ]);
    // 255 colours a side: the middle one is half a colour off.
    const [low, high] = paint([-0.5, 0.5]) as [number[], number[]];
    for (const [got, wanted] of [
      [low, COLOURS.negativeMid],
      [high, COLOURS.positiveMid],
    ] as const) {
      for (const c of [0, 1, 2]) expect(Math.abs((got[c] ?? 0) - (wanted[c] ?? 0))).toBeLessThan(3);
    }
  });

  test('leaves what has no value transparent, and shows infinities as the ends', () => {
    expect(paint([Number.NaN])).toEqual([[0, 0, 0, 0]]);
    expect(paint([Number.POSITIVE_INFINITY, 5])).toEqual([
      [200, 80, 0, 255],
      [200, 80, 0, 255],
    ]);
  });

  test('gives every value the colour of its share, within rounding', () => {
    const palette = heatPalette(COLOURS);
    const scale = { largest: 3, linearBelow: 0.004 };
    const values = Float32Array.from({ length: 400 }, (_, i) => 5 * Math.sinh((i - 200) / 25) ** 3);
    const pixels = new Uint8ClampedArray(4 * values.length);
    paintHeat(values, pixels, palette, scale);
    const words = new Uint32Array(pixels.buffer);
    values.forEach((value, i) => {
      const part = 255 + 255 * colourShare(value, scale);
      expect([palette[Math.floor(part)], palette[Math.ceil(part)]]).toContain(words[i]);
    });
  });

  test('survives a map of nothing but zeros', () => {
    expect(paint([0, 0], 0, 0)[0]).toEqual([250, 250, 250, 255]);
  });
});

/** The colours as the page has them: `--heat-zero: #f5f5f2`, first by day, then by night. */
const css = readFileSync(
  new URL('../../../src/ui/charts/heatMap.module.css', import.meta.url),
  'utf8',
);
const tokens = (name: string) => [...css.matchAll(new RegExp(`--heat-${name}: (#\\w{6})`, 'g'))];
const theme = (index: number) =>
  Object.fromEntries(
    ['negative', 'negative-mid', 'zero', 'positive-mid', 'positive'].map((name) => [
      name,
      tokens(name)[index]?.[1] ?? '',
    ]),
  ) as Record<string, string>;

describe.each([
  ['light', 0, '#fdfdfc'],
  ['dark', 1, '#14171a'],
] as const)('the colours of the %s theme', (_, index, ground) => {
  const colours = theme(index);
  const of = (name: string) => colours[name] ?? '';

  test('begin near the ground and move away from it, step by step, on both sides', () => {
    expect(contrast(of('zero'), ground)).toBeLessThan(1.2);
    for (const side of ['negative', 'positive']) {
      const mid = contrast(of(`${side}-mid`), ground);
      expect(mid).toBeGreaterThan(2);
      expect(contrast(of(side), ground)).toBeGreaterThan(1.8 * mid);
    }
  });

  test('tell the signs apart for everybody, where colours are strong and where they are not', () => {
    for (const vision of ['normal', 'deuteranopia', 'protanopia', 'tritanopia'] as const) {
      expect(seenDifference(of('negative'), of('positive'), vision)).toBeGreaterThan(20);
      expect(seenDifference(of('negative-mid'), of('positive-mid'), vision)).toBeGreaterThan(20);
    }
  });

  test('are as strong on one side as on the other', () => {
    for (const name of ['', '-mid']) {
      expect(contrast(of(`negative${name}`), of(`positive${name}`))).toBeLessThan(1.5);
    }
  });
});

test('the palette is what the scale’s gradient shows: straight lines between five colours', () => {
  const bytes = new Uint8ClampedArray(heatPalette(COLOURS).buffer);
  const quarter = [...bytes.subarray(4 * (255 + 64), 4 * (255 + 64) + 3)];
  const [a, b]: [Rgb, Rgb] = [COLOURS.zero, COLOURS.positiveMid];
  quarter.forEach((byte, c) => {
    const mixed = (a[c] ?? 0) + (128 / 255) * ((b[c] ?? 0) - (a[c] ?? 0));
    expect(Math.abs(byte - mixed)).toBeLessThanOrEqual(0.5);
  });
});
