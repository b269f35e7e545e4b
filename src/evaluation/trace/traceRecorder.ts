import { type Tensor, type Tensor2D, tf } from '../../runtime/tf';
import type { Recorder } from '../race';

/** Keeps the gradients and updates of some coordinates of the one problem that one optimizer races on. */
export class TraceRecorder implements Recorder {
  /** [T × k], NaN where nothing came. */
  readonly gradient: Float32Array;
  readonly update: Float32Array;
  readonly #width: number;
  /** The places of what is kept; null where it is everything. */
  readonly #places: tf.Tensor1D | null;

  /**
   * @param steps T
   * @param coordinates n
   * @param kept which of them [k]
   */
  constructor(steps: number, coordinates: number, kept: Int32Array) {
    this.#width = kept.length;
    this.#places = kept.length === coordinates ? null : tf.tensor1d(kept, 'int32');
    this.gradient = new Float32Array(steps * kept.length).fill(Number.NaN);
    this.update = new Float32Array(steps * kept.length).fill(Number.NaN);
  }

  pick(values: Tensor2D): Tensor {
    return this.#places === null ? values.clone() : tf.gather(values, this.#places, 1);
  }

  recorded(
    _optimizer: number,
    from: number,
    { gradients, updates }: { gradients: Float32Array; updates: Float32Array },
  ): void {
    this.gradient.set(gradients, from * this.#width);
    this.update.set(updates, from * this.#width);
  }

  dispose(): void {
    this.#places?.dispose();
  }
}
