import { memo } from 'react';
import classes from './charts.module.css';
import { formatTicks } from './format';
import { colourShare, usableScale } from './heatColours';
import type { HeatLayout } from './heatGeometry';
import { symlogTicks } from './symlogScale';
import { FONT_SIZE } from './textWidth';
import { fitTexts } from './tickTexts';

interface HeatScaleProps {
  /** For the gradient: unique in the page. */
  id: string;
  layout: HeatLayout;
  valueName: string;
  largest: number;
  linearBelow: number;
}

const BAR = 9;
const STOPS = ['negative', 'negative-mid', 'zero', 'positive-mid', 'positive'] as const;

/** What the colours stand for. */
export const HeatScale = memo(function HeatScale(props: HeatScaleProps) {
  const { id, layout, valueName, largest, linearBelow } = props;
  const { left, top, width } = layout.scale;
  const scale = usableScale({ largest, linearBelow });
  const at = (value: number) => left + ((1 + colourShare(value, scale)) / 2) * width;
  const values = symlogTicks(-scale.largest, scale.largest, scale.linearBelow, width / 40);
  const texts = formatTicks(values);
  const ticks = values.map((value, i) => ({ at: at(value), text: texts[i] ?? '' }));
  return (
    <g className={classes.tick}>
      <defs>
        <linearGradient id={`${id}-scale`}>
          {STOPS.map((name, k) => (
            <stop key={name} offset={k / (STOPS.length - 1)} stopColor={`var(--heat-${name})`} />
          ))}
        </linearGradient>
      </defs>
      <rect
        x={left}
        y={top}
        width={width}
        height={BAR}
        fill={`url(#${id}-scale)`}
        stroke="var(--chart-axis)"
        strokeWidth={0.5}
      />
      {fitTexts(ticks, 0, left + width + 8, at(0)).map((tick) => (
        <g key={tick.text}>
          <line
            x1={tick.at}
            x2={tick.at}
            y1={top + BAR}
            y2={top + BAR + 4}
            stroke="var(--chart-axis)"
          />
          <text x={tick.middle} y={top + BAR + 5 + FONT_SIZE} textAnchor="middle">
            {tick.text}
          </text>
        </g>
      ))}
      <text x={left + width + 10} y={top + BAR}>
        {valueName}
      </text>
    </g>
  );
});
