/** Where a chart of curves puts its plot, its labels and its legend. */
import type { LegendEntry } from './FigureContext';
import { legendHeight } from './Legend';
import { labelsFit } from './placeLabels';
import type { Plot } from './scene';
import { LABEL_HEIGHT } from './TipLayer';
import { textWidth } from './textWidth';

export interface CurvesLayout {
  plot: Plot;
  /** Lines are labelled at their ends; otherwise a legend stands below. */
  direct: boolean;
}

/** Below this width there is no room for labels beside the lines. */
const NARROW = 480;
const TOP = 24;
/** Ticks and the axis' name below the plot. */
export const BOTTOM = 38;
/** Between a tick's text and the plot, and between the text and the chart's edge. */
const BESIDE_TICKS = 8;

/** Labels of solid lines are bold, and as much wider than measured. */
const weight = ({ dash }: LegendEntry['style']) => (dash === undefined ? 1.16 : 1.02);

export function layOutCurves(
  width: number,
  height: number,
  legend: readonly LegendEntry[],
  labels: 'auto' | 'direct' | 'legend',
): CurvesLayout {
  const left = width < NARROW ? 40 : 48;
  // Before the page is laid out its type is not known either: nothing is measured.
  const labelled = width > 0 ? legend : [];
  const widest = Math.max(
    0,
    ...labelled.map(({ label, style }) => textWidth(label) * weight(style)),
  );
  const gutter = 24 + Math.ceil(widest);
  const fits =
    width >= NARROW &&
    gutter < width * 0.35 &&
    labelsFit(legend.length, LABEL_HEIGHT, height - TOP - BOTTOM);
  const direct = labels === 'direct' || (labels === 'auto' && fits);
  const below = direct ? 0 : legendHeight(legend, width);
  return {
    direct,
    plot: {
      left,
      top: TOP,
      width: Math.max(1, width - left - (direct ? gutter : 12)),
      height: Math.max(1, height - TOP - BOTTOM - below),
    },
  };
}

/** The plot moved to the right where the y axis' texts need more room than usual. */
export function besideTicks(plot: Plot, texts: readonly string[]): Plot {
  const widest = Math.max(0, ...texts.map(textWidth));
  const more = Math.ceil(widest + BESIDE_TICKS) - plot.left;
  if (more <= 0) return plot;
  return { ...plot, left: plot.left + more, width: Math.max(1, plot.width - more) };
}
