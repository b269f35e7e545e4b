import type { Axis } from './axis';
import classes from './charts.module.css';
import { lineColour, textColour } from './palette';
import { type Plot, type Point, pixelX, pixelY } from './scene';
import { FONT_SIZE, textWidth } from './textWidth';
import type { Marker } from './types';

const ROW = 15;
const BESIDE = 8;
const ABOVE = 9;

interface MarkerLayerProps {
  markers: readonly Marker[];
  plot: Plot;
  x: Axis;
  y: Axis;
  /** Other words in the chart, to keep clear of. */
  taken: readonly Extent[];
}

interface Extent {
  left: number;
  width: number;
  /** Middle height. */
  y: number;
}

interface PlacedWord extends Extent {
  marker: Marker;
  at: Point;
}

/** Diamonds with their words. */
export function MarkerLayer(props: MarkerLayerProps) {
  return placeWords(props).map(({ marker, at, left, y: height }) => (
    <g key={marker.id}>
      {at.y - height > 2 * ROW && (
        <path
          d={`M${at.x} ${at.y}L${left - 3} ${height}`}
          stroke={lineColour(marker.style)}
          strokeWidth={0.75}
        />
      )}
      <path
        d={`M${at.x} ${at.y - 5}l5 5l-5 5l-5 -5z`}
        fill={lineColour(marker.style)}
        stroke="var(--chart-ground)"
        strokeWidth={1.5}
      />
      <text
        x={left}
        y={height + FONT_SIZE / 3}
        fill={textColour(marker.style)}
        className={classes.halo}
      >
        {marker.label}
      </text>
    </g>
  ));
}

/** Losses fall to the right: words stand freest above to the right, then below to the left of their diamond. */
function placeWords({ markers, plot, x, y, taken }: MarkerLayerProps): PlacedWord[] {
  const placed: PlacedWord[] = [];
  const right = plot.left + plot.width;
  for (const marker of markers) {
    const at = { x: pixelX(plot, x, marker.x), y: pixelY(plot, y, marker.y) };
    const width = textWidth(marker.label);
    const before = at.x - BESIDE - width;
    const after = at.x + BESIDE + width < right ? at.x + BESIDE : before;
    const word = (left: number, height: number) => ({ marker, at, left, width, y: height });
    const choices = [word(after, at.y - ABOVE)];
    if (at.y + ABOVE + ROW < plot.top + plot.height) {
      if (before > plot.left) choices.push(word(before, at.y + ABOVE + 2));
      choices.push(word(after, at.y + ABOVE + 2));
    }
    for (let rise = ABOVE + ROW; at.y - rise > plot.top; rise += ROW) {
      choices.push(word(after, at.y - rise));
    }
    const others = [...taken, ...placed];
    const free = choices.find((choice) => others.every((other) => !touches(choice, other)));
    placed.push(free ?? word(after, at.y - ABOVE));
  }
  return placed;
}

function touches(a: Extent, b: Extent): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && Math.abs(a.y - b.y) < ROW;
}
