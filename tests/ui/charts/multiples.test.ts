import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { legendOf } from '../../../src/ui/charts/CurveMultiples';
import { layOutMultiples, panelAt, panelPlots } from '../../../src/ui/charts/multiplesLayout';
import { multiplesTable } from '../../../src/ui/charts/multiplesTable';
import { optimizerStyle } from '../../../src/ui/charts/palette';
import { SmallPanel } from '../../../src/ui/charts/SmallPanel';
import { xAxisOf, yAxisOf } from '../../../src/ui/charts/scene';
import { fitTexts } from '../../../src/ui/charts/tickTexts';
import type { CurvesPanel } from '../../../src/ui/charts/types';

const SYMLOG = { label: '', scale: 'symlog' } as const;
const X = [-0.1, -0.01, 0, 0.01, 0.1];
const panel = (id: string, slope: number): CurvesPanel => ({
  id,
  title: `step ${id}`,
  series: [
    {
      id: 'lstm',
      label: 'LSTM',
      style: optimizerStyle(0),
      x: X,
      y: X.map((x) => -slope * x),
    },
    { id: 'sgd', label: 'SGD', style: optimizerStyle('sgd'), x: X, y: X.map((x) => -0.1 * x) },
  ],
  marks: [{ id: 'm', x: 0.01, y: -slope / 100, label: 'actual', style: optimizerStyle(0) }],
});
const PANELS = [panel('3', 1), panel('9', 0.2)];

describe('the grid', () => {
  test.each([
    [1, 1200],
    [5, 700],
    [32, 1248],
    [32, 328],
    [31, 400],
    [12, 900],
  ])('of %i panels at %i pixels: none over another, none outside', (count, width) => {
    const layout = layOutMultiples(count, width);
    expect(layout.columns * layout.rows).toBeGreaterThanOrEqual(count);
    expect(layout.columns * (layout.rows - 1)).toBeLessThan(count);
    for (const left of [0, 58]) {
      const plots = panelPlots(layout, count, left);
      for (const [i, a] of plots.entries()) {
        expect(a.left).toBeGreaterThanOrEqual(left);
        expect(a.left + a.width).toBeLessThanOrEqual(width);
        expect(a.top + a.height).toBeLessThanOrEqual(layout.height - 38);
        expect(a.width).toBeGreaterThanOrEqual(45);
        for (const b of plots.slice(i + 1)) {
          const beside = b.left >= a.left + a.width || a.left >= b.left + b.width;
          const below = b.top - 18 >= a.top + a.height;
          expect(beside || below).toBe(true);
        }
      }
    }
  });

  test('prefers full rows', () => {
    expect(layOutMultiples(32, 1248)).toMatchObject({ columns: 8, rows: 4 });
    expect(layOutMultiples(32, 328).columns).toBe(4);
  });

  test('stands at no width at all', () => {
    expect(layOutMultiples(32, 0).columns).toBe(1);
    expect(panelPlots(layOutMultiples(2, 0), 2, 40).every((p) => p.width >= 1)).toBe(true);
  });

  test('a point finds its panel', () => {
    const plots = panelPlots(layOutMultiples(32, 1248), 32, 40);
    plots.forEach((plot, i) => {
      expect(panelAt(plots, plot.left + 1, plot.top + plot.height - 1)).toBe(i);
      expect(panelAt(plots, plot.left + plot.width, plot.top - 10)).toBe(i);
    });
    expect(panelAt(plots, 3, 300)).toBeNull();
  });
});

