import {
  advance,
  disposeState,
  type Optimizer,
  type OptimizerState,
} from '../optimizers/optimizer';
import { makeBaseline } from '../optimizers/registry';
import { type Tensor2D, tf } from '../runtime/tf';
import type { Imitation } from '../specs/objectives';

/** What an example does in a horizon. */
export interface ExampleRole {
  /** Whether θ moves by the example's updates, and not by the learned ones. */
  leads: boolean;
  /** α, where the distance to the example is added to the meta-loss; null where it takes the meta-loss' place. */
  beside: number | null;
  /** Whether all updates count alike, and not as their steps do. */
  evenly: boolean;
}

/**
 * A hand-designed optimizer at work beside the learned one, on the same gradients, as its example. With u* the
 * example's updates, η its rate and N = B·n coordinates, their distance over an unroll is
 *
 *     D = Σₜ wₜ / (2 N η²) ‖uₜ − u*ₜ‖²        λₜ = ∂D/∂uₜ = wₜ (uₜ − u*ₜ) / (N η²)
 *
 * It is the meta-loss, or α D is added to it. Dividing by η makes the differences of Adam's kind about 1 in size, so
 * that the two kinds of meta-gradient go together under one Adam. (Chen et al., "Training Stronger Baselines for
 * Learning to Optimize", 2020, section 3.2; their code has D without η, under an Adam of its own.)
 */
export class Example {
  readonly #optimizer: Optimizer;
  #state: OptimizerState;
  readonly #role: ExampleRole;
  readonly #scale: number;
  /** uₜ − u*ₜ of the unroll's steps so far. */
  #differences: Tensor2D[] = [];

  constructor(
    { optimizer, learningRate }: Imitation,
    problems: number,
    coordinates: number,
    role: ExampleRole,
  ) {
    this.#optimizer = makeBaseline(optimizer, learningRate);
    this.#state = this.#optimizer.init(problems, coordinates);
    this.#role = role;
    this.#scale = (role.beside ?? 1) / (problems * coordinates * learningRate ** 2);
  }

  /** Whether the losses count as well. */
  get beside(): boolean {
    return this.#role.beside !== null;
  }

  /**
   * A step at θₜ and the gradient ∇f(θₜ) [B, n], where the learned rule gave `update` (taken over).
   *
   * @param theta for those that draw the weights themselves towards 0
   * @returns by what θ moves; the caller's
   */
  step(gradient: Tensor2D, update: Tensor2D, theta: Tensor2D): Tensor2D {
    const { update: own, state } = advance(this.#optimizer, gradient, this.#state, theta);
    this.#state = state;
    this.#differences.push(tf.sub(update, own));
    const [taken, other] = this.#role.leads ? [own, update] : [update, own];
    other.dispose();
    return taken;
  }

  /**
   * λₜ of the unroll, which is then over; the caller's.
   *
   * @param weights wₜ of its steps
   */
  cotangents(weights: readonly number[]): Tensor2D[] {
    const differences = this.#differences;
    this.#differences = [];
    const cotangents = differences.map(
      (difference, t): Tensor2D =>
        tf.mul(difference, (this.#role.evenly ? 1 : (weights[t] ?? 0)) * this.#scale),
    );
    tf.dispose(differences);
    return cotangents;
  }

  /** The unroll is over, and nobody asks for its cotangents. */
  forget(): void {
    tf.dispose(this.#differences);
    this.#differences = [];
  }

  dispose(): void {
    this.forget();
    disposeState(this.#state);
    this.#optimizer.dispose();
  }
}
