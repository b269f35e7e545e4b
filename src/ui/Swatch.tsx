import { type LineStyle, lineColour } from './charts';

/** A short piece of an optimizer's line: its colour and its dashes. */
export function Swatch({ style }: { style: LineStyle }) {
  return (
    <svg width="28" height="8" aria-hidden="true">
      <line
        x1="1"
        x2="27"
        y1="4"
        y2="4"
        style={{ stroke: lineColour(style) }}
        strokeWidth={style.width}
        strokeDasharray={style.dash}
      />
    </svg>
  );
}
