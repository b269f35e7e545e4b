import { memo } from 'react';
import { Curve } from 'recharts';
import type { Axis } from './axis';
import classes from './charts.module.css';
import { lineColour } from './palette';
import { type Plot, pixelX, pixelY, type Scene } from './scene';
import { textWidth } from './textWidth';
import type { ReferenceLine, ShadedRegion } from './types';

interface CurveLayerProps {
  /** For clip paths: unique in the page. */
  id: string;
  scene: Scene;
  plot: Plot;
  x: Axis;
  y: Axis;
  references: readonly ReferenceLine[];
  cuts: readonly number[];
  shade: ShadedRegion | undefined;
}

/** Half a line's width beyond the plot is still drawn, so that a curve along an edge is not cut in two. */
const BLEED = 2;

/** Many bands lie over one another: the learned optimizers' stand out, the others stay a breath. */
const LEARNED_BAND = 0.15;
const DESIGNED_BAND = 0.07;

/** Shade, cuts, references, bands and lines, back to front. */
export const CurveLayer = memo(function CurveLayer(props: CurveLayerProps) {
  const { id, scene, plot, x, y, references, cuts, shade } = props;
  const right = plot.left + plot.width;
  const bottom = plot.top + plot.height;
  return (
    <g>
      <defs>
        <clipPath id={`${id}-plot`}>
          <rect
            x={plot.left}
            y={plot.top - BLEED}
            width={plot.width + BLEED}
            height={plot.height + 2 * BLEED}
          />
        </clipPath>
      </defs>
      {shade !== undefined && <Shade shade={shade} plot={plot} x={x} />}
      <g clipPath={`url(#${id}-plot)`}>
        <ZeroLines plot={plot} x={x} y={y} />
        {cuts.map((cut) => {
          const at = pixelX(plot, x, cut);
          return (
            <line
              key={cut}
              x1={at}
              x2={at}
              y1={plot.top}
              y2={bottom}
              stroke="var(--chart-axis)"
              strokeDasharray="2 4"
            />
          );
        })}
        {references.map((reference) => {
          const at = pixelY(plot, y, reference.value);
          if (!Number.isFinite(at)) return null;
          return (
            <line
              key={reference.id}
              x1={plot.left}
              x2={right}
              y1={at}
              y2={at}
              stroke={lineColour(reference.style)}
              strokeWidth={Math.max(1, reference.style.width - 0.5)}
              strokeDasharray={reference.style.dash}
            />
          );
        })}
        <g clipPath={`url(#${id}-reveal)`}>
          {scene.lines.map(
            (line) =>
              line.band !== undefined && (
                <Curve
                  key={line.id}
                  path={line.band}
                  stroke="none"
                  fill={lineColour(line.style)}
                  fillOpacity={line.style.dash === undefined ? LEARNED_BAND : DESIGNED_BAND}
                />
              ),
          )}
          {scene.lines.map((line) => (
            <Curve
              key={line.id}
              path={line.path}
              fill="none"
              stroke={lineColour(line.style)}
              strokeWidth={line.width}
              strokeLinejoin="round"
              {...(line.style.dash === undefined ? {} : { strokeDasharray: line.style.dash })}
            />
          ))}
        </g>
      </g>
    </g>
  );
});

/** Where values change their sign, if they do. */
function ZeroLines({ plot, x, y }: { plot: Plot; x: Axis; y: Axis }) {
  const across = pixelY(plot, y, 0);
  const up = pixelX(plot, x, 0);
  const line = { stroke: 'var(--chart-axis)' };
  return (
    <>
      {y.low < 0 && y.high > 0 && (
        <line x1={plot.left} x2={plot.left + plot.width} y1={across} y2={across} {...line} />
      )}
      {x.low < 0 && x.high > 0 && (
        <line x1={up} x2={up} y1={plot.top} y2={plot.top + plot.height} {...line} />
      )}
    </>
  );
}

function Shade({ shade, plot, x }: { shade: ShadedRegion; plot: Plot; x: Axis }) {
  const right = plot.left + plot.width;
  const from = Math.max(plot.left, pixelX(plot, x, shade.from));
  if (from >= right) return null;
  const fits = textWidth(shade.label) + 12 < right - from;
  return (
    <g>
      <rect
        x={from}
        y={plot.top}
        width={right - from}
        height={plot.height}
        fill="var(--chart-shade)"
      />
      <line
        x1={from}
        x2={from}
        y1={plot.top}
        y2={plot.top + plot.height}
        stroke="var(--chart-axis)"
      />
      <text
        x={fits ? from + 6 : right - 4}
        y={plot.top + 14}
        textAnchor={fits ? 'start' : 'end'}
        className={`${classes.tick} ${classes.halo}`}
      >
        {shade.label}
      </text>
    </g>
  );
}
