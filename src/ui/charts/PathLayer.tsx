import { memo } from 'react';
import classes from './charts.module.css';
import { formatTicks } from './format';
import { linearTicks } from './linearScale';
import { lineColour } from './palette';
import { pathData, project } from './pathGeometry';
import type { Plot, Point } from './scene';
import { FONT_SIZE } from './textWidth';
import type { SurfaceGrid, SurfacePath } from './types';

interface PathLayerProps {
  id: string;
  surface: SurfaceGrid;
  plot: Plot;
  paths: readonly SurfacePath[];
  /** Each path's points in pixels. */
  points: readonly Point[][];
  /** The last step drawn. */
  last: number;
  /** The step being read; null: the paths end where they end. */
  at: number | null;
}

/** Axes, minima, paths and the optimizers' present places. */
export function PathLayer({ id, surface, plot, paths, points, last, at }: PathLayerProps) {
  const now = at ?? last;
  return (
    <>
      <defs>
        <clipPath id={`${id}-window`}>
          <rect x={plot.left} y={plot.top} width={plot.width} height={plot.height} />
        </clipPath>
      </defs>
      <Axes surface={surface} plot={plot} />
      <g clipPath={`url(#${id}-window)`}>
        {surface.minima.map((minimum) => (
          <Minimum
            key={`${minimum.x},${minimum.y}`}
            at={project(surface, plot, minimum.x, minimum.y)}
          />
        ))}
        {paths.map((path, k) => (
          <Trail key={path.id} path={path} points={points[k] ?? []} now={now} last={last} />
        ))}
        {paths.map((path, k) => {
          const own = points[k] ?? [];
          const here = own[Math.min(now, own.length - 1)];
          return (
            here !== undefined && (
              <circle
                key={path.id}
                cx={here.x}
                cy={here.y}
                r={path.style.width + 2}
                fill={lineColour(path.style)}
                stroke="var(--chart-ground)"
                strokeWidth={1.5}
              />
            )
          );
        })}
        <Starts points={points} />
      </g>
    </>
  );
}

interface TrailProps {
  path: SurfacePath;
  points: readonly Point[];
  now: number;
  last: number;
}

/** Where an optimizer has been; faintly, where it will go. */
const Trail = memo(function Trail({ path, points, now, last }: TrailProps) {
  const { style } = path;
  const been = pathData(points, 0, now);
  const common = { fill: 'none', strokeLinejoin: 'round', strokeLinecap: 'butt' } as const;
  return (
    <g>
      <path
        d={been}
        {...common}
        stroke="var(--chart-ground)"
        strokeWidth={style.width + 2}
        strokeOpacity={0.75}
      />
      {last > now && (
        <path
          d={pathData(points, now, last)}
          {...common}
          stroke={lineColour(style)}
          strokeWidth={style.width * 0.6}
          strokeOpacity={0.4}
          strokeDasharray={style.dash}
        />
      )}
      <path
        d={been}
        {...common}
        stroke={lineColour(style)}
        strokeWidth={style.width}
        strokeDasharray={style.dash}
      />
    </g>
  );
});

function Minimum({ at }: { at: Point }) {
  const cross = `M${at.x - 5} ${at.y}h10M${at.x} ${at.y - 5}v10`;
  return (
    <g fill="none">
      <path d={cross} stroke="var(--chart-ground)" strokeWidth={4} />
      <path d={cross} stroke="var(--chart-ink)" strokeWidth={1.5} />
    </g>
  );
}

/** A ring at every start; all optimizers of a race share theirs. */
function Starts({ points }: { points: readonly Point[][] }) {
  const places = new Map<string, Point>();
  for (const [start] of points) {
    if (start !== undefined) places.set(`${start.x.toFixed(1)},${start.y.toFixed(1)}`, start);
  }
  return [...places].map(([key, { x, y }]) => (
    <g key={key} fill="none">
      <circle cx={x} cy={y} r={6} stroke="var(--chart-ground)" strokeWidth={4} />
      <circle cx={x} cy={y} r={6} stroke="var(--chart-ink)" strokeWidth={1.5} />
    </g>
  ));
}

const Axes = memo(function Axes({ surface, plot }: { surface: SurfaceGrid; plot: Plot }) {
  const bottom = plot.top + plot.height;
  const xTicks = linearTicks(surface.xRange[0], surface.xRange[1], plot.width / 80);
  const yTicks = linearTicks(surface.yRange[0], surface.yRange[1], plot.height / 60);
  const xTexts = formatTicks(xTicks);
  const yTexts = formatTicks(yTicks);
  return (
    <g className={classes.tick}>
      <rect
        x={plot.left}
        y={plot.top}
        width={plot.width}
        height={plot.height}
        fill="none"
        stroke="var(--chart-axis)"
      />
      {xTicks.map((tick, k) => {
        const { x } = project(surface, plot, tick, surface.yRange[0]);
        return (
          <g key={tick}>
            <line x1={x} x2={x} y1={bottom} y2={bottom + 4} stroke="var(--chart-axis)" />
            <text x={x} y={bottom + 6 + FONT_SIZE} textAnchor="middle">
              {xTexts[k]}
            </text>
          </g>
        );
      })}
      {yTicks.map((tick, k) => {
        const { y } = project(surface, plot, surface.xRange[0], tick);
        return (
          <g key={tick}>
            <line x1={plot.left - 4} x2={plot.left} y1={y} y2={y} stroke="var(--chart-axis)" />
            <text x={plot.left - 7} y={y + FONT_SIZE / 3} textAnchor="end">
              {yTexts[k]}
            </text>
          </g>
        );
      })}
    </g>
  );
});
