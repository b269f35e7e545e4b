import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { CurveLayer } from '../../../src/ui/charts/CurveLayer';
import { besideTicks, layOutCurves } from '../../../src/ui/charts/curvesLayout';
import { optimizerStyle } from '../../../src/ui/charts/palette';
import { makeScene, xAxisOf, yAxisOf } from '../../../src/ui/charts/scene';
import type { AxisSpec, Series } from '../../../src/ui/charts/types';

const PLOT = { left: 40, top: 20, width: 300, height: 100 };
const line = (x: number[], y: number[]): Series => ({
  id: 'a',
  label: 'LSTM',
  style: optimizerStyle(0),
  x,
  y,
});
const draw = (series: Series, spec: AxisSpec) => {
  const x = xAxisOf([series], { label: '', scale: 'linear' }, 4);
  const y = yAxisOf([series], [], spec, false, 4);
  const scene = makeScene([series], PLOT, x, y, false);
  return renderToStaticMarkup(
    createElement(
      'svg',
      null,
      createElement(CurveLayer, {
        id: 'c',
        scene,
        plot: PLOT,
        x,
        y,
        references: [],
        cuts: [],
        shade: undefined,
      }),
    ),
  );
};

describe('zero lines', () => {
  test.each(['linear', 'symlog'] as const)(
    'are drawn where a %s axis changes its sign',
    (scale) => {
      const svg = draw(line([0, 1, 2], [-3, 1, 2]), { label: '', scale });
      expect(svg.match(/<line/g)).toHaveLength(1);
    },
  );

  test('stand upright as well where x does', () => {
    const svg = draw(line([-2, 0, 2], [-3, 1, 2]), { label: '', scale: 'linear' });
    expect(svg.match(/<line/g)).toHaveLength(2);
    expect(svg).toContain('x1="190" x2="190"');
  });

  test('are not drawn where all values have one sign, or at the edge', () => {
    expect(draw(line([0, 1, 2], [3, 1, 2]), { label: '', scale: 'log' })).not.toContain('<line');
    expect(draw(line([0, 1, 2], [0, 1, 2]), { label: '', scale: 'linear' })).not.toContain('<line');
  });
});

describe('the layout', () => {
  test('moves the plot aside for long numbers only', () => {
    const { plot } = layOutCurves(800, 300, [], 'auto');
    expect(besideTicks(plot, ['-0.1', '0', '0.1'])).toBe(plot);
    const moved = besideTicks(plot, ['-1.5·10⁻⁴', '0']);
    expect(moved.left).toBeGreaterThan(plot.left);
    expect(moved.left + moved.width).toBe(plot.left + plot.width);
  });

  test('labels lines where there is room, else a legend stands below', () => {
    const legend = [{ id: 'a', label: 'LSTM', style: optimizerStyle(0) }];
    const wide = layOutCurves(800, 300, legend, 'auto');
    const narrow = layOutCurves(330, 300, legend, 'auto');
    expect([wide.direct, narrow.direct]).toEqual([true, false]);
    expect(narrow.plot.height).toBeLessThan(wide.plot.height);
  });

  test('leaves the plot its room however long the legend is', () => {
    const style = optimizerStyle(0);
    const many = Array.from({ length: 500 }, (_, i) => ({ id: `${i}`, label: `Run ${i}`, style }));
    const crowded = layOutCurves(800, 360, many, 'auto');
    expect(crowded.direct).toBe(false);
    expect(crowded.plot.height).toBeGreaterThanOrEqual(0.4 * 360);
    expect(crowded.legend).toBeGreaterThan(0);
    expect(layOutCurves(330, 300, many.slice(0, 2), 'auto').legend).toBeNull();
  });

  test('makes room for what stands at the end of a line, up to a quarter', () => {
    const style = optimizerStyle(0);
    const entry = (label: string) => [{ id: 'a', label, style }];
    const width = (tip: string) =>
      layOutCurves(800, 300, entry('LSTM'), 'auto', entry(tip)).plot.width;
    expect(width('LSTM, diverged')).toBeLessThan(width('LSTM'));
    expect(width('LSTM, diverged'.repeat(20))).toBe(800 - 48 - 200);
  });
});
