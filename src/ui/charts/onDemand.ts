/**
 * Charts that the first page does without. They stand apart from `index.ts`, and only screens that are loaded when
 * they are asked for import them: nobody waits for them before the first race.
 */
export { ContourFigure, type ContourFigureProps } from './ContourFigure';
export { ContourMap, type ContourMapProps } from './ContourMap';
export { CurveMultiples, type CurveMultiplesProps } from './CurveMultiples';
export { CurveMultiplesFigure, type CurveMultiplesFigureProps } from './CurveMultiplesFigure';
export { HeatMap, type HeatMapProps } from './HeatMap';
export { HeatMapFigure, type HeatMapFigureProps } from './HeatMapFigure';
export { multiplesTable } from './multiplesTable';
export { saveTable } from './saveTable';
