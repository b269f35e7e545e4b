/** One optimizer on one problem, coordinate by coordinate (paper, Appendix B). */
export { coordinateTraces } from './coordinateTraces';
export { fieldOf } from './fieldOf';
export { mapOf } from './map';
export { recordTrace } from './recordTrace';
export { summaryOf } from './summaryOf';
export type { Trace } from './trace';
export { unitPictures } from './unitPictures';
