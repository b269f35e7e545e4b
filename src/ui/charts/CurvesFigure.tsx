import type { CurvesChartProps } from './CurvesChart';
import type { FigureProps } from './Figure';

/** A figure of curves whose table and files follow from its series. */
export type CurvesFigureProps = CurvesChartProps &
  Omit<FigureProps, 'children' | 'table'> & Partial<Pick<FigureProps, 'table'>>;

export function CurvesFigure(_props: CurvesFigureProps) {
  return null;
}
