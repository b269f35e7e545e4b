/** Adam on φ: the optimizer that trains the optimizer. */
import { adam } from '../optimizers/adam';
import { disposeState, type OptimizerState } from '../optimizers/optimizer';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import type { Checkpoint, RateSchedule } from '../specs/training';
import { AdamInPlace } from './adamInPlace';

export type AdamSnapshot = Checkpoint['adam'];

/** The rate in force at a horizon. */
export function scheduledRate(schedule: RateSchedule, horizon: number): number {
  let rate = schedule[0]?.rate ?? 0;
  for (const entry of schedule) if (entry.horizon <= horizon) rate = entry.rate;
  return rate;
}

/** φ and Adam's moments for it; a copy goes into checkpoints. */
export interface MetaOptimizer {
  /** φ [P], this object's; another one after `apply`. */
  readonly phi: Tensor1D;
  /** φ ← φ + Adam(dL/dφ) at the given rate. `gradient` [P] stays the caller's. */
  apply(gradient: Tensor1D, learningRate: number): void;
  snapshot(): Promise<{ phi: Float32Array; adam: AdamSnapshot }>;
  dispose(): void;
}

/**
 * φ and the moments where the backend in use has them at hand: on the device for WebGPU, where reading them would
 * make it wait, and as plain arrays otherwise, where one loop is faster than a dozen operations.
 */
export function startMetaOptimizer(phi: Float32Array, snapshot?: AdamSnapshot): MetaOptimizer {
  const adam = snapshot ?? {
    step: 0,
    m: new Float32Array(phi.length),
    v: new Float32Array(phi.length),
  };
  return tf.getBackend() === 'webgpu' ? new AdamOnDevice(phi, adam) : new AdamInPlace(phi, adam);
}

/** By the operations of the baseline of that name. */
export class AdamOnDevice implements MetaOptimizer {
  #phi: Tensor1D;
  #state: OptimizerState;

  constructor(phi: Float32Array, { step, m, v }: AdamSnapshot) {
    const row = (values: Float32Array) => tf.tensor2d(values, [1, phi.length]);
    this.#phi = tf.tensor1d(phi);
    this.#state = { step, tensors: [row(m), row(v)] };
  }

  get phi(): Tensor1D {
    return this.#phi;
  }

  apply(gradient: Tensor1D, learningRate: number): void {
    const row: Tensor2D = tf.reshape(gradient, [1, -1]);
    const { update, state } = adam(learningRate).step(row, this.#state);
    const phi = tf.tidy(() => tf.add(this.#phi, tf.reshape(update, [-1])) as Tensor1D);
    tf.dispose([row, update]);
    disposeState(this.#state);
    this.#phi.dispose();
    this.#phi = phi;
    this.#state = state;
  }

  async snapshot(): Promise<{ phi: Float32Array; adam: AdamSnapshot }> {
    const [m, v] = this.#state.tensors as [Tensor2D, Tensor2D];
    const [phi, first, second] = await Promise.all([
      readFloats(this.#phi),
      readFloats(m),
      readFloats(v),
    ]);
    return { phi, adam: { step: this.#state.step, m: first, v: second } };
  }

  dispose(): void {
    this.#phi.dispose();
    disposeState(this.#state);
  }
}
