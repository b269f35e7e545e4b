import type { PicturePart } from '../howItWorks/parts';

/** What a term says of itself. */
export interface TermEntry {
  name: string;
  /** Exactly two. */
  sentences: readonly [string, string];
  /** TeX. */
  equation: string;
  /** The part of the picture that lights up, and in words where that is. */
  part: PicturePart;
  place: string;
}
