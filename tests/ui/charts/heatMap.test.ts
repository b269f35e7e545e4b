import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { HeatMarks } from '../../../src/ui/charts/HeatMarks';
import { HeatScale } from '../../../src/ui/charts/HeatScale';
import {
  columnAt,
  columnMiddle,
  columnTicks,
  heightOf,
  layOutHeat,
  placeAt,
  placeGroups,
  placesOf,
  placeTicks,
  rowOf,
} from '../../../src/ui/charts/heatGeometry';
import { movedReading } from '../../../src/ui/charts/heatReading';
import { heatSummaryTable, heatTable } from '../../../src/ui/charts/heatTables';
import { optimizerStyle } from '../../../src/ui/charts/palette';
import { WHOLE } from '../../../src/ui/charts/placeWindow';
import type { HeatData, PlaceMark } from '../../../src/ui/charts/types';

const make = (rows: number, from: number, to: number, columns = 4): HeatData => ({
  rows,
  columns,
  values: Float32Array.from({ length: rows * columns }, (_, i) => i - 5),
  from,
  to,
});
const PLOT = { left: 50, top: 20, width: 400, height: 300 };
const PLACES = 15_910;
const GROUPS = [
  { name: 'layer 1 weights', from: 0, to: 15_680 },
  { name: 'layer 1 biases', from: 15_680, to: 15_700 },
  { name: 'output weights', from: 15_700, to: 15_900 },
  { name: 'output biases', from: 15_900, to: 15_910 },
];

describe('rows and places', () => {
  test('every place is in one row, and every row says which places it stands for', () => {
    for (const data of [make(320, 0, PLACES), make(7, 3, 10), make(3, 100, 117), make(1, 5, 6)]) {
      let next = data.from;
      for (let row = 0; row < data.rows; row++) {
        const { from, to } = placesOf(data, row);
        expect(from).toBe(next);
        for (const place of [from, to - 1]) expect(rowOf(data, place)).toBe(row);
        next = to;
      }
      expect(next).toBe(data.to);
      expect([rowOf(data, data.from - 1), rowOf(data, data.to)]).toEqual([null, null]);
    }
  });

  test('pixels and places agree, in any window', () => {
    for (const window of [WHOLE, { from: 0.25, to: 0.27 }]) {
      for (const share of [0, 0.31, 0.999]) {
        const place = placeAt(window, PLACES, share);
        const top = (heightOf(PLOT, window, PLACES, place) - PLOT.top) / PLOT.height;
        const bottom = (heightOf(PLOT, window, PLACES, place + 1) - PLOT.top) / PLOT.height;
        expect(top).toBeLessThanOrEqual(share + 1e-9);
        expect(bottom).toBeGreaterThan(share - 1e-9);
      }
    }
    expect([placeAt(WHOLE, 10, 1), columnAt(4, 1), columnAt(4, 0.26)]).toEqual([9, 3, 1]);
    expect(columnMiddle(PLOT, 4, 0)).toBe(100);
  });
});

describe('the frame', () => {
  test('has room for every name, or says its two halves one below the other', () => {
    const wide = layOutHeat(1000, 420, PLACES, GROUPS, 'update');
    expect(wide.names.left + wide.names.width).toBe(1000);
    expect(placeGroups(wide, WHOLE, PLACES, GROUPS).map((g) => g.lines)).toEqual(
      GROUPS.map((g) => [g.name]),
    );
    const narrow = layOutHeat(330, 420, PLACES, GROUPS, 'update');
    expect(narrow.plot.width).toBeGreaterThan(160);
    expect(placeGroups(narrow, WHOLE, PLACES, GROUPS)[0]?.lines).toEqual(['layer 1', 'weights']);
    const plain = layOutHeat(330, 420, PLACES, [], 'update');
    expect(plain.plot.width).toBeGreaterThan(narrow.plot.width + 60);
  });

  test('names of small groups do not touch', () => {
    const layout = layOutHeat(1000, 420, PLACES, GROUPS, 'update');
    const heights = placeGroups(layout, WHOLE, PLACES, GROUPS).map((g) => g.labelAt ?? -1);
    for (const [i, height] of heights.entries()) {
      expect(height).toBeGreaterThan(layout.plot.top);
      expect(height).toBeLessThan(layout.plot.top + layout.plot.height);
      if (i > 0) expect(height - (heights[i - 1] ?? 0)).toBeGreaterThanOrEqual(15 - 1e-9);
    }
  });

  test('only groups in view are named, cut to what is seen of them', () => {
    const layout = layOutHeat(1000, 420, PLACES, GROUPS, 'update');
    const window = { from: 15_650 / PLACES, to: 15_750 / PLACES };
    const seen = placeGroups(layout, window, PLACES, GROUPS);
    expect(seen.map((g) => [g.name, g.begins])).toEqual([
      ['layer 1 weights', false],
      ['layer 1 biases', true],
      ['output weights', true],
    ]);
    expect(seen[0]?.top).toBe(layout.plot.top);
    expect(seen[2]?.bottom).toBeCloseTo(layout.plot.top + layout.plot.height, 9);
  });

  test('of more groups than there is room for, the largest are named', () => {
    const many = Array.from({ length: 100 }, (_, i) => ({
      name: `group ${i}`,
      from: 100 * i,
      to: 100 * i + (i === 50 ? 100 : 99),
    }));
    const named = placeGroups(layOutHeat(1000, 420, 10_000, many, ''), WHOLE, 10_000, many);
    expect(named).toHaveLength(100);
    const labelled = named.filter((g) => g.labelAt !== null);
    expect(labelled.length).toBeLessThan(25);
    expect(labelled.map((g) => g.name)).toContain('group 50');
  });

  test('ticks are whole, in view, and count from where the parent counts', () => {
    const window = { from: 0.5, to: 0.501 };
    const ticks = placeTicks(PLOT, window, PLACES);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.every((t) => t.at >= PLOT.top && t.at <= PLOT.top + PLOT.height)).toBe(true);
    expect(placeTicks(PLOT, WHOLE, 20, 1)[0]).toEqual({
      text: '5',
      at: heightOf(PLOT, WHOLE, 20, 4.5),
    });
    expect(columnTicks(PLOT, 4, 1)).toEqual(
      [1, 2, 3, 4].map((n) => ({ text: `${n}`, at: columnMiddle(PLOT, 4, n - 1) })),
    );
  });
});

