/** What a race has on the device and has not read yet. */
import { readFloats, type Tensor, tf } from '../runtime/tf';

/**
 * Tensors that are read together when it is time, so that the device need not be waited for at every step. They are
 * the list's own.
 */
export class Pending {
  #tensors: Tensor[] = [];
  #size = 0;

  get bytes(): number {
    return 4 * this.#size;
  }

  push(tensor: Tensor): void {
    this.#tensors.push(tensor);
    this.#size += tensor.size;
  }

  /** All numbers, one tensor behind the other; the list is empty afterwards. */
  async drain(): Promise<Float32Array> {
    const [all] = (await Pending.drainAll([this])) as [Float32Array];
    return all;
  }

  /** The same for several lists, all of them in one reading. */
  static async drainAll(lists: readonly Pending[]): Promise<Float32Array[]> {
    const tensors = lists.flatMap((list) => list.#tensors);
    if (tensors.length === 0) return lists.map(() => new Float32Array(0));
    const joined = tf.tidy(() => tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1]))));
    const sizes = lists.map((list) => list.#size);
    for (const list of lists) list.dispose();
    try {
      const all = await readFloats(joined);
      let end = 0;
      return sizes.map((size) => {
        end += size;
        return all.subarray(end - size, end);
      });
    } finally {
      joined.dispose();
    }
  }

  dispose(): void {
    tf.dispose(this.#tensors);
    this.#tensors = [];
    this.#size = 0;
  }
}
