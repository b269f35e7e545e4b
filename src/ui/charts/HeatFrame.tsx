import { memo } from 'react';
import classes from './charts.module.css';
import {
  columnTicks,
  type GroupPlace,
  type HeatLayout,
  NAME_LINE,
  placeGroups,
  placeTicks,
  STRIP,
} from './heatGeometry';
import type { Plot } from './scene';
import { FONT_SIZE } from './textWidth';
import { fitTexts } from './tickTexts';
import type { PlaceGroup, PlaceWindow } from './types';

interface HeatFrameProps {
  layout: HeatLayout;
  window: PlaceWindow;
  places: number;
  firstPlace: number;
  columns: number;
  firstColumn: number;
  groups: readonly PlaceGroup[];
  xLabel: string;
  yLabel: string;
}

/** Axes, and where groups begin and what they are called. */
export const HeatFrame = memo(function HeatFrame(props: HeatFrameProps) {
  const { layout, window, places, firstPlace, columns, firstColumn, groups, xLabel, yLabel } =
    props;
  const { plot, names } = layout;
  const right = plot.left + plot.width;
  const bottom = plot.top + plot.height;
  const xTicks = fitTexts(columnTicks(plot, columns, firstColumn), 0, right + STRIP);
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
      {xTicks.map(({ at, middle, text }) => (
        <g key={text}>
          <line x1={at} x2={at} y1={bottom} y2={bottom + 4} stroke="var(--chart-axis)" />
          <text x={middle} y={bottom + 6 + FONT_SIZE} textAnchor="middle">
            {text}
          </text>
        </g>
      ))}
      {placeTicks(plot, window, places, firstPlace).map(({ at, text }) => (
        <g key={text}>
          <line x1={plot.left - 4} x2={plot.left} y1={at} y2={at} stroke="var(--chart-axis)" />
          <text x={plot.left - 7} y={at + FONT_SIZE / 3} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      <text x={0} y={FONT_SIZE}>
        {yLabel}
      </text>
      <text x={plot.left + plot.width / 2} y={bottom + 36} textAnchor="middle">
        {xLabel}
      </text>
      {placeGroups(layout, window, places, groups).map((group) => (
        <Group key={group.name} group={group} plot={plot} left={names.left} />
      ))}
    </g>
  );
});

/** A bracket beside the map with the group's name, and a line across where it begins. */
function Group({ group, plot, left }: { group: GroupPlace; plot: Plot; left: number }) {
  const { lines, top, bottom, begins, labelAt } = group;
  const bracket = left - 9;
  const middle = (top + bottom) / 2;
  return (
    <g>
      {begins && (
        <line
          x1={plot.left}
          x2={plot.left + plot.width}
          y1={top}
          y2={top}
          stroke="var(--chart-ink)"
          strokeOpacity={0.55}
        />
      )}
      <line
        x1={bracket}
        x2={bracket}
        y1={top + Math.min(1, (bottom - top) / 4)}
        y2={bottom - Math.min(1, (bottom - top) / 4)}
        stroke="var(--chart-axis)"
        strokeWidth={3}
      />
      {labelAt !== null && (
        <>
          <path d={`M${bracket + 1} ${middle}L${left - 3} ${labelAt}`} stroke="var(--chart-axis)" />
          {lines.map((line, k) => (
            <text
              key={line}
              x={left}
              y={labelAt + FONT_SIZE / 3 + (k - (lines.length - 1) / 2) * NAME_LINE}
            >
              {line}
            </text>
          ))}
        </>
      )}
    </g>
  );
}
