import { memo, useMemo } from 'react';
import type { Axis } from './axis';
import classes from './charts.module.css';
import { lineColour } from './palette';
import { makeScene, type Plot, pixelX, pixelY } from './scene';
import { FONT_SIZE, shortened } from './textWidth';
import { fitTexts } from './tickTexts';
import type { CurvesPanel } from './types';

interface SmallPanelProps {
  panel: CurvesPanel;
  /** Of this panel, in pixels of the whole. */
  plot: Plot;
  x: Axis;
  y: Axis;
  xTexts: readonly string[];
  yTexts: readonly string[];
  /** In the first column, and with no panel below it: there the axes have texts. */
  first: boolean;
  last: boolean;
  selected: boolean;
  /** Cuts to a plot of this size at 0, 0. */
  clip: string;
}

/** Texts may reach so far into the gap beside a panel. */
const OVER = 4;
/** Of a number in the charts' type. */
const DIGIT_HEIGHT = 9;
/** Lines are thinner than in a large picture. */
const THINNER = 0.7;

/** One of the small pictures. */
export const SmallPanel = memo(function SmallPanel(props: SmallPanelProps) {
  const { panel, plot, x, y, selected, clip } = props;
  const { width, height } = plot;
  const inner = useMemo(() => ({ left: 0, top: 0, width, height }), [width, height]);
  const scene = useMemo(() => makeScene(panel.series, inner, x, y, false), [panel, inner, x, y]);
  return (
    <g transform={`translate(${plot.left} ${plot.top})`}>
      <text
        x={0}
        y={-6}
        fill={selected ? 'var(--chart-ink)' : 'var(--chart-muted)'}
        fontWeight={selected ? 700 : 400}
      >
        {shortened(panel.title, width)}
      </text>
      <rect
        width={width}
        height={height}
        fill={selected ? 'var(--chart-shade)' : 'none'}
        stroke={selected ? 'var(--chart-ink)' : 'var(--chart-axis)'}
        strokeWidth={selected ? 2 : 0.75}
      />
      <Zeros x={x} y={y} plot={inner} />
      <g clipPath={clip} fill="none" strokeLinejoin="round">
        {scene.lines.map((line) => (
          <path
            key={line.id}
            d={line.path}
            stroke={lineColour(line.style)}
            strokeWidth={line.width * THINNER}
            strokeDasharray={line.style.dash}
          />
        ))}
        {(panel.marks ?? []).map((mark) => (
          <circle
            key={mark.id}
            cx={pixelX(inner, x, mark.x)}
            cy={pixelY(inner, y, mark.y)}
            r={3.5}
            fill={lineColour(mark.style)}
            stroke="var(--chart-ground)"
            strokeWidth={1.5}
          />
        ))}
      </g>
      <Texts {...props} inner={inner} />
    </g>
  );
});

function Zeros({ x, y, plot }: { x: Axis; y: Axis; plot: Plot }) {
  const line = { stroke: 'var(--chart-axis)', strokeWidth: 0.75 };
  const across = pixelY(plot, y, 0);
  const up = pixelX(plot, x, 0);
  return (
    <>
      {y.low < 0 && y.high > 0 && <line x1={0} x2={plot.width} y1={across} y2={across} {...line} />}
      {x.low < 0 && x.high > 0 && <line x1={up} x2={up} y1={0} y2={plot.height} {...line} />}
    </>
  );
}

/** Short tick marks in every panel, with texts along the outer sides only. */
function Texts(props: SmallPanelProps & { inner: Plot }) {
  const { x, y, xTexts, yTexts, first, last, inner } = props;
  const places = x.ticks.map((tick, i) => ({ at: pixelX(inner, x, tick), text: xTexts[i] ?? '' }));
  const heights = y.ticks.map((tick, i) => ({
    at: pixelY(inner, y, tick),
    text: yTexts[i] ?? '',
  }));
  return (
    <g className={classes.tick}>
      {x.ticks.map((tick) => {
        const at = pixelX(inner, x, tick);
        return (
          <line key={tick} x1={at} x2={at} y1={inner.height} y2={inner.height + 3} {...TICK} />
        );
      })}
      {y.ticks.map((tick) => {
        const at = pixelY(inner, y, tick);
        return <line key={tick} x1={-3} x2={0} y1={at} y2={at} {...TICK} />;
      })}
      {last &&
        fitTexts(places, -OVER, inner.width + OVER, pixelX(inner, x, 0)).map(({ middle, text }) => (
          <text key={text} x={middle} y={inner.height + 5 + FONT_SIZE} textAnchor="middle">
            {text}
          </text>
        ))}
      {first &&
        fitTexts(heights, -OVER, inner.height + OVER, pixelY(inner, y, 0), () => DIGIT_HEIGHT).map(
          ({ middle, text }) => (
            <text key={text} x={-6} y={middle + FONT_SIZE / 3} textAnchor="end">
              {text}
            </text>
          ),
        )}
    </g>
  );
}

const TICK = { stroke: 'var(--chart-axis)', strokeWidth: 0.75 };
