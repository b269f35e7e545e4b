/** Digits in memory, and where the engine finds them. */
import { LabError } from '../specs/errors';
import type { DigitSource } from '../specs/task';

/** Pixels along a side of an image. */
export const DIGIT_SIDE = 28;
export const DIGIT_PIXELS = DIGIT_SIDE * DIGIT_SIDE;
export const DIGIT_CLASSES = 10;

/** Examples, one behind the other. */
export interface DigitSet {
  count: number;
  /** [count × 784], row by row; 0 is background, 255 is ink. */
  images: Uint8Array;
  /** [count], each 0 … 9. */
  labels: Uint8Array;
}

/** Which of the sets: optimizers see `training` only, choices are made on `validation`, `test` is for reported results. */
export type DigitPart = 'training' | 'validation' | 'test';

export type Digits = Readonly<Record<DigitPart, DigitSet>>;

const provided = new Map<DigitSource, Digits>();

/** From now on these are the digits of that source. */
export function provideDigits(source: DigitSource, digits: Digits): void {
  provided.set(source, digits);
}

export function hasDigits(source: DigitSource): boolean {
  return provided.has(source);
}

const WHERE: Record<DigitSource, string> = {
  synthetic: 'Choose them again.',
  mnist: 'Download MNIST or drop its four files on the page, or choose synthetic digits.',
  files: 'Drop the four IDX files on the page again, or choose synthetic digits.',
};

const NAMES: Record<DigitSource, string> = {
  synthetic: 'synthetic digits',
  mnist: 'MNIST',
  files: 'digits from your own files',
};

/** @throws LabError `no-data` where nobody has provided them */
export function digitsOf(source: DigitSource): Digits {
  const digits = provided.get(source);
  if (digits !== undefined) return digits;
  throw new LabError({
    code: 'no-data',
    message: `The task uses ${NAMES[source]}, which have not been loaded.`,
    remedy: WHERE[source],
  });
}

/** One training image in so many is held back. */
const HELD_BACK = 12;

/**
 * Every twelfth training image is held back for validation: 5,000 of MNIST's 60,000. Not the last ones, as is the
 * custom: MNIST's are easier than the rest, so that a loss on them says little about the others.
 */
export function splitTraining(all: DigitSet): Pick<Digits, 'training' | 'validation'> {
  const isHeld = (i: number) => i % HELD_BACK === Math.min(HELD_BACK, all.count) - 1;
  return { training: subset(all, (i) => !isHeld(i)), validation: subset(all, isHeld) };
}

function subset({ count, images, labels }: DigitSet, keep: (i: number) => boolean): DigitSet {
  const kept = Array.from({ length: count }, (_, i) => i).filter(keep);
  const pixels = new Uint8Array(kept.length * DIGIT_PIXELS);
  for (const [k, i] of kept.entries()) {
    pixels.set(images.subarray(i * DIGIT_PIXELS, (i + 1) * DIGIT_PIXELS), k * DIGIT_PIXELS);
  }
  return {
    count: kept.length,
    images: pixels,
    labels: Uint8Array.from(kept, (i) => labels[i] ?? 0),
  };
}
