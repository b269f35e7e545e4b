/** Digits in memory, and where the engine finds them. */
import { RandomStream } from '../runtime/random';
import { DIGIT_WORDS } from '../specs/digits';
import { LabError } from '../specs/errors';
import type { DigitSource } from '../specs/task';
import { DIGIT_PIXELS } from './digitShape';
import { syntheticDigits } from './synthetic';

export { DIGIT_CLASSES, DIGIT_PIXELS, DIGIT_SIDE } from './digitShape';

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

/** Synthetic digits are drawn again where they are asked for. */
export function forgetDigits(source: DigitSource): void {
  provided.delete(source);
}

/** Synthetic digits are always there; they are drawn when somebody asks for them. */
export function hasDigits(source: DigitSource): boolean {
  return source === 'synthetic' || provided.has(source);
}

const WHERE: Record<Exclude<DigitSource, 'synthetic'>, string> = {
  mnist: 'Download MNIST or drop its four files on the page, or choose synthetic digits.',
  files: 'Drop the four IDX files on the page again, or choose synthetic digits.',
};

/** @throws LabError `no-data` where nobody has provided them */
export function digitsOf(source: DigitSource): Digits {
  const digits = provided.get(source);
  if (digits !== undefined) return digits;
  if (source === 'synthetic') {
    const drawn = syntheticDigits();
    provideDigits(source, drawn);
    return drawn;
  }
  throw new LabError({
    code: 'no-data',
    message: `The digits of this task are not here: ${DIGIT_WORDS[source]}.`,
    remedy: WHERE[source],
  });
}

/** One training image in so many is held back. */
export const HELD_BACK = 12;

/**
 * A twelfth of the training images, drawn at random but always the same, is held back for validation: 5,000 of MNIST's
 * 60,000. Not the last ones, as is the custom, and not every twelfth: MNIST's order has a pattern, and either choice is
 * easier than the rest.
 */
export function splitTraining(all: DigitSet): Pick<Digits, 'training' | 'validation'> {
  const held = heldBack(all.count);
  const indices = Array.from({ length: all.count }, (_, i) => i);
  const part = (isHeld: boolean) => indices.filter((i) => held.has(i) === isHeld);
  return { training: picked(all, part(false)), validation: picked(all, part(true)) };
}

function heldBack(count: number): ReadonlySet<number> {
  const rng = RandomStream.of(0, 'held back');
  const wanted = Math.max(1, Math.floor(count / HELD_BACK));
  const held = new Set<number>();
  while (held.size < wanted) held.add(rng.int(count));
  return held;
}

/** These examples, in this order. */
export function picked({ images, labels }: DigitSet, indices: readonly number[]): DigitSet {
  const pixels = new Uint8Array(indices.length * DIGIT_PIXELS);
  for (const [k, i] of indices.entries()) {
    pixels.set(images.subarray(i * DIGIT_PIXELS, (i + 1) * DIGIT_PIXELS), k * DIGIT_PIXELS);
  }
  return {
    count: indices.length,
    images: pixels,
    labels: Uint8Array.from(indices, (i) => labels[i] ?? 0),
  };
}
