import { memo, useId, useMemo, useRef } from 'react';
import { type Axis, symlogNotes } from './axis';
import { CursorLayer } from './CursorLayer';
import { CurveLayer } from './CurveLayer';
import classes from './charts.module.css';
import { BOTTOM, besideTicks, layOutCurves } from './curvesLayout';
import { type LegendEntry, type Picture, useFigurePicture } from './FigureContext';
import { formatNumber, formatTicks } from './format';
import { Legend } from './Legend';
import { type AxisTicks, LayersContext, PlotFrame } from './PlotFrame';
import { makeScene, type Plot, type Scene, xAxisOf, yAxisOf } from './scene';
import { TipLayer } from './TipLayer';
import { FONT_SIZE, shortened } from './textWidth';
import type { AxisSpec, Marker, ReferenceLine, Series, ShadedRegion } from './types';
import { useElementSize } from './useElementSize';
import { sameData, sameSeries, useStable } from './useStable';
import { useThrottledValue } from './useThrottledValue';
import { useTurn } from './useTurn';

export interface CurvesChartProps {
  series: readonly Series[];
  x: AxisSpec;
  y: AxisSpec;
  /** What one x is called in the read-out: "step 62", "horizon 31". Default "step". */
  xName?: string;
  references?: readonly ReferenceLine[];
  /** Thin dashed verticals, where the graph is cut. */
  cuts?: readonly number[];
  shade?: ShadedRegion;
  markers?: readonly Marker[];
  /** Whether the series' bands are drawn (default true). */
  bands?: boolean;
  /** The x marked by the hairline. Shared between pictures by their parent; null or absent: none. */
  cursor?: number | null;
  /** Reads the values out at `cursor` as well, not only where a person points (default false). */
  readout?: boolean;
  /** A person hovers, drags or uses the keys; null when they leave. */
  onCursorChange?: (x: number | null) => void;
  /** Shows the curves only up to this x, as in a replay. Cheap: the curves are not drawn anew. */
  reveal?: number;
  /** Direct labels at the lines' ends, a legend, or (default) what fits. */
  labels?: 'auto' | 'direct' | 'legend';
  /** At most so many redraws a second for new `series` (default 8). */
  updatesPerSecond?: number;
}

const NO_REFERENCES: readonly ReferenceLine[] = [];
const NO_CUTS: readonly number[] = [];
const NO_MARKERS: readonly Marker[] = [];

/**
 * Curves over steps: recharts draws the axes, the grid and the curves; labels, hairline and read-out are our own.
 *
 * New numbers come as new arrays: an array that is changed in place is not seen. The chart fills its parent, which
 * must have a height.
 */
