/** What the page and the engine say to each other about digits, as plain data. */
import type { DigitSource } from './task';

/** How many examples there are to learn from, to choose by, and to report on. */
export interface DigitCounts {
  training: number;
  validation: number;
  test: number;
}

/** Where digits lie: drawn by the Lab, kept in the browser, beside the page, or in memory until the page is left. */
export type DigitPlace = 'drawn' | 'cache' | 'page' | 'memory';

export interface DigitsStatus {
  /** Where the digits of each source are; null where they have to be got first. */
  places: Record<DigitSource, DigitPlace | null>;
  /** What a download of MNIST brings, and how many bytes of it an interrupted one has left here. */
  download: { bytes: number; received: number };
}

/** Some images, for a look at them. */
export interface DigitSamples {
  count: number;
  /** [count × 784], row by row; 0 is background, 255 is ink. */
  images: Uint8Array;
  labels: Uint8Array;
}

export interface DigitsShown {
  counts: DigitCounts;
  /** One of each class. */
  samples: DigitSamples;
}

/** A file of which the content is sound, but not that of MNIST's. */
export interface OtherFile {
  name: string;
  /** SHA-256 of what it unpacks to, and what MNIST's has. */
  sha256: string;
  expected: string;
}

/** What four files turned out to be. `kept`: they will be here after a reload, too. */
export type DigitsRead =
  | { outcome: 'loaded'; source: Exclude<DigitSource, 'synthetic'>; kept: boolean }
  | { outcome: 'other'; others: OtherFile[]; counts: DigitCounts };

/** In the middle of a sentence, and behind results: "trained on synthetic digits". */
export const DIGIT_WORDS: Readonly<Record<DigitSource, string>> = {
  synthetic: 'synthetic digits',
  mnist: 'MNIST',
  files: 'your own digits',
};
