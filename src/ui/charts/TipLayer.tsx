import { memo } from 'react';
import type { Axis } from './axis';
import classes from './charts.module.css';
import { MarkerLayer } from './MarkerLayer';
import { lineColour, textColour } from './palette';
import { type LabelRequest, placeLabels } from './placeLabels';
import {
  heightAt,
  type Plot,
  type Point,
  pixelX,
  pixelY,
  type Scene,
  type SceneLine,
} from './scene';
import { FONT_SIZE, labelWidth } from './textWidth';
import type { LineStyle, Marker, ReferenceLine } from './types';

export const LABEL_HEIGHT = 15;

interface TipLayerProps {
  id: string;
  scene: Scene;
  plot: Plot;
  x: Axis;
  y: Axis;
  /** Width of the whole chart, for labels that would leave it. */
  width: number;
  references: readonly ReferenceLine[];
  markers: readonly Marker[];
  /** Lines are labelled at their ends. Otherwise a legend says which is which. */
  direct: boolean;
  reveal: number | undefined;
}

interface Tip {
  line: SceneLine;
  at: Point;
  /** The line has not come to the plot's right edge (yet). */
  inside: boolean;
  ended: boolean;
}

/** What moves as curves grow or are replayed: their ends with labels, and the markers passed so far. */
export const TipLayer = memo(function TipLayer(props: TipLayerProps) {
  const { id, scene, plot, x, y, width, references, markers, direct, reveal } = props;
  const right = plot.left + plot.width;
  const edge = reveal === undefined ? right : Math.min(right, pixelX(plot, x, reveal));
  const tips = tipsAt(scene, plot, edge);
  const labels = direct ? endLabels(tips, references, plot, y, width) : [];
  const shown = markers.filter((m) => pixelX(plot, x, m.x) <= edge + 0.5);
  return (
    <g>
      <defs>
        <clipPath id={`${id}-reveal`}>
          <rect
            x={plot.left}
            y={plot.top - 2}
            width={reveal === undefined ? plot.width + 2 : Math.max(0, edge - plot.left)}
            height={plot.height + 4}
          />
        </clipPath>
      </defs>
      {tips.map(({ line, at, inside, ended }) =>
        ended ? (
          <path
            key={line.id}
            d={`M${at.x - 4} ${at.y - 4}l8 8m0 -8l-8 8`}
            stroke={lineColour(line.style)}
            strokeWidth={2}
          />
        ) : (
          inside && (
            <circle
              key={line.id}
              cx={at.x}
              cy={at.y}
              r={line.width + 0.75}
              fill={lineColour(line.style)}
            />
          )
        ),
      )}
      {labels.map((label) => (
        <Label key={label.id} label={label} />
      ))}
      <MarkerLayer markers={shown} plot={plot} x={x} y={y} taken={labels} />
    </g>
  );
});

function tipsAt(scene: Scene, plot: Plot, edge: number): Tip[] {
  const tips: Tip[] = [];
  for (const line of scene.lines) {
    const point = heightAt(line.points, edge);
    if (point === null) continue;
    const at = { x: point.x, y: Math.max(plot.top, Math.min(plot.top + plot.height, point.y)) };
    tips.push({
      line,
      at,
      inside: point.x < plot.left + plot.width - 1,
      ended: line.endedAt !== undefined && point.x >= line.endedAt.x,
    });
  }
  return tips;
}

interface EndLabel {
  id: string;
  text: string;
  style: LineStyle;
  /** Where the text begins, its width and its middle height. */
  left: number;
  width: number;
  y: number;
  /** What it belongs to. */
  anchor: Point;
  leader: boolean;
}

/** Labels of lines at their ends and of references at the right edge, none over another. */
function endLabels(
  tips: readonly Tip[],
  references: readonly ReferenceLine[],
  plot: Plot,
  y: Axis,
  chartWidth: number,
): EndLabel[] {
  const what = new Map<string, { text: string; style: LineStyle }>();
  const requests: LabelRequest[] = [];
  for (const { line, at, ended } of tips) {
    const id = `line ${line.id}`;
    const text = ended ? `${line.label}, ${line.endedAt?.text ?? ''}` : line.label;
    what.set(id, { text, style: line.style });
    requests.push({ id, ...at, width: labelWidth(text, line.style) });
  }
  const right = plot.left + plot.width;
  for (const { id: key, label, style, value } of references) {
    const id = `reference ${key}`;
    what.set(id, { text: label, style });
    // Beyond the axis, even infinitely far: named at the edge.
    const at = Math.max(plot.top, Math.min(plot.top + plot.height, pixelY(plot, y, value)));
    requests.push({ id, x: right, y: at, width: labelWidth(label, style) });
  }
  return placeLabels(requests, LABEL_HEIGHT, plot.top, plot.top + plot.height).flatMap((label) => {
    const found = what.get(label.id);
    if (found === undefined) return [];
    const width = labelWidth(found.text, found.style);
    return [{ ...label, ...found, width, left: Math.min(label.x, chartWidth - width - 2) }];
  });
}

function Label({ label }: { label: EndLabel }) {
  const { anchor, left, y, style } = label;
  return (
    <g>
      {label.leader && (
        <path
          d={`M${anchor.x + 3} ${anchor.y}L${left - 3} ${y}`}
          stroke={lineColour(style)}
          strokeWidth={0.75}
          fill="none"
        />
      )}
      <text
        x={left}
        y={y + FONT_SIZE / 3}
        fill={textColour(style)}
        fontWeight={style.dash === undefined ? 600 : 400}
        className={classes.halo}
      >
        {label.text}
      </text>
    </g>
  );
}
