import { type Tensor1D, tf } from '../runtime/tf';
import type { AdamSnapshot, MetaOptimizer } from './metaOptimizer';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Adam on φ (optimizers/adam.ts has the equations) in one pass over plain arrays, each sum rounded once. */
export class AdamInPlace implements MetaOptimizer {
  #step: number;
  readonly #phi: Float32Array;
  readonly #m: Float32Array;
  readonly #v: Float32Array;
  #tensor: Tensor1D;

  constructor(phi: Float32Array, { step, m, v }: AdamSnapshot) {
    this.#step = step;
    this.#phi = phi.slice();
    this.#m = m.slice();
    this.#v = v.slice();
    this.#tensor = tf.tensor1d(this.#phi.slice());
  }

  get phi(): Tensor1D {
    return this.#tensor;
  }

  apply(gradient: Tensor1D, learningRate: number): void {
    const g = gradient.dataSync<'float32'>();
    const phi = this.#phi;
    const m = this.#m;
    const v = this.#v;
    this.#step++;
    const rate = learningRate / (1 - BETA1 ** this.#step);
    const root = 1 / (1 - BETA2 ** this.#step);
    for (let i = 0; i < phi.length; i++) {
      const slope = g[i] as number;
      const first = BETA1 * (m[i] as number) + (1 - BETA1) * slope;
      const second = BETA2 * (v[i] as number) + (1 - BETA2) * slope * slope;
      m[i] = first;
      v[i] = second;
      phi[i] = (phi[i] as number) - (rate * first) / (Math.sqrt(second * root) + EPSILON);
    }
    this.#tensor.dispose();
    this.#tensor = tf.tensor1d(phi.slice());
  }

  async snapshot(): Promise<{ phi: Float32Array; adam: AdamSnapshot }> {
    return {
      phi: this.#phi.slice(),
      adam: { step: this.#step, m: this.#m.slice(), v: this.#v.slice() },
    };
  }

  dispose(): void {
    this.#tensor.dispose();
  }
}
