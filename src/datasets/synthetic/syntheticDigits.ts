/**
 * Digits that the Lab draws itself, for when there are no others: one of a few ways to write each digit, by a hand of
 * its own (points shaken, affine change, bend), with a pen of its own (width, pressure, softness of the edge, grain),
 * as large and as centred as
 * MNIST’s. A network learns them about as fast as MNIST.
 */
import { RandomStream } from '../../runtime/random';
import { DIGIT_CLASSES, DIGIT_PIXELS } from '../digitShape';
import type { DigitPart, DigitSet, Digits } from '../digits';
import { GLYPHS } from './glyphs';
import { ink } from './ink';
import { written } from './pen';

/** The same digits for everybody: what is measured on them can be compared. */
const SEED = 1;

/** How many there are of each part. */
export const SYNTHETIC_COUNTS: Readonly<Record<DigitPart, number>> = {
  training: 11_000,
  validation: 1000,
  test: 2000,
};

/**
 * So many images of a part, the ten digits in turn. Image i depends on the seed, the part and i only.
 *
 * @returns ink between 0 and 255
 */
export function drawDigits(seed: number, part: DigitPart, count: number): DigitSet {
  const images = new Uint8Array(count * DIGIT_PIXELS);
  const labels = new Uint8Array(count);
  const all = RandomStream.of(seed, 'synthetic digits', part);
  for (let i = 0; i < count; i++) {
    const rng = all.fork(i);
    const digit = i % DIGIT_CLASSES;
    const ways = GLYPHS[digit] ?? [];
    const segments = written(ways[rng.int(ways.length)] ?? [], rng);
    ink(segments, rng, images.subarray(i * DIGIT_PIXELS, (i + 1) * DIGIT_PIXELS));
    labels[i] = digit;
  }
  return { count, images, labels };
}

/** All parts. About a second's work. */
export function syntheticDigits(): Digits {
  return {
    training: drawDigits(SEED, 'training', SYNTHETIC_COUNTS.training),
    validation: drawDigits(SEED, 'validation', SYNTHETIC_COUNTS.validation),
    test: drawDigits(SEED, 'test', SYNTHETIC_COUNTS.test),
  };
}
