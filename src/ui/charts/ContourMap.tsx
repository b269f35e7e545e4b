import { memo, useId, useMemo, useRef, useState } from 'react';
import { ArrowLayer } from './ArrowLayer';
import { arrowNote, drawnArrows } from './arrowGeometry';
import classes from './charts.module.css';
import { surfaceAt } from './contours';
import { type LegendEntry, type Picture, useFigurePicture } from './FigureContext';
import { formatNumber } from './format';
import { Legend, legendHeight } from './Legend';
import { PathLayer } from './PathLayer';
import { leavesAt, nearestStep, projectPath } from './pathGeometry';
import { ReadingSlider } from './ReadingSlider';
import { ReadoutPanel, type ReadoutRow } from './ReadoutPanel';
import { ReliefCanvas, type ReliefHandle } from './ReliefCanvas';
import type { Plot } from './scene';
import { textWidth } from './textWidth';
import type { MapArrow, SurfaceGrid, SurfacePath } from './types';
import { useElementSize } from './useElementSize';
import { sameData, sameSeries, useStable } from './useStable';
import { useThrottledValue } from './useThrottledValue';

export interface ContourMapProps {
  surface: SurfaceGrid | null;
  paths: readonly SurfacePath[];
  /** At the place of the step being looked at: the update, the gradient. */
  arrows?: readonly MapArrow[];
  /** The last step drawn of every path (default: all). */
  reveal?: number;
  /** The step whose points are marked and read out; what comes after it is drawn faintly. */
  cursor?: number | null;
  onCursorChange?: (step: number | null) => void;
  /** At most so many redraws a second for new `paths` (default 8). */
  updatesPerSecond?: number;
}

/** A wide map would stretch the surface out of shape: at most so many times as wide as high. */
const WIDEST = 1.7;
const SIDE_BY_SIDE = 560;
const LEFT = 40;
const EDGE = 8;
const AXIS_HEIGHT = 24;
const NO_ARROWS: readonly MapArrow[] = [];

/**
 * A surface from above with every optimizer's path over it: shades and level lines on a canvas, paths as vectors.
 * It fills its parent, which must have a height.
 */
export const ContourMap = memo(function ContourMap(props: ContourMapProps) {
  const { surface, onCursorChange } = props;
  const id = useId();
  const relief = useRef<ReliefHandle>(null);
  const svg = useRef<SVGSVGElement>(null);
  const [measure, size] = useElementSize<HTMLDivElement>();
  const stable = useStable(props.paths, sameSeries);
  const paths = useThrottledValue(stable, props.updatesPerSecond ?? 8);
  const wantedArrows = useStable(props.arrows ?? NO_ARROWS, sameData);
  const [own, setOwn] = useState<number | null>(null);

  const visible = useMemo(() => paths.filter((p) => p.hidden !== true), [paths]);
  const legend = useMemo<LegendEntry[]>(
    () => visible.map(({ id: key, label, style }) => ({ id: key, label, style })),
    [visible],
  );
  const { plot, beside } = useMemo(
    () => layOut(size.width, size.height, legend),
    [size.width, size.height, legend],
  );
  const points = useMemo(
    () => (surface === null ? [] : visible.map((path) => projectPath(surface, plot, path))),
    [surface, visible, plot],
  );
  const arrows = useMemo(
    () => (surface === null ? [] : drawnArrows(surface, plot, wantedArrows)),
    [surface, wantedArrows, plot],
  );
  const steps = Math.max(0, ...points.map((p) => p.length)) - 1;
  const last = Math.min(steps, props.reveal ?? steps);

  const picture = useMemo<Picture>(
    () => ({
      svg: (copied) => drawing(svg.current && copied(svg.current), relief.current, plot),
      legend: () => legend,
    }),
    [plot, legend],
  );
  const notes = surface === null ? [] : [noteOn(surface, visible, last)];
  if (size.width > 0) notes.push(arrowNote(wantedArrows, arrows));
  useFigurePicture(picture, notes.filter((note) => note !== '').join(' '));

  const wanted = own ?? props.cursor ?? null;
  const at = wanted === null || last < 0 ? null : Math.max(0, Math.min(Math.round(wanted), last));
  const rows = at === null || surface === null ? [] : readoutRows(surface, visible, at);
  const move = (next: number | null) => {
    if (next === own) return;
    setOwn(next);
    onCursorChange?.(next);
  };

  return (
    <div ref={measure} className={classes.chart}>
      {surface !== null && size.width > 0 && (
        <>
          <ReliefCanvas ref={relief} surface={surface} plot={plot} />
          <svg
            ref={svg}
            className={classes.overlay}
            width={size.width}
            height={size.height}
            viewBox={`0 0 ${size.width} ${size.height}`}
            aria-hidden="true"
          >
            <PathLayer {...{ id, surface, plot, points, last, at }} paths={visible} />
            <ArrowLayer arrows={arrows} plot={plot} />
          </svg>
          <Legend entries={legend} style={legendPlace(plot, beside)} />
          {own !== null && at !== null && (
            <ReadoutPanel
              head={`step ${at}`}
              rows={rows}
              plot={plot}
              at={panelPlace(points, at, plot)}
            />
          )}
          {last >= 0 && (
            <ReadingSlider
              plot={plot}
              label="Read points along the paths"
              range={[0, last]}
              at={at}
              text={at === null ? '' : spoken(at, rows)}
              onAim={(point) => {
                const place = {
                  x: plot.left + point.x * plot.width,
                  y: plot.top + point.y * plot.height,
                };
                const next = nearestStep(points, place, last);
                if (next !== null) move(next);
              }}
              step={(from, direction) => {
                const next = from + direction;
                return next < 0 || next > last ? null : next;
              }}
              onMove={move}
            />
          )}
        </>
      )}
    </div>
  );
});

