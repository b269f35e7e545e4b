import {
  advance,
  disposeState,
  type Optimizer,
  type OptimizerState,
} from '../optimizers/optimizer';
import { makeBaseline } from '../optimizers/registry';
import { type Tensor2D, tf } from '../runtime/tf';
import type { Imitation } from '../specs/training';

/**
 * A hand-designed optimizer at work beside the learned one, on the same gradients, as its example. With u* the
 * example's updates, η its rate and N = B·n coordinates, the meta-loss of an unroll is
 *
 *     L = Σₜ wₜ / (2 N η²) ‖uₜ − u*ₜ‖²        λₜ = ∂L/∂uₜ = wₜ (uₜ − u*ₜ) / (N η²)
 *
 * Dividing by η makes the differences of Adam's kind about 1 in size.
 */
export class Example {
  readonly #optimizer: Optimizer;
  #state: OptimizerState;
  readonly #leads: boolean;
  readonly #scale: number;
  /** uₜ − u*ₜ of the unroll's steps so far. */
  #differences: Tensor2D[] = [];

  /** @param leads whether θ moves by the example's updates, and not by the learned ones */
  constructor(
    { optimizer, learningRate }: Imitation,
    problems: number,
    coordinates: number,
    leads: boolean,
  ) {
    this.#optimizer = makeBaseline(optimizer, learningRate);
    this.#state = this.#optimizer.init(problems, coordinates);
    this.#leads = leads;
    this.#scale = 1 / (problems * coordinates * learningRate ** 2);
  }

  /**
   * A step at the gradient ∇f(θₜ) [B, n], where the learned rule gave `update` (taken over).
   *
   * @returns by what θ moves; the caller's
   */
  step(gradient: Tensor2D, update: Tensor2D): Tensor2D {
    const { update: own, state } = advance(this.#optimizer, gradient, this.#state);
    this.#state = state;
    this.#differences.push(tf.sub(update, own));
    const [taken, other] = this.#leads ? [own, update] : [update, own];
    other.dispose();
    return taken;
  }

  /** λₜ of the unroll, which is then over; the caller's. */
  cotangents(weights: readonly number[]): Tensor2D[] {
    const differences = this.#differences;
    this.#differences = [];
    const cotangents = differences.map(
      (difference, t): Tensor2D => tf.mul(difference, (weights[t] ?? 0) * this.#scale),
    );
    tf.dispose(differences);
    return cotangents;
  }

  dispose(): void {
    tf.dispose(this.#differences);
    this.#differences = [];
    disposeState(this.#state);
    this.#optimizer.dispose();
  }
}
