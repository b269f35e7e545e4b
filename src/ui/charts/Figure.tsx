import type { ReactNode } from 'react';
import type { DataTable } from './types';

export interface FigureProps {
  /** The figure's accessible name, exactly: "Loss curves". */
  title: string;
  /** Name of downloaded files, without an ending. */
  fileName: string;
  /** The picture. It fills the figure's `height`. */
  children: ReactNode;
  /** Chart options (toggles and the like) in the header. */
  options?: ReactNode;
  /** One sentence that says what the picture shows, and who wins. */
  description?: ReactNode;
  /** Height of the picture in pixels, before and after data comes. */
  height?: number;
  /** Instead of the picture while there is nothing to draw: "Press Train to begin." */
  empty?: ReactNode;
  /** All numbers of the picture, built when asked for. */
  table: () => DataTable;
  /** The CSV file, where it holds more than `table` (default: `table` in full precision). */
  csv?: () => string;
}

export function Figure({ title, children }: FigureProps) {
  return <figure aria-label={title}>{children}</figure>;
}
