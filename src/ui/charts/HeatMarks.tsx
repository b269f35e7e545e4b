import { columnMiddle, heightOf, placesOf, rowOf } from './heatGeometry';
import { lineColour } from './palette';
import type { Plot } from './scene';
import type { HeatData, PlaceMark, PlaceWindow } from './types';

interface HeatMarksProps {
  data: HeatData;
  plot: Plot;
  window: PlaceWindow;
  places: number;
  /** Marked by the hairline. */
  column: number | null;
  marks: readonly PlaceMark[];
  /** The place that is being read. */
  reading: number | null;
}

/** Rows thinner than that are marked as if they had it: an outline must have an inside. */
const THINNEST = 5;
const WEDGE = 6;

/** What moves over the map: the hairline at a column, and marked rows in their colours. */
export function HeatMarks(props: HeatMarksProps) {
  const { data, plot, column, marks, reading } = props;
  const middle = column === null ? null : columnMiddle(plot, data.columns, column);
  return (
    <g>
      {marks.map((mark) => (
        <RowMark key={mark.id} mark={mark} {...props} />
      ))}
      {middle !== null && <Hairline at={middle} plot={plot} cell={plot.width / data.columns} />}
      {middle !== null && reading !== null && (
        <Cell {...extentOf(props, reading)} at={middle} width={plot.width / data.columns} />
      )}
    </g>
  );
}

/** The height of the row that shows a place, in pixels. */
function extentOf({ data, plot, window, places }: HeatMarksProps, place: number) {
  const row = rowOf(data, place);
  const { from, to } = row === null ? { from: place, to: place + 1 } : placesOf(data, row);
  const top = heightOf(plot, window, places, from);
  const height = heightOf(plot, window, places, to) - top;
  const more = Math.max(0, THINNEST - height) / 2;
  return { top: top - more, height: height + 2 * more };
}

/** Ink between two lines of ground, so that it is seen on every colour; around wide columns an outline. */
function Hairline({ at, plot, cell }: { at: number; plot: Plot; cell: number }) {
  const { top, height } = plot;
  if (cell >= 2 * THINNEST) {
    return <Outline x={at - cell / 2} y={top} width={cell} height={height} />;
  }
  const line = { x1: at, x2: at, y1: top, y2: top + height };
  return (
    <g>
      <line {...line} stroke="var(--chart-ground)" strokeWidth={3} strokeOpacity={0.7} />
      <line {...line} stroke="var(--chart-ink)" />
    </g>
  );
}

function Outline(box: { x: number; y: number; width: number; height: number }) {
  return (
    <g fill="none">
      <rect {...box} stroke="var(--chart-ground)" strokeWidth={3} strokeOpacity={0.7} />
      <rect {...box} stroke="var(--chart-ink)" />
    </g>
  );
}

function Cell(props: { top: number; height: number; at: number; width: number }) {
  const width = Math.max(THINNEST, props.width);
  return <Outline x={props.at - width / 2} y={props.top} width={width} height={props.height} />;
}

/** An outline around the row, and wedges beside it; only a wedge at the edge where the row is out of view. */
function RowMark({ mark, ...props }: HeatMarksProps & { mark: PlaceMark }) {
  const { plot } = props;
  const { top, height } = extentOf(props, mark.place);
  const right = plot.left + plot.width;
  const bottom = plot.top + plot.height;
  const middle = top + height / 2;
  const colour = lineColour(mark.style);
  if (middle < plot.top || middle > bottom) {
    const above = middle < plot.top;
    const y = above ? plot.top + 2 : bottom - 2;
    const d = `M${plot.left + 4} ${y + (above ? WEDGE : -WEDGE)}l${WEDGE} ${above ? -WEDGE : WEDGE}l${WEDGE} ${above ? WEDGE : -WEDGE}z`;
    return <path d={d} fill={colour} stroke="var(--chart-ground)" />;
  }
  const outline = { x: plot.left, y: top, width: plot.width, height };
  return (
    <g>
      <rect {...outline} fill="none" stroke="var(--chart-ground)" strokeWidth={3.5} />
      <rect
        {...outline}
        fill="none"
        stroke={colour}
        strokeWidth={1.75}
        strokeDasharray={mark.style.dash}
      />
      <path d={`M${plot.left} ${middle}l${-WEDGE} ${-WEDGE * 0.7}v${WEDGE * 1.4}z`} fill={colour} />
      <path d={`M${right} ${middle}l${WEDGE} ${-WEDGE * 0.7}v${WEDGE * 1.4}z`} fill={colour} />
    </g>
  );
}
