import { DIGIT_PIXELS, DIGIT_SIDE } from '../../datasets/digitShape';
import type { DigitSet } from '../../datasets/digits';

/**
 * Images as a network sees them: ink between 0 and 1, and where an image has fewer than 28 pixels a side, each pixel
 * the sum of a block of the original's. A sum, not a mean: a weight of the small image then does what the weights of
 * its block would do together if they moved alike.
 *
 * @param picked which examples
 * @returns [picked × side²]
 */
export function pixels({ images }: DigitSet, picked: Int32Array, side: number): Float32Array {
  const width = side * side;
  const values = new Float32Array(picked.length * width);
  const block = DIGIT_SIDE / side;
  for (let e = 0; e < picked.length; e++) {
    const from = (picked[e] as number) * DIGIT_PIXELS;
    const to = e * width;
    for (let i = 0; i < DIGIT_PIXELS; i++) {
      const row = Math.floor(Math.floor(i / DIGIT_SIDE) / block);
      const column = Math.floor((i % DIGIT_SIDE) / block);
      const at = to + row * side + column;
      values[at] = (values[at] as number) + (images[from + i] as number);
    }
  }
  // The sums of bytes are exact; so every implementation divides the same numbers.
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) / 255;
  return values;
}

export function labelsOf({ labels }: DigitSet, picked: Int32Array): Int32Array {
  return Int32Array.from(picked, (i) => labels[i] as number);
}
