/** The parts of the picture that a term can point at. */
export const PICTURE_PARTS = [
  'optimizee',
  'optimizer',
  'theta',
  'gradient',
  'update',
  'state',
  'metaLoss',
  'unroll',
  'horizon',
  'cut',
  'phi',
] as const;
export type PicturePart = (typeof PICTURE_PARTS)[number];
