/**
 * Going the way of some coordinates again. Every optimizer here treats each coordinate by itself, so that a coordinate's
 * gradients are all of its history: from them follow its states and updates.
 */
import {
  advance,
  disposeState,
  type Optimizer,
  type OptimizerState,
} from '../optimizers/optimizer';
import { type Control, freeRunning } from '../runtime/control';
import { type Tensor, type Tensor2D, tf } from '../runtime/tf';

export interface Replay {
  /** ∇₀, ∇₁, … of k coordinates [T × k], row by step. */
  gradients: Float32Array;
  coordinates: number;
  /** So many of the steps are made. */
  steps: number;
  control?: Control;
  /** Sees hₜ, the state before step t, and at last that behind the last one; it stays the replay's. */
  before?(t: number, state: OptimizerState): void | Promise<void>;
  /** Takes over uₜ [1, k]. */
  after?(t: number, update: Tensor2D): void | Promise<void>;
}

/**
 * Steps from a fresh state; the optimizer stays the caller's.
 *
 * @throws LabError `stopped`
 * @throws KernelFailure
 */
export async function replay(
  optimizer: Optimizer,
  { gradients, coordinates, steps, control = freeRunning, before, after }: Replay,
): Promise<void> {
  let state = optimizer.init(1, coordinates);
  try {
    for (let t = 0; t < steps; t++) {
      await before?.(t, state);
      const row = gradients.subarray(t * coordinates, (t + 1) * coordinates);
      const gradient = tf.tensor2d(row, [1, coordinates]);
      try {
        const next = advance(optimizer, gradient, state);
        state = next.state;
        if (after === undefined) next.update.dispose();
        else await after(t, next.update);
      } finally {
        gradient.dispose();
      }
      await control.breathe();
    }
    await before?.(steps, state);
  } finally {
    disposeState(state);
  }
}

/**
 * States of the coordinatewise LSTM that were met on the way, to be gone on from in one batch: their tensors have
 * coordinates along the columns, and the rule does not count steps.
 */
export class MetStates {
  readonly #states: Tensor[][] = [];

  get count(): number {
    return this.#states.length;
  }

  /** A copy: the state stays whose it was. */
  add({ tensors }: OptimizerState): void {
    this.#states.push(tensors.map((tensor) => tensor.clone()));
  }

  /** All of them side by side, each column `times` times in a row: [R, k] of S states → [R, S·k·times]. The caller's. */
  joined(times = 1): Tensor[] {
    return tf.tidy(() =>
      (this.#states[0] ?? []).map((_, part) => {
        const columns = tf.concat(
          this.#states.map((tensors) => tensors[part] as Tensor2D),
          1,
        );
        const [rows, count] = columns.shape as [number, number];
        const apart = tf.tile(tf.reshape(columns, [rows, count, 1]), [1, 1, times]);
        return tf.reshape(apart, [rows, count * times]);
      }),
    );
  }

  /** Forgets them. */
  dispose(): void {
    tf.dispose(this.#states);
    this.#states.length = 0;
  }
}
