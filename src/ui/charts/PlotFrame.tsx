import { createContext, memo, type ReactNode, useContext, useMemo } from 'react';
import { CartesianGrid, ComposedChart, XAxis, YAxis } from 'recharts';
import classes from './charts.module.css';
import type { Plot } from './scene';
import { FONT_SIZE } from './textWidth';

/** Places along an axis (0 to 1) with their texts. */
export interface AxisTicks {
  positions: number[];
  texts: string[];
}

interface PlotFrameProps {
  width: number;
  height: number;
  plot: Plot;
  x: AxisTicks;
  y: AxisTicks;
}

/**
 * What is drawn within the frame. It comes by context, not as children: new curves then leave the axes alone, and
 * drawing costs a tenth of what it costs to hand recharts new data.
 */
export const LayersContext = createContext<ReactNode>(null);

function Layers() {
  return useContext(LayersContext);
}

const UNIT_DOMAIN: [number, number] = [0, 1];
/** Recharts draws no axis without data; the axes' ends are fixed, so this point decides nothing. */
const ANCHOR = [{ x: 0, y: 0 }];
const AXIS_LINE = { stroke: 'var(--chart-axis)' };

interface TickProps {
  x: number | string;
  y: number | string;
  index: number;
}

/** Plain texts: recharts' own measure themselves in the page again and again. */
function xTick(texts: readonly string[]) {
  return ({ x, y, index }: TickProps) => (
    <text x={x} y={Number(y) + FONT_SIZE - 2} textAnchor="middle" className={classes.tick}>
      {texts[index]}
    </text>
  );
}

function yTick(texts: readonly string[]) {
  return ({ x, y, index }: TickProps) => (
    <text x={Number(x) - 2} y={Number(y) + FONT_SIZE / 3} textAnchor="end" className={classes.tick}>
      {texts[index]}
    </text>
  );
}

/** Axes and grid. Drawn again only when size, ends or ticks change. */
export const PlotFrame = memo(function PlotFrame({ width, height, plot, x, y }: PlotFrameProps) {
  const right = width - plot.left - plot.width;
  // Recharts compares by identity: what stays the same must be the same.
  const margin = useMemo(() => ({ left: 0, top: plot.top, right, bottom: 0 }), [plot.top, right]);
  const drawXTick = useMemo(() => xTick(x.texts), [x.texts]);
  const drawYTick = useMemo(() => yTick(y.texts), [y.texts]);
  return (
    <ComposedChart
      width={width}
      height={height}
      margin={margin}
      data={ANCHOR}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--chart-grid)" syncWithTicks />
      <XAxis
        type="number"
        dataKey="x"
        domain={UNIT_DOMAIN}
        ticks={x.positions}
        interval={0}
        allowDataOverflow
        height={height - plot.top - plot.height}
        tick={drawXTick}
        tickSize={4}
        tickLine={AXIS_LINE}
        axisLine={AXIS_LINE}
      />
      <YAxis
        type="number"
        dataKey="y"
        domain={UNIT_DOMAIN}
        ticks={y.positions}
        interval={0}
        allowDataOverflow
        width={plot.left}
        tick={drawYTick}
        tickSize={4}
        tickLine={AXIS_LINE}
        axisLine={AXIS_LINE}
      />
      <Layers />
    </ComposedChart>
  );
});
