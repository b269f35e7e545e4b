import { memo, useId, useMemo, useRef } from 'react';
import { symlogNotes } from './axis';
import classes from './charts.module.css';
import { type LegendEntry, type Picture, useFigurePicture } from './FigureContext';
import { formatTicks } from './format';
import { Legend } from './Legend';
import own from './multiples.module.css';
import { layOutMultiples, panelPlots } from './multiplesLayout';
import { PanelChoice } from './PanelChoice';
import { PanelReadout } from './PanelReadout';
import { SmallPanel } from './SmallPanel';
import { xAxisOf, yAxisOf } from './scene';
import { FONT_SIZE, shortened, textWidth } from './textWidth';
import type { AxisSpec, CurvesPanel } from './types';
import { useElementSize } from './useElementSize';
import { sameData, useStable } from './useStable';
import { useThrottledValue } from './useThrottledValue';
import { useTurn } from './useTurn';

export interface CurveMultiplesProps {
  panels: readonly CurvesPanel[];
  x: AxisSpec;
  y: AxisSpec;
  /** What one x is called in the read-out and the table: "gradient". */
  xName: string;
  /** The panel that stands out. */
  selected: string | null;
  onSelect: (id: string) => void;
  /** What is chosen by choosing a panel, for screen readers: "Step". */
  choice: string;
  /** At most so many redraws a second for new `panels` (default 8). */
  updatesPerSecond?: number;
}

/** An axis says how long it is by this many ticks at least. */
const FEWEST = 3;

/**
 * Small pictures of curves in a grid, with the same axes: what changes from one to the next is all that there is to
 * see. It fills its parent, which must be as high as `layOutMultiples` says, and the legend.
 */
export const CurveMultiples = memo(function CurveMultiples(props: CurveMultiplesProps) {
  const { xName, selected, onSelect, choice } = props;
  const id = useId();
  const svg = useRef<SVGSVGElement>(null);
  const [measure, size] = useElementSize<HTMLDivElement>();
  const ready = useTurn() && size.width > 0;
  const stable = useStable(props.panels, sameData);
  const panels = useThrottledValue(stable, props.updatesPerSecond ?? 8);
  const xSpec = useStable(props.x, sameData);
  const ySpec = useStable(props.y, sameData);

  const layout = useMemo(
    () => layOutMultiples(panels.length, size.width),
    [panels.length, size.width],
  );
  const { x, y, xTexts, yTexts, plots } = useMemo(() => {
    const series = panels.flatMap((panel) => panel.series);
    // Only the height of a marked point is said by it.
    const marked = panels.flatMap((p) => p.marks ?? []).map((m) => ({ ...m, value: m.y }));
    const yAxis = yAxisOf(series, marked, ySpec, false, Math.max(FEWEST, layout.panelHeight / 22));
    const texts = formatTicks(yAxis.ticks);
    const left = Math.ceil(Math.max(0, ...texts.map(textWidth))) + 10;
    const places = panelPlots(layout, panels.length, left);
    const xAxis = xAxisOf(series, xSpec, Math.max(FEWEST, (places[0]?.width ?? 0) / 34));
    return { x: xAxis, y: yAxis, xTexts: formatTicks(xAxis.ticks), yTexts: texts, plots: places };
  }, [panels, xSpec, ySpec, layout]);

  const legend = useMemo(() => legendOf(panels), [panels]);
  const picture = useMemo<Picture>(
    () => ({
      svg: (copied) => (svg.current === null ? null : copied(svg.current)),
      legend: () => legend,
    }),
    [legend],
  );
  const outside = panels.filter((p) => p.marks?.some((m) => m.x < x.low || m.x > x.high));
  useFigurePicture(picture, [...symlogNotes({ x, y }), outsideNote(outside)].join(' ').trim());

  const [plot] = plots;
  const { width } = size;
  return (
    <div ref={measure} className={own.multiples}>
      {ready && plot !== undefined && (
        <>
          <svg
            ref={svg}
            className={classes.overlay}
            width={width}
            height={layout.height}
            viewBox={`0 0 ${width} ${layout.height}`}
            aria-hidden="true"
          >
            <defs>
              <clipPath id={`${id}-panel`}>
                <rect x={-1} y={-1} width={plot.width + 2} height={plot.height + 2} />
              </clipPath>
            </defs>
            <g className={classes.axisLabel}>
              <text x={0} y={FONT_SIZE}>
                {shortened(ySpec.label, width)}
              </text>
              <text x={(plot.left + width) / 2} y={layout.height - 5} textAnchor="middle">
                {shortened(xSpec.label, width - plot.left)}
              </text>
            </g>
            {panels.map((panel, i) => (
              <SmallPanel
                key={panel.id}
                {...{ panel, x, y, xTexts, yTexts }}
                plot={plots[i] ?? plot}
                first={i % layout.columns === 0}
                last={i + layout.columns >= panels.length}
                selected={panel.id === selected}
                clip={`url(#${id}-panel)`}
              />
            ))}
          </svg>
          <Legend entries={legend} style={{ left: 0, right: 0, top: layout.height }} />
          <PanelReadout {...{ panels, plots, x, y, xName, width, height: layout.height }}>
            <PanelChoice
              label={choice}
              {...{ panels, plots, selected, onSelect }}
              columns={layout.columns}
            />
          </PanelReadout>
        </>
      )}
    </div>
  );
});

/** Each line's look once. */
export function legendOf(panels: readonly CurvesPanel[]): LegendEntry[] {
  const entries = new Map<string, LegendEntry>();
  for (const { series } of panels) {
    for (const { id, label, style } of series) entries.set(id, { id, label, style });
  }
  return [...entries.values()];
}

function outsideNote(panels: readonly CurvesPanel[]): string {
  if (panels.length === 0) return '';
  const names = panels.slice(0, 4).map((panel) => panel.title);
  const more = panels.length > names.length ? ` and ${panels.length - names.length} more` : '';
  return `Marked points beyond the axis: ${names.join(', ')}${more}.`;
}
