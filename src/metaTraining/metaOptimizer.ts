/** Adam on φ: the optimizer that trains the optimizer. Its moments live on the device; a copy goes into checkpoints. */
import { adam } from '../optimizers/adam';
import { disposeState, type OptimizerState } from '../optimizers/optimizer';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import type { Checkpoint, RateSchedule } from '../specs/training';

export type AdamSnapshot = Checkpoint['adam'];

/** The rate in force at a horizon. */
export function scheduledRate(schedule: RateSchedule, horizon: number): number {
  let rate = schedule[0]?.rate ?? 0;
  for (const entry of schedule) if (entry.horizon <= horizon) rate = entry.rate;
  return rate;
}

export class MetaOptimizer {
  #phi: Tensor1D;
  #state: OptimizerState;

  constructor(phi: Float32Array, snapshot?: AdamSnapshot) {
    this.#phi = tf.tensor1d(phi);
    const size = phi.length;
    this.#state =
      snapshot === undefined
        ? adam(1).init(1, size)
        : {
            step: snapshot.step,
            tensors: [tf.tensor2d(snapshot.m, [1, size]), tf.tensor2d(snapshot.v, [1, size])],
          };
  }

  /** φ [P], this object's. */
  get phi(): Tensor1D {
    return this.#phi;
  }

  /** φ ← φ + Adam(dL/dφ) at the given rate. `gradient` [P] stays the caller's. */
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
