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
}

interface PlacedWord {
  marker: Marker;
  at: Point;
  left: number;
  width: number;
  /** Middle height of the word. */
  y: number;
}

/** Diamonds with their words. */
export function MarkerLayer({ markers, plot, x, y }: MarkerLayerProps) {
  return placeWords(markers, plot, x, y).map(({ marker, at, left, y: height }) => (
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

/** Losses fall to the right, so words stand free above to the right or below to the left of their diamond. */
function placeWords(markers: readonly Marker[], plot: Plot, x: Axis, y: Axis): PlacedWord[] {
  const placed: PlacedWord[] = [];
  const right = plot.left + plot.width;
  for (const marker of markers) {
    const at = { x: pixelX(plot, x, marker.x), y: pixelY(plot, y, marker.y) };
    const width = textWidth(marker.label);
    const before = at.x - BESIDE - width;
    const after = at.x + BESIDE + width < right ? at.x + BESIDE : before;
    const word = (left: number, height: number) => ({ marker, at, left, width, y: height });
    const choices = [word(after, at.y - ABOVE)];
    if (before > plot.left && at.y + ABOVE + ROW < plot.top + plot.height) {
      choices.push(word(before, at.y + ABOVE + 2));
    }
    for (let rise = ABOVE + ROW; at.y - rise > plot.top; rise += ROW) {
      choices.push(word(after, at.y - rise));
    }
    const free = choices.find((choice) => placed.every((other) => !touches(choice, other)));
    placed.push(free ?? word(after, at.y - ABOVE));
  }
  return placed;
}

function touches(a: PlacedWord, b: PlacedWord): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && Math.abs(a.y - b.y) < ROW;
}