describe('a panel', () => {
  const series = PANELS.flatMap((p) => p.series);
  const x = xAxisOf(series, SYMLOG, 3);
  const y = yAxisOf(series, [], SYMLOG, false, 3);
  const draw = (selected: boolean, more: { first?: boolean; last?: boolean } = {}) =>
    renderToStaticMarkup(
      createElement(
        'svg',
        null,
        createElement(SmallPanel, {
          panel: PANELS[0] as CurvesPanel,
          plot: { left: 40, top: 30, width: 130, height: 80 },
          x,
          y,
          xTexts: x.ticks.map(String),
          yTexts: y.ticks.map(String),
          first: more.first ?? false,
          last: more.last ?? false,
          selected,
          clip: 'url(#c)',
        }),
      ),
    );

  test('draws every line, the marked point where it is, and both zeros', () => {
    const svg = draw(false);
    expect(svg.match(/<path/g)).toHaveLength(2);
    const [, cx, cy] = svg.match(/<circle cx="([\d.]+)" cy="([\d.]+)"/) ?? [];
    expect(Number(cx)).toBeCloseTo(130 * x.position(0.01), 6);
    expect(Number(cy)).toBeCloseTo(80 * (1 - y.position(-0.01)), 6);
    expect(svg).toContain('x1="65" x2="65"');
  });

  test('stands out when selected', () => {
    expect(draw(true)).toContain('font-weight="700"');
    expect(draw(false)).not.toContain('font-weight="700"');
  });

  test('has texts only along the outer sides', () => {
    const texts = (svg: string) => [...svg.matchAll(/<text/g)].length;
    expect(texts(draw(false))).toBe(1);
    expect(texts(draw(false, { first: true }))).toBe(1 + y.ticks.length);
    expect(texts(draw(false, { last: true }))).toBeGreaterThan(1);
  });
});

describe('texts of ticks', () => {
  const ticks = [-0.1, -0.01, 0, 0.01, 0.1].map((v, i) => ({ at: 25 * i, text: String(v) }));

  test('are all there where there is room, within the axis', () => {
    const wide = ticks.map((t) => ({ ...t, at: 4 * t.at }));
    expect(fitTexts(wide, 0, 400, 200)).toHaveLength(5);
    expect(fitTexts(wide, 0, 400, 200)[0]?.middle).toBeGreaterThan(0);
  });

  test('lose those on both sides of 0 that do not fit on one', () => {
    const kept = fitTexts(ticks, 0, 100, 50);
    expect(kept.map((t) => t.text)).toEqual(['-0.1', '0', '0.1']);
    const [a, b, c] = kept.map((t) => t.middle) as [number, number, number];
    expect(b - a).toBeGreaterThan(15);
    expect(c - b).toBeGreaterThan(15);
    const narrow = fitTexts(ticks, 40, 60, 50);
    expect(narrow.map((t) => t.text)).toEqual(['0']);
  });
});

test('small panels say how far their axes go, not only where 0 is', () => {
  const spec = { label: '', scale: 'linear', domain: [-0.33, 0.33] } as const;
  const y = yAxisOf([], [], spec, false, 3);
  const heights = y.ticks.map((tick) => ({ at: 46 * (1 - y.position(tick)), text: String(tick) }));
  const kept = fitTexts(heights, -4, 50, 23, () => 9);
  expect(kept.map((t) => t.text)).toEqual(['0.2', '0', '-0.2']);
});

test('the legend names every line once', () => {
  expect(legendOf(PANELS).map((e) => e.label)).toEqual(['LSTM', 'SGD']);
});

test('the table holds all panels, and the marked points with their names', () => {
  const table = multiplesTable(PANELS, 'step', 'gradient');
  const row = (r: number) => table.columns.map((_, c) => table.cell(r, c));
  expect(table.columns).toEqual(['step', 'gradient', 'LSTM', 'SGD', 'marked', 'mark']);
  expect(table.rows).toBe(12);
  expect(row(0)).toEqual(['step 3', -0.1, 0.1, 0.1 * 0.1, null, null]);
  expect(row(5)).toEqual(['step 3', 0.01, null, null, -0.01, 'actual']);
  expect(row(6)[0]).toBe('step 9');
  expect(multiplesTable([], 'step', 'gradient').rows).toBe(0);
});
