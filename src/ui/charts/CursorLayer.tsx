import { Box } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Axis } from './axis';
import classes from './charts.module.css';
import { ReadoutPanel } from './ReadoutPanel';
import { formatNumber } from './format';
import { lineColour } from './palette';
import { nearestSample, neighbour, type Reading, readingsAt, sampleRange } from './readings';
import { type Plot, pixelX, pixelY } from './scene';
import type { Series } from './types';

interface CursorLayerProps {
  series: readonly Series[];
  plot: Plot;
  x: Axis;
  y: Axis;
  xName: string;
  bands: boolean;
  cursor: number | null | undefined;
  onCursorChange: ((x: number | null) => void) | undefined;
  reveal: number | undefined;
}

/** How many samples Page Up and Page Down go. */
const PAGE = 10;

/** The hairline: follows the pointer, a finger or the arrow keys, and reads all values under it. */
export function CursorLayer(props: CursorLayerProps) {
  const { series, plot, x, xName, bands, cursor, onCursorChange, reveal } = props;
  const limit = reveal ?? Number.POSITIVE_INFINITY;
  const [own, setOwn] = useState<number | null>(null);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const range = sampleRange(series, x, limit);
  const wanted = own ?? cursor ?? null;
  const at = wanted === null || range === null ? null : Math.max(range[0], Math.min(wanted, range[1]));
  const readings = at === null ? [] : readingsAt(series, at);

  const move = (next: number | null) => {
    if (next === own) return;
    setOwn(next);
    onCursorChange?.(next);
  };
  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const position = (event.clientX - box.left) / box.width;
    // One reading a frame is enough however fast the mouse reports.
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const next = nearestSample(series, x, Math.max(0, Math.min(1, position)), limit);
      if (next !== null) move(next);
    });
  };
  const leave = () => {
    cancelAnimationFrame(frame.current);
    move(null);
  };
  const press = (event: KeyboardEvent) => {
    if (range === null) return;
    if (event.key === 'Escape' && own !== null) {
      event.preventDefault();
      leave();
      return;
    }
    const next = keyTarget(event.key, at, range, (from, direction) =>
      neighbour(series, x, from, direction, limit),
    );
    if (next === null) return;
    event.preventDefault();
    move(next);
  };

  if (range === null) return null;
  const text = at === null ? '' : spoken(xName, at, readings);
  return (
    <>
      {at !== null && (
        <svg className={classes.overlay} width="100%" height="100%" aria-hidden="true">
          <line
            x1={pixelX(plot, x, at)}
            x2={pixelX(plot, x, at)}
            y1={plot.top}
            y2={plot.top + plot.height}
            stroke="var(--chart-ink)"
            strokeWidth={1}
            strokeOpacity={0.55}
          />
          {readings.map((r) => r.value !== null && <Dot key={r.id} reading={r} at={at} {...props} />)}
        </svg>
      )}
      {own !== null && at !== null && (
        <ReadoutPanel
          head={`${xName} ${formatNumber(at)}`}
          readings={readings}
          bands={bands}
          plot={plot}
          at={pixelX(plot, x, at)}
        />
      )}
      <Box
        className={classes.pointer}
        style={{ left: plot.left, top: plot.top, width: plot.width, height: plot.height }}
        role="slider"
        tabIndex={0}
        aria-label="Read values along the curves"
        aria-orientation="horizontal"
        aria-valuemin={range[0]}
        aria-valuemax={range[1]}
        aria-valuenow={at ?? range[1]}
        aria-valuetext={text === '' ? 'Arrow keys read the values' : text}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={(event: PointerEvent) => {
          // A lifted finger leaves its reading to be read; it goes when something else is touched.
          if (event.pointerType === 'mouse') leave();
        }}
        onPointerCancel={leave}
        onBlur={leave}
        onKeyDown={press}
      />
    </>
  );
}

function Dot({ reading, at, plot, x, y }: CursorLayerProps & { reading: Reading; at: number }) {
  const height = pixelY(plot, y, reading.value as number);
  if (height < plot.top - 1 || height > plot.top + plot.height + 1) return null;
  return (
    <circle
      cx={pixelX(plot, x, at)}
      cy={height}
      r={3.5}
      fill={lineColour(reading.style)}
      stroke="var(--chart-ground)"
      strokeWidth={1.5}
    />
  );
}

function keyTarget(
  key: string,
  at: number | null,
  [first, last]: [number, number],
  step: (from: number, direction: 1 | -1) => number | null,
): number | null {
  const steps = (direction: 1 | -1, count: number) => {
    if (at === null) return direction === 1 ? first : last;
    let here = at;
    for (let i = 0; i < count; i++) here = step(here, direction) ?? here;
    return here;
  };
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return steps(1, 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return steps(-1, 1);
    case 'PageUp':
      return steps(1, PAGE);
    case 'PageDown':
      return steps(-1, PAGE);
    case 'Home':
      return first;
    case 'End':
      return last;
    default:
      return null;
  }
}

function spoken(xName: string, at: number, readings: readonly Reading[]): string {
  const values = readings.map((r) =>
    r.value === null ? `${r.label} ${r.text ?? ''}` : `${r.label} ${formatNumber(r.value)}`,
  );
  return `${xName} ${formatNumber(at)}: ${values.join(', ')}`;
}
