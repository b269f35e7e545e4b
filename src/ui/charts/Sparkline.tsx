import { EMPTY_EXTENT, extend } from './axis';
import classes from './charts.module.css';
import { autoFloor } from './logScale';
import { lineColour } from './palette';
import { finiteLength, thinIndices } from './thin';
import type { LineStyle, Numbers } from './types';

export interface SparklineProps {
  /** Losses step by step; drawn on a log axis. */
  values: Numbers;
  style: LineStyle;
  width?: number;
  height?: number;
  /** A second, quieter curve to compare with. */
  reference?: { values: Numbers; style: LineStyle };
}

const INSET = 2;
const MAX_POINTS = 80;

/** A small preview of a curve. It says nothing to a screen reader: the numbers stand beside it in words. */
export function Sparkline({ values, style, width = 120, height = 36, reference }: SparklineProps) {
  const curves = reference === undefined ? [{ values, style }] : [reference, { values, style }];
  const extent = { ...EMPTY_EXTENT };
  let longest = 1;
  for (const curve of curves) {
    const count = finiteLength(curve.values, curve.values);
    longest = Math.max(longest, count - 1);
    for (let i = 0; i < count; i++) extend(extent, curve.values[i] as number);
  }
  const floor = autoFloor(extent.leastPositive, extent.greatest);
  const low = Math.log10(floor);
  const span = Math.log10(Math.max(extent.greatest, floor)) - low || 1;
  const x = (i: number) => INSET + (i / longest) * (width - 2 * INSET);
  const y = (value: number) =>
    height - INSET - ((Math.log10(Math.max(value, floor)) - low) / span) * (height - 2 * INSET);
  return (
    <svg
      className={classes.sparkline}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      {curves.map((curve) => (
        <polyline
          key={curve.style === style ? 'curve' : 'reference'}
          points={polyline(curve.values, longest, x, y)}
          fill="none"
          stroke={lineColour(curve.style)}
          strokeWidth={curve.style === style ? 1.75 : 1}
          strokeDasharray={curve.style.dash}
          strokeLinejoin="round"
        />
      ))}
    </svg>
  );
}

function polyline(
  values: Numbers,
  longest: number,
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  const count = finiteLength(values, values);
  const kept = thinIndices(count, values, (i) => i / longest, MAX_POINTS);
  return Array.from(kept, (i) => `${x(i).toFixed(1)},${y(values[i] as number).toFixed(1)}`).join(
    ' ',
  );
}
