import type { AxisSpec, Marker, ReferenceLine, Series, ShadedRegion } from './types';

export interface CurvesChartProps {
  series: readonly Series[];
  x: AxisSpec;
  y: AxisSpec;
  /** What one x is called in the read-out: "step 62", "horizon 31". Default "step". */
  xName?: string;
  references?: readonly ReferenceLine[];
  /** Thin dashed verticals, where the graph is cut. */
  cuts?: readonly number[];
  shade?: ShadedRegion;
  markers?: readonly Marker[];
  /** Whether the series' bands are drawn (default true). */
  bands?: boolean;
  /** The x marked by the hairline. Shared between pictures by their parent; null or absent: none. */
  cursor?: number | null;
  /** A person hovers, drags or uses the keys; null when they leave. */
  onCursorChange?: (x: number | null) => void;
  /** Shows the curves only up to this x, as in a replay. Cheap: the chart is not drawn anew. */
  reveal?: number;
  /** Direct labels at the lines' ends, a legend, or (default) what fits. */
  labels?: 'auto' | 'direct' | 'legend';
  /** At most so many redraws a second for new `series` (default 8). */
  updatesPerSecond?: number;
}

export function CurvesChart(_props: CurvesChartProps) {
  return null;
}