export const CurvesChart = memo(function CurvesChart(props: CurvesChartProps) {
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const [measure, size] = useElementSize<HTMLDivElement>();
  const ready = useTurn() && size.width > 0 && size.height > 0;

  const stable = useStable(props.series, sameSeries);
  const series = useThrottledValue(stable, props.updatesPerSecond ?? 8);
  const xSpec = useStable(props.x, sameData);
  const ySpec = useStable(props.y, sameData);
  const references = useStable(props.references ?? NO_REFERENCES, sameData);
  const cuts = useStable(props.cuts ?? NO_CUTS, sameData);
  const markers = useStable(props.markers ?? NO_MARKERS, sameData);
  const shade = useStable(props.shade, sameData);
  const bands = props.bands ?? true;

  const visible = useMemo(() => series.filter((s) => s.hidden !== true), [series]);
  const legend = useStable(legendEntries(visible, references), sameData);
  const tips = useStable(tipEntries(visible), sameData);
  const layout = useMemo(
    () => layOutCurves(size.width, size.height, legend, props.labels ?? 'auto', tips),
    [size.width, size.height, legend, props.labels, tips],
  );
  const { plot: usual, direct } = layout;
  const y = useAxis(
    useMemo(
      () => yAxisOf(visible, references, ySpec, bands, usual.height / 45),
      [visible, references, ySpec, bands, usual.height],
    ),
  );
  const yTicks = useTicks(y);
  const plot = useMemo(() => besideTicks(usual, yTicks.texts), [usual, yTicks]);
  const x = useAxis(
    useMemo(() => xAxisOf(visible, xSpec, plot.width / 80), [visible, xSpec, plot.width]),
  );
  const xTicks = useTicks(x);
  const scene = useMemo(() => makeScene(visible, plot, x, y, bands), [visible, plot, x, y, bands]);

  const picture = useMemo<Picture>(
    () => ({
      svg: (copied) => {
        const drawn = host.current?.querySelector<SVGSVGElement>('svg.recharts-surface');
        return drawn == null ? null : copied(drawn);
      },
      legend: () => (direct ? [] : [...legend]),
    }),
    [direct, legend],
  );
  useFigurePicture(picture, noteOn(scene, x, y, props.xName ?? 'step'));

  const { width } = size;
  const { reveal } = props;
  const xLabel = xSpec.label;
  const yLabel = ySpec.label;
  // The very same layers while only the hairline moves: not even their parents are drawn again.
  const layers = useMemo(
    () => (
      <>
        <AxisLabels x={xLabel} y={yLabel} plot={plot} width={width} />
        <CurveLayer {...{ id, scene, plot, x, y, references, cuts, shade }} />
        <TipLayer {...{ id, scene, plot, x, y, width, references, markers, direct, reveal }} />
      </>
    ),
    [
      id,
      scene,
      plot,
      x,
      y,
      width,
      references,
      cuts,
      shade,
      markers,
      direct,
      reveal,
      xLabel,
      yLabel,
    ],
  );
  return (
    <div ref={measure} className={classes.chart}>
      {ready && (
        <>
          <LayersContext value={layers}>
            <div ref={host} aria-hidden="true">
              <PlotFrame
                width={width}
                height={plot.top + plot.height + BOTTOM}
                plot={plot}
                x={xTicks}
                y={yTicks}
              />
            </div>
          </LayersContext>
          {!direct && (
            <Legend
              entries={legend}
              height={layout.legend}
              style={{ left: 0, right: 0, top: plot.top + plot.height + BOTTOM }}
            />
          )}
          <CursorLayer
            {...{ series: visible, plot, x, y, bands }}
            xName={props.xName ?? 'step'}
            cursor={props.cursor}
            readout={props.readout ?? false}
            onCursorChange={props.onCursorChange}
            reveal={reveal}
          />
        </>
      )}
    </div>
  );
});

/** The same axis object for the same ends: functions in it would otherwise differ at every render. */
function useAxis(axis: Axis): Axis {
  return useStable(
    axis,
    (a, b) =>
      a.log === b.log &&
      a.low === b.low &&
      a.high === b.high &&
      a.floor === b.floor &&
      a.linearBelow === b.linearBelow &&
      sameData(a.ticks, b.ticks),
  );
}

function useTicks(axis: Axis): AxisTicks {
  return useMemo(
    () => ({ positions: axis.ticks.map(axis.position), texts: formatTicks(axis.ticks) }),
    [axis],
  );
}

function legendEntries(
  series: readonly Series[],
  references: readonly ReferenceLine[],
): readonly LegendEntry[] {
  return [...series, ...references].map(({ id, label, style }) => ({ id, label, style }));
}

/** What stands at the right ends of lines: why one ended there, too. */
function tipEntries(series: readonly Series[]): readonly LegendEntry[] {
  let end = Number.NEGATIVE_INFINITY;
  for (const { x } of series) end = Math.max(end, x.at(-1) ?? end);
  return series.map(({ id, label, style, endedAt }) => {
    const ended = endedAt !== undefined && endedAt.x >= end;
    return { id, label: ended ? `${label}, ${endedAt.text}` : label, style };
  });
}

/** What is not drawn as it is, in words for the caption. */
function noteOn(scene: Scene, x: Axis, y: Axis, xName: string): string {
  const notes: string[] = [];
  if (scene.floored) {
    const floor = formatNumber(y.floor);
    notes.push(`Values at or below ${floor} are drawn at ${floor}: a log axis has no zero.`);
  }
  if (scene.dropped) notes.push(`A log axis has no place for ${xName} 0.`);
  notes.push(...symlogNotes({ x, y }));
  return notes.join(' ');
}

function AxisLabels({ x, y, plot, width }: { x: string; y: string; plot: Plot; width: number }) {
  const bottom = plot.top + plot.height + BOTTOM - 4;
  return (
    <g className={classes.axisLabel}>
      <text x={0} y={FONT_SIZE}>
        {shortened(y, width)}
      </text>
      <text x={plot.left + plot.width / 2} y={bottom} textAnchor="middle">
        {shortened(x, plot.width)}
      </text>
    </g>
  );
}
