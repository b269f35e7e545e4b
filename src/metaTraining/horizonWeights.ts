/** The weights along a horizon, for a checkpoint in the middle of it. */
import { readFloats, type Tensor1D, tf } from '../runtime/tf';

/** What is kept of one horizon at most; a longer one is not kept any further than that. */
const MAX_BYTES = 256 * 2 ** 20;

/** φ of every unroll so far: handles to it, read only when a checkpoint asks. */
export class HorizonWeights {
  /** Those that have been read, or were given. */
  readonly #read: Float32Array[];
  /** Those behind them. */
  readonly #unread: Tensor1D[] = [];
  #latest: Tensor1D | null = null;

  /** @param given φ of the unrolls that were done before */
  constructor(given: readonly Float32Array[]) {
    this.#read = [...given];
  }

  /** An unroll begins with φ [P], which stays the caller's. */
  begins(phi: Tensor1D): void {
    this.#latest?.dispose();
    this.#latest = phi.clone();
  }

  /** It is over. */
  ended(): void {
    if (this.#latest === null) return;
    this.#unread.push(this.#latest);
    this.#latest = null;
  }

  /** Whether they are few enough to be kept. */
  get kept(): boolean {
    const size = this.#read[0]?.length ?? this.#unread[0]?.size ?? 0;
    return 4 * size * (this.#read.length + this.#unread.length) <= MAX_BYTES;
  }

  /** φ [P] of each unroll that is over. */
  async read(): Promise<Float32Array[]> {
    const unread = this.#unread.splice(0);
    if (unread.length > 0) {
      const joined = tf.concat1d(unread);
      const size = (unread[0] as Tensor1D).size;
      tf.dispose(unread);
      try {
        const numbers = await readFloats(joined);
        unread.forEach((_, i) => {
          this.#read.push(numbers.slice(i * size, (i + 1) * size));
        });
      } finally {
        joined.dispose();
      }
    }
    return [...this.#read];
  }

  dispose(): void {
    this.#latest?.dispose();
    this.#latest = null;
    tf.dispose(this.#unread.splice(0));
  }
}
