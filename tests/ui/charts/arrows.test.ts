import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { ArrowLayer, wordsBeside } from '../../../src/ui/charts/ArrowLayer';
import { arrowNote, drawnArrows } from '../../../src/ui/charts/arrowGeometry';
import { optimizerStyle } from '../../../src/ui/charts/palette';
import type { MapArrow, SurfaceGrid } from '../../../src/ui/charts/types';

/** Two units to the right are 400 pixels, two units up 200. */
const surface: SurfaceGrid = {
  xRange: [-1, 1],
  yRange: [-1, 1],
  resolution: 2,
  values: new Float32Array(4),
  minima: [],
};
const PLOT = { left: 0, top: 0, width: 400, height: 200 };
const arrow = (
  label: string,
  from: readonly [number, number],
  to: readonly [number, number],
): MapArrow => ({ id: label, label, style: optimizerStyle(0), from, to });
const draw = (...arrows: MapArrow[]) => drawnArrows(surface, PLOT, arrows);

describe('an arrow', () => {
  test('goes from its point to its end, y upwards', () => {
    const [drawn] = draw(arrow('update', [0, 0], [0.2, 0.3]));
    expect(drawn).toMatchObject({ from: { x: 200, y: 100 }, drawn: null });
    expect(drawn?.tip.x).toBeCloseTo(240, 9);
    expect(drawn?.tip.y).toBeCloseTo(70, 9);
  });

  test('of another length than can be seen keeps its direction', () => {
    for (const [size, how] of [
      [1e-9, 'longer'],
      [1e12, 'shorter'],
    ] as const) {
      const [drawn] = draw(arrow('gradient', [0.5, -0.5], [0.5 + size, -0.5 + size]));
      expect(drawn?.drawn).toBe(how);
      const dx = (drawn?.tip.x ?? 0) - (drawn?.from.x ?? 0);
      const dy = (drawn?.tip.y ?? 0) - (drawn?.from.y ?? 0);
      // 1e12 and half a unit share a float64: the direction is good to four digits.
      expect(dx / dy).toBeCloseTo(-2, 4);
      expect(Math.hypot(dx, dy)).toBeGreaterThanOrEqual(22 - 1e-9);
      expect(Math.hypot(dx, dy)).toBeLessThanOrEqual(80 + 1e-9);
    }
  });

  test('without a direction is not drawn, and the caption says why', () => {
    const none = arrow('update', [0, 0], [0, 0]);
    const lost = arrow('gradient', [0, 0], [Number.NaN, 1]);
    expect(draw(none, lost)).toEqual([]);
    expect(arrowNote([none, lost], [])).toBe('Arrows: update is 0, gradient is no number.');
  });
});

test('the caption says of every arrow how long it is', () => {
  const arrows = [
    arrow('a', [0, 0], [0.2, 0.3]),
    arrow('b', [0, 0], [0, 1e-6]),
    arrow('c', [0, 0], [-900, 0]),
  ];
  expect(arrowNote(arrows, draw(...arrows))).toBe(
    'Arrows: a as long as it is, b drawn longer than it is, c drawn shorter than it is.',
  );
  expect(arrowNote([], [])).toBe('');
});

describe('names', () => {
  test('stand beyond the tips, and leave the plot nowhere', () => {
    for (const to of [
      [9, 0],
      [-9, 0],
      [0, 9],
      [0, -9],
    ] as const) {
      for (const from of [
        [0.98, 0.98],
        [-0.98, -0.98],
      ] as const) {
        const [word] = wordsBeside(draw(arrow('gradient', from, to)), PLOT);
        expect(word?.left).toBeGreaterThanOrEqual(0);
        expect((word?.left ?? 0) + (word?.width ?? 0)).toBeLessThanOrEqual(400);
        expect(word?.y).toBeGreaterThan(0);
        expect(word?.y).toBeLessThan(200);
      }
    }
  });

  test('of arrows in one direction do not cover each other', () => {
    const [a, b] = wordsBeside(
      draw(arrow('update', [0, 0], [0.3, 0.01]), arrow('gradient', [0, 0], [0.31, 0])),
      PLOT,
    );
    expect(Math.abs((a?.y ?? 0) - (b?.y ?? 0))).toBeGreaterThanOrEqual(15);
  });

  test('are drawn with their arrows', () => {
    const arrows = draw(arrow('update', [0, 0], [0.2, 0.3]));
    const svg = renderToStaticMarkup(createElement(ArrowLayer, { arrows, plot: PLOT }));
    expect(svg).toContain('>update</text>');
    expect(svg).toContain(optimizerStyle(0).light);
    expect(svg.match(/<path/g)).toHaveLength(3);
  });
});
