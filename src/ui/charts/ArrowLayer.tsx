import type { DrawnArrow } from './arrowGeometry';
import classes from './charts.module.css';
import { lineColour, textColour } from './palette';
import type { Plot } from './scene';
import { FONT_SIZE, textWidth } from './textWidth';

const BESIDE = 6;
const ROW = 15;

interface Word {
  drawn: DrawnArrow;
  left: number;
  width: number;
  y: number;
}

/** Arrows with their names at their tips. */
export function ArrowLayer({ arrows, plot }: { arrows: readonly DrawnArrow[]; plot: Plot }) {
  return (
    <g>
      {arrows.map(({ arrow, shaft, head }) => (
        <g key={arrow.id} strokeLinejoin="round">
          <path
            d={`${shaft}${head}`}
            fill="none"
            stroke="var(--chart-ground)"
            strokeWidth={arrow.style.width + 3}
          />
          <path
            d={shaft}
            fill="none"
            stroke={lineColour(arrow.style)}
            strokeWidth={arrow.style.width}
            strokeDasharray={arrow.style.dash}
          />
          <path d={head} fill={lineColour(arrow.style)} />
        </g>
      ))}
      {wordsBeside(arrows, plot).map(({ drawn: { arrow }, left, y }) => (
        <text
          key={arrow.id}
          x={left}
          y={y + FONT_SIZE / 3}
          fill={textColour(arrow.style)}
          fontWeight={600}
          className={classes.halo}
        >
          {arrow.label}
        </text>
      ))}
    </g>
  );
}

/** Names beyond the tips, within the plot; where two would touch, the later one gives way up or down. */
export function wordsBeside(arrows: readonly DrawnArrow[], plot: Plot): Word[] {
  const placed: Word[] = [];
  for (const drawn of arrows) {
    const { tip, along, arrow } = drawn;
    const width = textWidth(arrow.label) * 1.1;
    const wanted = along.x < 0 ? tip.x - BESIDE - width : tip.x + BESIDE;
    const left = clamp(wanted, plot.left + 2, plot.left + plot.width - width - 2);
    const lowest = plot.top + plot.height - ROW / 2;
    const y = clamp(tip.y + along.y * BESIDE, plot.top + ROW / 2, lowest);
    const word = { drawn, left, width, y };
    const heights = [0, 1, -1, 2, -2].map((rows) => y + rows * ROW);
    const free = heights.find(
      (height) =>
        height >= plot.top + ROW / 2 &&
        height <= lowest &&
        placed.every((other) => !touch({ ...word, y: height }, other)),
    );
    placed.push({ ...word, y: free ?? y });
  }
  return placed;
}

function touch(a: Word, b: Word): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && Math.abs(a.y - b.y) < ROW;
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(value, high));
