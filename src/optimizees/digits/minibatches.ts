import { DIGIT_PIXELS, DIGIT_SIDE, type DigitSet } from '../../datasets/digits';
import type { RandomStream } from '../../runtime/random';
import { tf } from '../../runtime/tf';
import type { Minibatch } from '../mlp';

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
    if (block === 1) {
      for (let i = 0; i < DIGIT_PIXELS; i++) values[to + i] = (images[from + i] as number) / 255;
      continue;
    }
    for (let i = 0; i < DIGIT_PIXELS; i++) {
      const row = Math.floor(Math.floor(i / DIGIT_SIDE) / block);
      const column = Math.floor((i % DIGIT_SIDE) / block);
      const at = to + row * side + column;
      values[at] = (values[at] as number) + (images[from + i] as number) / 255;
    }
  }
  return values;
}

export function labelsOf({ labels }: DigitSet, picked: Int32Array): Int32Array {
  return Int32Array.from(picked, (i) => labels[i] as number);
}

/**
 * Which examples network b sees at a step: N of them, drawn with replacement. It depends on the stream, b and the step
 * only, so the same step asked for twice has the same ones.
 */
export function drawn(
  rng: RandomStream,
  networks: number,
  batch: number,
  step: number,
  count: number,
): Int32Array {
  const picked = new Int32Array(networks * batch);
  for (let b = 0; b < networks; b++) {
    const stream = rng.fork('minibatch', b, step);
    for (let e = 0; e < batch; e++) picked[b * batch + e] = stream.int(count);
  }
  return picked;
}

/** Inputs [B, N, side²] and labels [B, N] of a step, each network its own. */
export function minibatch(
  set: DigitSet,
  rng: RandomStream,
  networks: number,
  batch: number,
  side: number,
  step: number,
): Minibatch {
  const picked = drawn(rng, networks, batch, step, set.count);
  return {
    inputs: tf.tensor3d(pixels(set, picked, side), [networks, batch, side * side]),
    labels: tf.tensor2d(labelsOf(set, picked), [networks, batch], 'int32'),
  };
}
