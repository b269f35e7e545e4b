import type { CSSProperties } from 'react';
import classes from './charts.module.css';
import type { LegendEntry } from './FigureContext';
import { lineColour } from './palette';
import { textWidth } from './textWidth';
import type { LineStyle } from './types';

const SWATCH = 26;
const ROW = 18;

/** How high a legend is at a width: its rows wrap as the browser wraps them. */
export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  let rows = entries.length === 0 ? 0 : 1;
  // Before the page is laid out its type is not known either.
  if (width <= 0) return rows * ROW;
  let x = 0;
  for (const { label } of entries) {
    const needed = SWATCH + 5 + Math.ceil(textWidth(label)) + 2;
    if (x > 0 && x + 12 + needed > width) {
      rows++;
      x = 0;
    }
    x += (x > 0 ? 12 : 0) + needed;
  }
  return rows * ROW;
}

/** A short piece of a line, as the chart draws it. */
export function Swatch({ style }: { style: LineStyle }) {
  return (
    <svg width={SWATCH} height={8} aria-hidden="true">
      <line
        x1={0}
        x2={SWATCH}
        y1={4}
        y2={4}
        stroke={lineColour(style)}
        strokeWidth={style.width}
        strokeDasharray={style.dash}
      />
    </svg>
  );
}

interface LegendProps {
  entries: readonly LegendEntry[];
  style: CSSProperties;
  /** Rows beyond this height are scrolled; null: there are none. */
  height?: number | null;
}

export function Legend({ entries, style, height = null }: LegendProps) {
  // The keyboard scrolls what has the focus.
  const scrolled = height === null ? {} : { tabIndex: 0, 'aria-label': 'Lines' };
  return (
    <ul
      className={classes.legend}
      style={height === null ? style : { ...style, maxHeight: height, overflowY: 'auto' }}
      {...scrolled}
    >
      {entries.map((entry) => (
        <li key={entry.id}>
          <Swatch style={entry.style} />
          {entry.label}
        </li>
      ))}
    </ul>
  );
}
