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
import type { CotangentSource, FullCotangents, LearnedRule, UnrollTape } from './learnedRule';
import { disposeState, type OptimizerState } from './optimizer';
import { SteppedTape } from './steppedTape';

type Forward = Pick<LearnedRule, 'forward' | 'unflatten' | 'flatten'>;

const asVector = (tensor: Tensor): Tensor1D => tf.reshape(tensor, [-1]) as Tensor1D;

export class ReplayTape extends SteppedTape implements UnrollTape {
  readonly #rule: Forward;
  readonly #weights: Tensor[];
  readonly #gradients: Tensor2D[] = [];
  /** states[t] is the state before step t; the last one is the state now. */
  readonly #states: OptimizerState[];

  constructor(rule: Forward, phi: Tensor1D, state: OptimizerState) {
    super();
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

  protected async goBack(
    source: CotangentSource,
    throughInputs: boolean,
    control: Control,
  ): Promise<FullCotangents> {
    const weightCount = this.#weights.length;
    /** dφ by tensor, then dh by tensor. */
    let carried: Tensor[] = tf.tidy(() => [
      ...this.#weights.map((w) => tf.zerosLike(w)),
      ...this.#now().tensors.map((h) => tf.zerosLike(h)),
    ]);
    let behind: Tensor2D | null = null;
    try {
      for (let t = this.#gradients.length - 1; t >= 0; t--) {
        const lambda = source(t, behind);
        const [input, ...next] = tf.tidy(() => {
          const pulled = this.#pullBack(t, lambda, carried.slice(weightCount), throughInputs);
          const sums = pulled.states.map((tensor, i) =>
            i < weightCount ? tf.add(tensor, carried[i] as Tensor) : tensor,
          );
          return [pulled.input, ...sums];
        });
        tf.dispose([carried, lambda]);
        behind?.dispose();
        carried = next;
        behind = throughInputs ? (input as Tensor2D) : null;
        if (!throughInputs) input?.dispose();
        await control.breathe();
      }
      const weights = tf.tidy(() => this.#rule.flatten(carried.slice(0, weightCount)));
      const firstGradient = behind;
      behind = null;
      return { weights, firstGradient };
    } finally {
      tf.dispose(carried);
      behind?.dispose();
    }
  }

  /** The vector-Jacobian product of step t: cotangents of (u, h′) to those of ∇ and of (φ, h). */
  #pullBack(
    t: number,
    lambda: Tensor2D,
    stateCotangents: Tensor[],
    throughInputs: boolean,
  ): { input: Tensor; states: Tensor[] } {
    const gradient = this.#gradients[t] as Tensor2D;
    const weightCount = this.#weights.length;
    const outputs = (input: Tensor2D, args: readonly Tensor[]): Tensor => {
      const { update, state } = this.#rule.forward(
        args.slice(0, weightCount),
        input,
        args.slice(weightCount),
      );
      return tf.concat1d([update, ...state].map(asVector));
    };
    const inputs = [...this.#weights, ...(this.#states[t] as OptimizerState).tensors];
    const behind = tf.concat1d([lambda, ...stateCotangents].map(asVector));
    if (!throughInputs) {
      const states = tf.grads((...args: Tensor[]) => outputs(gradient, args))(inputs, behind);
      return { input: tf.zeros([0]), states };
    }
    const [input, ...states] = tf.grads((...[first, ...args]: Tensor[]) =>
      outputs(first as Tensor2D, args),
    )([gradient, ...inputs], behind);
    return { input: input as Tensor, states };
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
