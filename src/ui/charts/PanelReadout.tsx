import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Axis } from './axis';
import classes from './charts.module.css';
import { formatNumber, formatPlace } from './format';
import own from './multiples.module.css';
import { PANEL_TITLE, panelAt } from './multiplesLayout';
import { lineColour } from './palette';
import { ReadoutPanel } from './ReadoutPanel';
import { nearestSample, readingsAt } from './readings';
import { type Plot, pixelX, pixelY } from './scene';
import type { CurvesPanel } from './types';

interface PanelReadoutProps {
  panels: readonly CurvesPanel[];
  plots: readonly Plot[];
  x: Axis;
  y: Axis;
  xName: string;
  /** Of the whole. */
  width: number;
  height: number;
  /** What lies on top and takes the clicks. */
  children: ReactNode;
}

/** The values of the panel under the pointer, and the same x in all others. */
export function PanelReadout(props: PanelReadoutProps) {
  const { panels, plots, x, y, xName, width, height, children } = props;
  const frame = useRef(0);
  const [aim, setAim] = useState<{ panel: number; x: number } | null>(null);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const left = event.clientX - box.left;
    const index = panelAt(plots, left, event.clientY - box.top);
    cancelAnimationFrame(frame.current);
    // One reading a frame is enough however fast the mouse reports.
    frame.current = requestAnimationFrame(() => {
      const plot = index === null ? undefined : plots[index];
      const panel = index === null ? undefined : panels[index];
      if (index === null || plot === undefined || panel === undefined) {
        setAim(null);
        return;
      }
      const position = Math.max(0, Math.min(1, (left - plot.left) / plot.width));
      const found = nearestSample(panel.series, x, position, Number.POSITIVE_INFINITY);
      setAim(found === null ? null : { panel: index, x: found });
    });
  };
  const leave = () => {
    cancelAnimationFrame(frame.current);
    setAim(null);
  };

  const plot = aim === null ? undefined : plots[aim.panel];
  const panel = aim === null ? undefined : panels[aim.panel];
  const readings = aim === null || panel === undefined ? [] : readingsAt(panel.series, aim.x);
  return (
    <>
      {aim !== null && plot !== undefined && (
        <svg className={classes.overlay} width="100%" height="100%" aria-hidden="true">
          {plots.map((other) => {
            const at = pixelX(other, x, aim.x);
            const strong = other === plot ? 0.55 : 0.25;
            return (
              <line
                key={`${other.left} ${other.top}`}
                x1={at}
                x2={at}
                y1={other.top}
                y2={other.top + other.height}
                stroke="var(--chart-ink)"
                strokeOpacity={strong}
              />
            );
          })}
          {readings.map(
            ({ id, value, style }) =>
              value !== null &&
              value >= y.low &&
              value <= y.high && (
                <circle
                  key={id}
                  cx={pixelX(plot, x, aim.x)}
                  cy={pixelY(plot, y, value)}
                  r={3}
                  fill={lineColour(style)}
                />
              ),
          )}
        </svg>
      )}
      {aim !== null && plot !== undefined && panel !== undefined && (
        <ReadoutPanel
          head={`${panel.title}, ${xName} ${formatPlace(aim.x)}`}
          rows={readings.map(({ id, label, style, value, text }) => ({
            id,
            label,
            style,
            value: value === null ? (text ?? '') : formatNumber(value),
          }))}
          {...besidePanel(plot, width, height, readings.length)}
        />
      )}
      <div
        className={own.choices}
        onPointerMove={follow}
        onPointerLeave={leave}
        onPointerCancel={leave}
      >
        {children}
      </div>
    </>
  );
}

const ROW = 18;
const NARROW = 480;

/** Where values are read out: beside the panel, on a narrow page below it or above, never over it. */
function besidePanel(plot: Plot, width: number, height: number, rows: number) {
  const needed = (rows + 2) * ROW;
  const below = plot.top + plot.height + 2;
  const above = plot.top - needed - PANEL_TITLE;
  const narrow = below + needed <= height || above < 0 ? below : above;
  const top = width < NARROW ? narrow : Math.min(plot.top, Math.max(0, height - needed));
  const right = plot.left + plot.width;
  const at = plot.left + right > width ? plot.left : right;
  return { plot: { left: 0, top, width, height }, at };
}
