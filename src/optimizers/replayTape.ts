/**
 * The meta-gradient of any learned rule from its definition. Going forward, only the gradients and the states are
 * kept. Going back, each step is replayed under TensorFlow.js' tape and pulled back once:
 *
 *     (dφ, dhₜ) += ∂⟨(λₜ, dhₜ₊₁), m(∇ₜ, hₜ, φ)⟩ / ∂(φ, hₜ)
 *
 * Summed over t this is ∂/∂φ Σₜ ⟨λₜ, uₜ(φ)⟩ with hₜ depending on φ: exact back-propagation through the unroll.
 * Step by step, because a step takes milliseconds: a person who presses Pause is answered at once.
 */
import type { Control } from '../runtime/control';
import { type Tensor, type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import type { LearnedRule, UnrollTape } from './learnedRule';
import { disposeState, type OptimizerState } from './optimizer';

type Forward = Pick<LearnedRule, 'forward' | 'unflatten' | 'flatten'>;

const asVector = (tensor: Tensor): Tensor1D => tf.reshape(tensor, [-1]) as Tensor1D;

export class ReplayTape implements UnrollTape {
  readonly #rule: Forward;
  readonly #weights: Tensor[];
  readonly #gradients: Tensor2D[] = [];
  /** states[t] is the state before step t; the last one is the state now. */
  readonly #states: OptimizerState[];

  constructor(rule: Forward, phi: Tensor1D, state: OptimizerState) {
    this.#rule = rule;
    this.#weights = tf.tidy(() => rule.unflatten(phi));
    this.#states = [state];
  }

  step(gradient: Tensor2D): Tensor2D {
    const before = this.#now();
    const { update, state } = tf.tidy(() =>
      this.#rule.forward(this.#weights, gradient, before.tensors),
    );
    this.#gradients.push(gradient.clone());
    this.#states.push({ step: before.step + 1, tensors: state });
    return update;
  }

  async backward(cotangents: readonly Tensor2D[], control: Control): Promise<Tensor1D> {
    const weightCount = this.#weights.length;
    /** dφ by tensor, then dh by tensor. */
    let carried: Tensor[] = tf.tidy(() => [
      ...this.#weights.map((w) => tf.zerosLike(w)),
      ...this.#now().tensors.map((h) => tf.zerosLike(h)),
    ]);
    try {
      for (let t = this.#gradients.length - 1; t >= 0; t--) {
        const next = tf.tidy(() => {
          const pulled = this.#pullBack(t, cotangents[t] as Tensor2D, carried.slice(weightCount));
          return pulled.map((tensor, i) =>
            i < weightCount ? tf.add(tensor, carried[i] as Tensor) : tensor,
          );
        });
        tf.dispose(carried);
        carried = next;
        await control.breathe();
      }
      return tf.tidy(() => this.#rule.flatten(carried.slice(0, weightCount)));
    } finally {
      tf.dispose(carried);
    }
  }

  /** The vector-Jacobian product of step t: cotangents of (u, h′) to those of (φ, h). */
  #pullBack(t: number, lambda: Tensor2D, stateCotangents: Tensor[]): Tensor[] {
    const gradient = this.#gradients[t] as Tensor2D;
    const inputs = [...this.#weights, ...(this.#states[t] as OptimizerState).tensors];
    const weightCount = this.#weights.length;
    const outputs = (...args: Tensor[]): Tensor => {
      const { update, state } = this.#rule.forward(
        args.slice(0, weightCount),
        gradient,
        args.slice(weightCount),
      );
      return tf.concat1d([update, ...state].map(asVector));
    };
    return tf.grads(outputs)(inputs, tf.concat1d([lambda, ...stateCotangents].map(asVector)));
  }

  #now(): OptimizerState {
    return this.#states.at(-1) as OptimizerState;
  }

  close(): OptimizerState {
    const last = this.#states.pop() as OptimizerState;
    this.dispose();
    return last;
  }

  dispose(): void {
    tf.dispose(this.#weights);
    tf.dispose(this.#gradients);
    for (const state of this.#states) disposeState(state);
    this.#states.length = 0;
  }
}
