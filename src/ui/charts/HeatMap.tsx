import { memo, useId, useMemo, useRef, useState } from 'react';
import chartClasses from './charts.module.css';
import { type Picture, useFigurePicture } from './FigureContext';
import { formatNumber, formatPlace } from './format';
import { HeatCanvas } from './HeatCanvas';
import { HeatFrame } from './HeatFrame';
import { HeatMarks } from './HeatMarks';
import { HeatPointer } from './HeatPointer';
import { HeatScale } from './HeatScale';
import { HeatStrip } from './HeatStrip';
import {
  columnAt,
  columnMiddle,
  heightOf,
  layOutHeat,
  placeAt,
  placesOf,
  rowOf,
  STRIP,
} from './heatGeometry';
import classes from './heatMap.module.css';
import { heatPicture } from './heatPicture';
import { type HeatReading, movedReading } from './heatReading';
import { showing } from './placeWindow';
import { ReadoutPanel } from './ReadoutPanel';
import type { HeatData, HeatPick, PlaceGroup, PlaceMark, PlaceWindow } from './types';
import { useElementSize } from './useElementSize';
import { sameData, useStable } from './useStable';
import { useTurn } from './useTurn';

export interface HeatMapProps {
  /** What is there of the window: it may be of another one while new rows are awaited, and is stretched to fit. */
  data: HeatData;
  /** Of all rows there are, in the window or not. */
  places: number;
  /** The number of the first of them on the axis (default 0). */
  firstPlace?: number;
  /** What part of them is looked at. */
  window: PlaceWindow;
  /** A person zooms or moves: as often as every frame. */
  onWindowChange: (window: PlaceWindow) => void;
  /** Where the colours end, and within which they are linear, in the values' unit. */
  largest: number;
  linearBelow: number;
  /** "update uₜ" */
  valueName: string;
  /** What one column is called: "step" (default). */
  columnName?: string;
  /** The number of the first column (default 0). */
  firstColumn?: number;
  xLabel: string;
  /** Above the places: "coordinate". */
  yLabel: string;
  /** What a row is called that stands for the places from … to − 1: "coordinate 7841, fc1 weights". */
  rowName: (from: number, to: number) => string;
  groups?: readonly PlaceGroup[];
  /** Rows marked in their colours; they and the hairline never make the values be painted anew. */
  marks?: readonly PlaceMark[];
  /** The number of the column marked by the hairline. Shared between pictures by their parent. */
  cursor?: number | null;
  /** A person hovers, drags or uses the keys; null when they leave. */
  onCursorChange?: (column: number | null) => void;
  /** A person clicks, taps or presses Enter. Columns by their numbers. */
  onPick?: (pick: HeatPick) => void;
}

const NO_GROUPS: readonly PlaceGroup[] = [];
const NO_MARKS: readonly PlaceMark[] = [];

/**
 * Values by row and column as colours on a canvas, with everything that moves on a layer of its own above it. Rows
 * are few: those of a window onto many places, which the parent makes anew when the window changes. It fills its
 * parent, which must have a height. New values come as a new `data`.
 */