function layOut(
  width: number,
  height: number,
  legend: readonly LegendEntry[],
): { plot: Plot; beside: boolean } {
  const beside = width >= SIDE_BY_SIDE;
  const widest = beside ? Math.max(0, ...legend.map((e) => textWidth(e.label))) : 0;
  const column = 48 + Math.ceil(widest);
  const bottom = AXIS_HEIGHT + (beside ? 0 : legendHeight(legend, width));
  const tall = Math.max(1, height - EDGE - bottom);
  const room = width - LEFT - (beside ? column + 12 : EDGE);
  return {
    beside,
    plot: {
      left: LEFT,
      top: EDGE,
      width: Math.max(1, Math.round(Math.min(room, tall * WIDEST))),
      height: tall,
    },
  };
}

function legendPlace(plot: Plot, beside: boolean) {
  return beside
    ? { left: plot.left + plot.width + 16, top: plot.top, flexDirection: 'column' as const }
    : { left: 0, right: 0, top: plot.top + plot.height + AXIS_HEIGHT };
}

/** The panel stands away from the points being read. */
function panelPlace(points: readonly { x: number }[][], at: number, plot: Plot): number {
  const here = points.flatMap((p) => p[Math.min(at, p.length - 1)]?.x ?? []);
  const mean = here.reduce((sum, x) => sum + x, 0) / Math.max(1, here.length);
  return mean > plot.left + plot.width / 2 ? plot.left : plot.left + plot.width;
}

function readoutRows(
  surface: SurfaceGrid,
  paths: readonly SurfacePath[],
  at: number,
): ReadoutRow[] {
  const read = paths.flatMap((path) => {
    const x = path.points[2 * at];
    const y = path.points[2 * at + 1];
    if (x === undefined || y === undefined) return [];
    const value = path.values?.[at] ?? surfaceAt(surface, x, y) ?? Number.NaN;
    return [{ path, x, y, value }];
  });
  read.sort((a, b) => (a.value <= b.value || Number.isNaN(b.value) ? -1 : 1));
  return read.map(({ path, x, y, value }) => ({
    id: path.id,
    label: path.label,
    style: path.style,
    value: formatNumber(value),
    detail: `at (${formatNumber(x)}, ${formatNumber(y)})`,
  }));
}

function spoken(at: number, rows: readonly ReadoutRow[]): string {
  return `step ${at}: ${rows.map((r) => `${r.label} ${r.value} ${r.detail ?? ''}`).join(', ')}`;
}

function noteOn(surface: SurfaceGrid, paths: readonly SurfacePath[], last: number): string {
  const left = paths.flatMap((path) => {
    const step = leavesAt(surface, path, last);
    return step === null ? [] : [`${path.label} at step ${step}`];
  });
  return left.length === 0 ? '' : `Leaving the window: ${left.join(', ')}.`;
}

/** The paths as vectors over the surface as an image; what stands beside the map on screen is left out. */
function drawing(
  copy: SVGSVGElement | null,
  relief: ReliefHandle | null,
  plot: Plot,
): SVGSVGElement | null {
  if (copy === null || relief === null) return null;
  const width = plot.left + plot.width + EDGE;
  const height = plot.top + plot.height + AXIS_HEIGHT;
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const image = document.createElementNS('http://www.w3.org/2000/svg', 'image');
  const place = { x: plot.left, y: plot.top, width: plot.width, height: plot.height };
  for (const [key, value] of Object.entries(place)) image.setAttribute(key, String(value));
  image.setAttribute('preserveAspectRatio', 'none');
  image.setAttribute('href', relief.dataUrl());
  copy.prepend(image);
  return copy;
}
