import type { DigitSet } from '../../datasets/digits';
import type { RandomStream } from '../../runtime/random';
import type { ExampleChunks } from '../mlp';
import { DigitExamples } from './digitExamples';

/** Lists of examples are sent to the graphics device for so many steps at once. */
const AHEAD = 16;

/**
 * Which examples network b sees at a step: N of them, drawn with replacement. It depends on the stream, b and the step
 * only, so the same step asked for twice has the same ones.
 *
 * @param first the number of the first network
 */
export function drawn(
  rng: RandomStream,
  networks: number,
  batch: number,
  step: number,
  count: number,
  first = 0,
): Int32Array {
  const picked = new Int32Array(networks * batch);
  for (let b = 0; b < networks; b++) {
    const stream = rng.fork('minibatch', first + b, step);
    for (let e = 0; e < batch; e++) picked[b * batch + e] = stream.int(count);
  }
  return picked;
}

/** Minibatches of N examples, each network its own. */
export function minibatches(
  set: DigitSet,
  rng: RandomStream,
  networks: number,
  batch: number,
  side: number,
  first = 0,
): DigitExamples {
  const picked = (step: number) => drawn(rng, networks, batch, step, set.count, first);
  return new DigitExamples({ set, sets: networks, picked, ahead: AHEAD }, side);
}

/** The first examples of a set in order, in chunks, the same for all networks. */
export class DigitChunks extends DigitExamples implements ExampleChunks {
  readonly chunks: number;
  readonly #all: number;
  readonly #most: number;

  /**
   * @param count of examples
   * @param most of them in a chunk
   */
  constructor(set: DigitSet, side: number, count: number, most: number) {
    const picked = (k: number) => {
      const length = Math.min(most, count - k * most);
      return Int32Array.from({ length }, (_, i) => k * most + i);
    };
    super({ set, sets: 1, picked, ahead: 1 }, side);
    this.chunks = Math.ceil(count / most);
    this.#all = count;
    this.#most = most;
  }

  count(k: number): number {
    return Math.min(this.#most, this.#all - k * this.#most);
  }
}