describe('reading by keys', () => {
  const data = make(10, 100, 200);

  test('goes by columns and rows, and stops at the ends', () => {
    expect(movedReading(data, 300, { column: 1, place: 115 }, 1, 0)).toEqual({
      column: 2,
      place: 115,
    });
    expect(movedReading(data, 300, { column: 1, place: 115 }, Number.POSITIVE_INFINITY, 0)).toEqual(
      { column: 3, place: 115 },
    );
    expect(movedReading(data, 300, { column: 1, place: 115 }, 0, 2).place).toBe(130);
    expect(movedReading(data, 300, { column: 1, place: 115 }, 0, -1).place).toBe(100);
  });

  test('goes on beyond the rows that are there, to places that there are', () => {
    expect(movedReading(data, 300, { column: 0, place: 195 }, 0, 1).place).toBe(205);
    expect(movedReading(data, 300, { column: 0, place: 105 }, 0, -1).place).toBe(95);
    expect(movedReading(data, 200, { column: 0, place: 195 }, 0, 1).place).toBe(199);
  });
});

describe('tables', () => {
  const names = {
    place: 'coordinate',
    column: 'step',
    firstColumn: 3,
    row: (from: number, to: number) => `${from} to ${to - 1}`,
  };
  const data: HeatData = {
    rows: 2,
    columns: 3,
    values: Float32Array.of(3, -4, Number.NaN, Number.NaN, Number.NaN, Number.NaN),
    from: 10,
    to: 14,
  };

  test('say of every row how large its numbers are; of none, nothing', () => {
    const table = heatSummaryTable(data, names);
    const row = (r: number) => table.columns.map((_, c) => table.cell(r, c));
    expect(table.columns[0]).toBe('coordinate');
    expect(row(0)).toEqual(['10 to 11', -4, 3, Math.sqrt(12.5), -4]);
    expect(row(1)).toEqual(['12 to 13', null, null, null, null]);
  });

  test('hold every value under its step', () => {
    const table = heatTable(data, names);
    expect(table.columns).toEqual(['coordinate', 'step 3', 'step 4', 'step 5']);
    expect([table.cell(0, 2), table.cell(1, 0), table.cell(0, 3)]).toEqual([
      -4,
      '12 to 13',
      Number.NaN,
    ]);
  });
});

describe('drawn', () => {
  const draw = (marks: PlaceMark[], column: number | null, window = WHOLE) =>
    renderToStaticMarkup(
      createElement(HeatMarks, {
        data: make(300, 0, 3000, 200),
        plot: PLOT,
        window,
        places: 3000,
        column,
        marks,
        reading: null,
      }),
    );
  const mark = { id: 'a', place: 1500, label: 'a', style: optimizerStyle(1) };

  test('the column is a hairline at its middle; without one there is none', () => {
    const [, at] = draw([], 100).match(/<line x1="([\d.]+)"/) ?? [];
    expect(Number(at)).toBeCloseTo(251, 9);
    expect(draw([], null)).not.toContain('<line');
  });

  test('a marked row is outlined in its colour, one out of view is pointed at from the edge', () => {
    expect(draw([mark], null).match(/<rect/g)).toHaveLength(2);
    expect(draw([mark], null)).toContain(optimizerStyle(1).light);
    const above = draw([mark], null, { from: 0.8, to: 0.9 });
    expect(above).not.toContain('<rect');
    expect(above).toContain(`M${PLOT.left + 4} ${PLOT.top + 8}`);
  });

  test('the scale has the signs at equal distances, and 0 in the middle', () => {
    const layout = layOutHeat(1000, 420, 100, [], 'update');
    const svg = renderToStaticMarkup(
      createElement(
        'svg',
        null,
        createElement(HeatScale, {
          id: 'x',
          layout,
          valueName: 'update',
          largest: 0.1,
          linearBelow: 0.01,
        }),
      ),
    );
    const middle = layout.scale.left + layout.scale.width / 2;
    const texts = [...svg.matchAll(/<text x="([\d.]+)"[^>]*>([^<]*)</g)].map(
      ([, x, text]) => [text, Number(x)] as const,
    );
    expect(texts.map(([text]) => text)).toEqual(['-0.1', '-0.01', '0', '0.01', '0.1', 'update']);
    const at = new Map(texts);
    expect(at.get('0')).toBeCloseTo(middle, 6);
    expect((at.get('0.01') ?? 0) - middle).toBeCloseTo(middle - (at.get('-0.01') ?? 0), 6);
  });
});
