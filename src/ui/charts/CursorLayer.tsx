import { useState } from 'react';
import type { Axis } from './axis';
import classes from './charts.module.css';
import { formatNumber, formatPlace } from './format';
import { lineColour } from './palette';
import { ReadingSlider } from './ReadingSlider';
import { ReadoutPanel, type ReadoutRow } from './ReadoutPanel';
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
  /** Values are read out at `cursor` as well. */
  readout: boolean;
  onCursorChange: ((x: number | null) => void) | undefined;
  reveal: number | undefined;
}

/** The hairline: follows the pointer, a finger or the arrow keys, and reads all values under it. */
export function CursorLayer(props: CursorLayerProps) {
  const { series, plot, x, xName, bands, cursor, readout, onCursorChange, reveal } = props;
  const limit = reveal ?? Number.POSITIVE_INFINITY;
  const [own, setOwn] = useState<number | null>(null);

  const range = sampleRange(series, x, limit);
  if (range === null) return null;
  const wanted = own ?? cursor ?? null;
  const at = wanted === null ? null : Math.max(range[0], Math.min(wanted, range[1]));
  const readings = at === null ? [] : readingsAt(series, at);

  const move = (next: number | null) => {
    if (next === own) return;
    setOwn(next);
    onCursorChange?.(next);
  };

  return (
    <>
      {at !== null && (
        <svg
          className={`${classes.overlay} ${classes.moving}`}
          width="100%"
          height="100%"
          aria-hidden="true"
        >
          <line
            x1={pixelX(plot, x, at)}
            x2={pixelX(plot, x, at)}
            y1={plot.top}
            y2={plot.top + plot.height}
            stroke="var(--chart-ink)"
            strokeOpacity={0.55}
          />
          {readings.map((r) => (
            <Dot key={r.id} reading={r} at={at} {...props} />
          ))}
        </svg>
      )}
      {(own !== null || readout) && at !== null && (
        <ReadoutPanel
          head={`${xName} ${formatPlace(at)}`}
          rows={readings.map((reading) => readoutRow(reading, bands))}
          plot={plot}
          at={pixelX(plot, x, at)}
        />
      )}
      <ReadingSlider
        plot={plot}
        label="Read values along the curves"
        range={range}
        at={at}
        text={at === null ? '' : spoken(xName, at, readings)}
        onAim={(point) => {
          const next = nearestSample(series, x, point.x, limit);
          if (next !== null) move(next);
        }}
        step={(from, direction) => neighbour(series, x, from, direction, limit)}
        onMove={move}
      />
    </>
  );
}

function Dot({ reading, at, plot, x, y }: CursorLayerProps & { reading: Reading; at: number }) {
  if (reading.value === null) return null;
  const height = pixelY(plot, y, reading.value);
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

function readoutRow(reading: Reading, bands: boolean): ReadoutRow {
  const { id, label, style, value, low, high } = reading;
  const known = bands && low !== undefined && high !== undefined;
  return {
    id,
    label,
    style,
    value: value === null ? (reading.text ?? '') : formatNumber(value),
    ...(known ? { detail: `${formatNumber(low)} to ${formatNumber(high)}` } : {}),
  };
}

function spoken(xName: string, at: number, readings: readonly Reading[]): string {
  const values = readings.map((r) =>
    r.value === null ? `${r.label} ${r.text ?? ''}` : `${r.label} ${formatNumber(r.value)}`,
  );
  return `${xName} ${formatPlace(at)}: ${values.join(', ')}`;
}
