import type { SurfaceGrid, SurfacePath } from './types';

export interface ContourMapProps {
  surface: SurfaceGrid | null;
  paths: readonly SurfacePath[];
  /** The last step drawn of every path (default: all). */
  reveal?: number;
  /** The step whose points are marked and read out. */
  cursor?: number | null;
  onCursorChange?: (step: number | null) => void;
}

export function ContourMap(_props: ContourMapProps) {
  return null;
}
