import type { LineStyle, Numbers } from './types';

export interface SparklineProps {
  /** Losses step by step; drawn on a log axis. */
  values: Numbers;
  style: LineStyle;
  width?: number;
  height?: number;
  /** A second, quieter curve to compare with. */
  reference?: { values: Numbers; style: LineStyle };
}

/** A small preview of a curve; says nothing to a screen reader. */
export function Sparkline(_props: SparklineProps) {
  return null;
}
