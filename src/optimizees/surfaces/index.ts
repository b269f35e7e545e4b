/** Classic functions of two coordinates: for the eye. */
export type { SurfaceDefinition } from './arithmetic';
export { SURFACES } from './catalogue';
export { evaluateOnGrid, type SurfaceGrid } from './grid';
export { Surface } from './surface';