export const HeatMap = memo(function HeatMap(props: HeatMapProps) {
  const { data, places, window, onWindowChange, largest, linearBelow, valueName } = props;
  const { xLabel, yLabel, rowName, columnName = 'step', firstColumn = 0, firstPlace = 0 } = props;
  const { onCursorChange, onPick } = props;
  const id = useId();
  const svg = useRef<SVGSVGElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [measure, size] = useElementSize<HTMLDivElement>();
  const ready = useTurn() && size.width > 0 && size.height > 0;
  const groups = useStable(props.groups ?? NO_GROUPS, sameData);
  const marks = useStable(props.marks ?? NO_MARKS, sameData);
  const [own, setOwn] = useState<HeatReading | null>(null);

  const layout = useMemo(
    () => layOutHeat(size.width, size.height, places, groups, valueName),
    [size.width, size.height, places, groups, valueName],
  );
  const { plot } = layout;
  const shown = useStable(window, sameData);
  const top = heightOf(plot, shown, places, data.from) - plot.top;
  const height = heightOf(plot, shown, places, data.to) - plot.top - top;

  const lies = useRef({ plot, top, height });
  lies.current = { plot, top, height };
  const picture = useMemo<Picture>(
    () => ({
      svg: (copied) =>
        svg.current === null || canvas.current === null
          ? null
          : heatPicture(copied(svg.current), canvas.current, lies.current.plot, lies.current),
      legend: () => [],
    }),
    [],
  );
  const gaps = useMemo(() => data.values.some(Number.isNaN), [data]);
  useFigurePicture(picture, noteOn(gaps, largest, linearBelow));

  const clamp = (column: number) => Math.max(0, Math.min(data.columns - 1, Math.round(column)));
  const cursor = props.cursor == null ? null : clamp(props.cursor - firstColumn);
  const column = data.columns === 0 ? null : (own?.column ?? cursor);

  const read = (next: HeatReading | null) => {
    if (next?.column === own?.column && next?.place === own?.place) return;
    setOwn(next);
    if (next?.column !== own?.column) {
      onCursorChange?.(next === null ? null : firstColumn + next.column);
    }
  };
  const pick = (at: HeatReading, add: boolean) => {
    const row = rowOf(data, at.place);
    if (row !== null) {
      onPick?.({ column: firstColumn + at.column, row, ...placesOf(data, row), add });
    }
  };
  const readingAt = (point: { x: number; y: number }): HeatReading => ({
    column: columnAt(data.columns, point.x),
    place: placeAt(shown, places, point.y),
  });
  const move = (columns: number, rows: number) => {
    const seen = marks.find((m) => m.place >= shown.from * places && m.place < shown.to * places);
    const start = own ?? { column: cursor ?? 0, place: seen?.place ?? placeAt(shown, places, 0.5) };
    const next = movedReading(data, places, start, columns, rows);
    read(next);
    const row = rowOf(data, next.place);
    const part = row === null ? { from: next.place, to: next.place + 1 } : placesOf(data, row);
    const view = showing(shown, part.from / places, part.to / places);
    if (view !== shown) onWindowChange(view);
  };

  const text = own === null ? null : wordsOn(data, own, rowName);
  const head = own === null ? '' : `${columnName} ${formatPlace(firstColumn + own.column)}`;
  return (
    <div ref={measure} className={classes.map}>
      {ready && (
        <>
          <div
            className={classes.window}
            style={{ left: plot.left, top: plot.top, width: plot.width, height: plot.height }}
          >
            <HeatCanvas
              ref={canvas}
              {...{ data, largest, linearBelow, top, height }}
              width={plot.width}
            />
          </div>
          <svg
            ref={svg}
            className={chartClasses.overlay}
            width={size.width}
            height={size.height}
            viewBox={`0 0 ${size.width} ${size.height}`}
            aria-hidden="true"
          >
            <HeatFrame
              {...{ layout, places, firstPlace, firstColumn, groups, xLabel, yLabel }}
              window={shown}
              columns={data.columns}
            />
            <HeatScale {...{ id, layout, valueName, largest, linearBelow }} />
            <HeatMarks
              {...{ data, plot, places, column, marks }}
              window={shown}
              reading={own?.place ?? null}
            />
          </svg>
          {own !== null && text !== null && (
            <ReadoutPanel
              head={`${head}, ${text.row}`}
              rows={[{ id: 'value', label: valueName, value: text.value }]}
              plot={plot}
              at={columnMiddle(plot, data.columns, own.column)}
            />
          )}
          <HeatPointer
            {...{ plot, places, columnName }}
            window={shown}
            range={[firstColumn, firstColumn + Math.max(0, data.columns - 1)]}
            now={column === null ? null : firstColumn + column}
            text={text === null ? '' : `${head}, ${text.row}: ${valueName} ${text.value}`}
            focus={own === null ? null : (own.place + 0.5) / places}
            onWindow={onWindowChange}
            onAim={(point) => read(point === null ? null : readingAt(point))}
            onPick={(point, add) => pick(readingAt(point), add)}
            onMove={move}
            onPickRead={(add) => {
              if (own !== null) pick(own, add);
            }}
          />
          <HeatStrip plot={plot} width={STRIP} window={shown} onWindow={onWindowChange} />
        </>
      )}
    </div>
  );
});

function wordsOn(data: HeatData, at: HeatReading, rowName: (from: number, to: number) => string) {
  const row = rowOf(data, at.place);
  if (row === null) return { row: rowName(at.place, at.place + 1), value: '…' };
  const { from, to } = placesOf(data, row);
  const value = data.values[row * data.columns + at.column] ?? Number.NaN;
  return {
    row: rowName(from, to),
    value: Number.isNaN(value) ? 'no number' : formatNumber(value),
  };
}

function noteOn(gaps: boolean, largest: number, linearBelow: number): string {
  const notes: string[] = [];
  if (linearBelow > 0 && linearBelow < largest) {
    notes.push(`Colours are linear within ±${formatNumber(linearBelow)}, logarithmic beyond.`);
  }
  if (gaps) notes.push('Hatched: no number.');
  return notes.join(' ');
}
