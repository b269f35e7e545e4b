import { memo, useMemo, useRef } from 'react';
import chartClasses from '../charts.module.css';
import { type Picture, useFigurePicture } from '../FigureContext';
import { shortened } from '../textWidth';
import { fitTexts } from '../tickTexts';
import { useElementSize } from '../useElementSize';
import { ParallelBrush } from './ParallelBrush';
import classes from './parallel.module.css';
import {
  layOutParallel,
  nearestLine,
  type PlacedAxis,
  type PlacedLine,
  placeLines,
} from './parallelLayout';
import type { Brush, Brushes, ParallelAxis, ParallelLine } from './parallelTypes';

export interface ParallelChartProps {
  /** The last one is what lines are coloured by: low is good. */
  axes: readonly ParallelAxis[];
  lines: readonly ParallelLine[];
  /** The line that is pointed at, here or elsewhere; null: none. */
  pointed: string | null;
  onPoint: (id: string | null) => void;
  onPick?: (id: string) => void;
  brushes: Brushes;
  onBrush: (key: string, brush: Brush | null) => void;
}

/** Colours from the best to the worst; classes of these numbers. */
const TONES = 5;

/** Parallel coordinates (Inselberg, 1985). It fills its parent, which must have a height. */
export const ParallelChart = memo(function ParallelChart(props: ParallelChartProps) {
  const { axes, lines, pointed, onPoint, onPick, brushes, onBrush } = props;
  const svg = useRef<SVGSVGElement>(null);
  const [measure, size] = useElementSize<HTMLDivElement>();
  const layout = useMemo(
    () => layOutParallel(size.width, size.height, axes, lines),
    [size.width, size.height, axes, lines],
  );
  const placed = useMemo(() => placeLines(layout, lines, brushes), [layout, lines, brushes]);
  const picture = useMemo<Picture>(
    () => ({
      svg: (copied) => (svg.current === null ? null : copied(svg.current)),
      legend: () => [],
    }),
    [],
  );
  const broken = lines.some((line) => line.broken);
  useFigurePicture(picture, broken ? 'Broken lines diverged or failed.' : '');

  const at = (event: React.PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return nearestLine(placed, { x: event.clientX - box.left, y: event.clientY - box.top });
  };
  // The best on top of the others, and whoever is pointed at on top of all.
  const order = useMemo(() => inOrder(placed, pointed), [placed, pointed]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table beside it points at lines by keyboard
    // biome-ignore lint/a11y/useKeyWithClickEvents: the same
    <div
      ref={measure}
      className={classes.chart}
      onPointerMove={(event) => onPoint(at(event))}
      onPointerLeave={() => onPoint(null)}
      onClick={() => {
        if (pointed !== null) onPick?.(pointed);
      }}
    >
      {size.width > 0 && (
        <>
          <svg
            ref={svg}
            className={chartClasses.overlay}
            width={size.width}
            height={size.height}
            viewBox={`0 0 ${size.width} ${size.height}`}
            aria-hidden="true"
          >
            {order.map((line) => (
              <Line key={line.id} line={line} pointed={line.id === pointed} />
            ))}
            {layout.axes.map((axis, i) => (
              <AxisLine
                key={axis.key}
                axis={axis}
                layout={layout}
                // Neighbours' names stand in two rows, so that each has room for twice the distance.
                row={i % 2}
                name={nameOf(layout.axes, i, size.width)}
                brush={brushes[axis.key]}
              />
            ))}
          </svg>
          {layout.axes.map((axis) => (
            <ParallelBrush
              key={axis.key}
              {...{ axis, layout, onBrush }}
              brush={brushes[axis.key]}
            />
          ))}
        </>
      )}
    </div>
  );
});

function inOrder(lines: readonly PlacedLine[], pointed: string | null): PlacedLine[] {
  const weight = ({ id, through, share }: PlacedLine) =>
    id === pointed ? 3 : through ? 1 + (1 - (share ?? 1)) : 0;
  return [...lines].sort((a, b) => weight(a) - weight(b));
}

/** Where the name of an axis stands, and how wide it may be; the outer ones begin and end with the picture. */
function nameOf(axes: readonly PlacedAxis[], i: number, width: number): NamePlace {
  const x = axes[i]?.x ?? 0;
  const left = i < 2 ? 0 : ((axes[i - 2]?.x ?? 0) + x) / 2;
  const right = i + 2 >= axes.length ? width : ((axes[i + 2]?.x ?? width) + x) / 2;
  const room = right - left - 8;
  if (i === 0) return { x: 0, anchor: 'start', room };
  if (i === axes.length - 1) return { x: width, anchor: 'end', room };
  return { x, anchor: 'middle', room: Math.min(room, 2 * Math.min(x - left, right - x)) };
}

interface NamePlace {
  x: number;
  anchor: 'start' | 'middle' | 'end';
  room: number;
}

const Line = memo(function Line({ line, pointed }: { line: PlacedLine; pointed: boolean }) {
  const { points, through, share, broken } = line;
  const tone = share === null ? 'none' : String(Math.min(TONES - 1, Math.floor(share * TONES)));
  return (
    <polyline
      points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
      className={classes.line}
      data-tone={tone}
      data-through={through}
      data-pointed={pointed}
      strokeDasharray={broken ? '4 4' : undefined}
    />
  );
});

interface AxisLineProps {
  axis: PlacedAxis;
  layout: { top: number; height: number };
  row: number;
  name: NamePlace;
  brush: Brush | undefined;
}

const TICK = 4;
const ROW = 17;

const AxisLine = memo(function AxisLine({ axis, layout, row, name, brush }: AxisLineProps) {
  const { x, label, ticks } = axis;
  const { top, height } = layout;
  const texts = fitTexts(
    ticks.map(({ y, text }) => ({ at: y, text })),
    top - 6,
    top + height + 6,
    undefined,
    () => 12,
  );
  return (
    <g className={classes.axis}>
      <text x={name.x} y={14 + row * ROW} textAnchor={name.anchor}>
        {shortened(label, name.room)}
      </text>
      <line x1={x} x2={x} y1={top} y2={top + height} stroke="var(--chart-axis)" />
      {brush !== undefined && (
        <line
          x1={x}
          x2={x}
          y1={top + (1 - brush.to) * height}
          y2={top + (1 - brush.from) * height}
          className={classes.brushed}
        />
      )}
      {texts.map(({ at, middle, text }) => (
        <g key={text}>
          <line x1={x - TICK} x2={x} y1={at} y2={at} stroke="var(--chart-axis)" />
          <text x={x - TICK - 3} y={middle + 4} textAnchor="end" className={classes.tick}>
            {text}
          </text>
        </g>
      ))}
    </g>
  );
});
