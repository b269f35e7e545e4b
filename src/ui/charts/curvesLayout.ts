/** Where a chart of curves puts its plot, its labels and its legend. */
import type { LegendEntry } from './FigureContext';
import { legendHeight } from './Legend';
import { labelsFit } from './placeLabels';
import type { Plot } from './scene';
import { LABEL_HEIGHT } from './TipLayer';
import { labelWidth, textWidth } from './textWidth';

export interface CurvesLayout {
  plot: Plot;
  /** Lines are labelled at their ends; otherwise a legend stands below. */
  direct: boolean;
  /** How high the legend may be, where it has more rows than there is room for; null: as high as it is. */
  legend: number | null;
}

/** Below this width there is no room for labels beside the lines. */
const NARROW = 480;
const TOP = 24;
/** Ticks and the axis' name below the plot. */
export const BOTTOM = 38;
/** However many lines there are, the legend leaves so much of the height to the plot, but has this many pixels itself. */
const PLOT_SHARE = 0.4;
const LEAST_LEGEND = 54;
/** Between a tick's text and the plot, and between the text and the chart's edge. */
const BESIDE_TICKS = 8;

/** `tips`: the texts at the ends of lines that reach the right edge, which may say more than the legend. */
export function layOutCurves(
  width: number,
  height: number,
  legend: readonly LegendEntry[],
  labels: 'auto' | 'direct' | 'legend',
  tips: readonly LegendEntry[] = legend,
): CurvesLayout {
  const left = width < NARROW ? 40 : 48;
  // Before the page is laid out its type is not known either: nothing is measured.
  const labelled = width > 0 ? legend : [];
  const gutter = 24 + widest(labelled);
  const fits =
    width >= NARROW &&
    gutter < width * 0.35 &&
    labelsFit(legend.length, LABEL_HEIGHT, height - TOP - BOTTOM);
  const direct = labels === 'direct' || (labels === 'auto' && fits);
  const room = Math.max(LEAST_LEGEND, (1 - PLOT_SHARE) * height - TOP - BOTTOM);
  // Texts come and go with the lines; only what every line is called decides between labels and a legend.
  const beside = Math.max(gutter, Math.min(24 + widest(width > 0 ? tips : []), width * 0.25));
  const wanted = direct ? 0 : legendHeight(legend, width);
  const below = Math.min(wanted, room);
  return {
    direct,
    legend: below < wanted ? below : null,
    plot: {
      left,
      top: TOP,
      width: Math.max(1, width - left - (direct ? beside : 12)),
      height: Math.max(1, height - TOP - BOTTOM - below),
    },
  };
}

const widest = (entries: readonly LegendEntry[]): number =>
  Math.ceil(Math.max(0, ...entries.map(({ label, style }) => labelWidth(label, style))));

/** The plot moved to the right where the y axis' texts need more room than usual. */
export function besideTicks(plot: Plot, texts: readonly string[]): Plot {
  const widest = Math.max(0, ...texts.map(textWidth));
  const more = Math.ceil(widest + BESIDE_TICKS) - plot.left;
  if (more <= 0) return plot;
  return { ...plot, left: plot.left + more, width: Math.max(1, plot.width - more) };
}
