import type { ContourMapProps } from './ContourMap';
import type { FigureProps } from './Figure';

/** A contour map whose table and files follow from its paths. */
export type ContourFigureProps = ContourMapProps &
  Omit<FigureProps, 'children' | 'table'> & Partial<Pick<FigureProps, 'table'>>;

export function ContourFigure(_props: ContourFigureProps) {
  return null;
}
