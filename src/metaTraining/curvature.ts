/**
 * What the first-order meta-gradient leaves out: ∂∇ₜ/∂φ (the dashed edges of the paper's Figure 2). A gradient that the
 * rule was fed moves with the point it was taken at, by that point's Hessian; so the cotangent of θₜ has, besides what
 * the losses give, what ∇ₜ was worth to the rule, and with the first-order cotangents λ′ₜ (objective.ts)
 *
 *     λₜ₋₁ = λₜ + wₜ ∇f(θₜ)/B + ∇²f(θₜ) dL/d∇ₜ,        so        λₜ = λ′ₜ + cₜ,   cₜ₋₁ = cₜ + ∇²f(θₜ) dL/d∇ₜ,   c_K₋₁ = 0
 *
 * θ at the start of the unroll is a value that the graph was cut at, and so is its gradient: no term there. Each
 * problem's gradient is fed to the rule as it is and not divided by B, so its Hessian is not either.
 *
 * This is back-propagation through the whole unroll, as Maclaurin, Duvenaud and Adams do it ("Gradient-based
 * Hyperparameter Optimization through Reversible Learning", 2015), one Hessian-vector product for each step.
 */
import type { HessianVector, Optimizee } from '../optimizees/optimizee';
import type { CotangentSource, UnrollTape } from '../optimizers/learnedRule';
import type { Control } from '../runtime/control';
import { type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import { LabError } from '../specs/errors';

/**
 * ∇²f v of an optimizee.
 *
 * @param task its task, for the message
 * @throws LabError `bad-input` where nobody has written it
 */
export function hessianOf(optimizee: Optimizee, task = 'This task'): HessianVector {
  const { hessianVector } = optimizee;
  if (hessianVector !== undefined) return hessianVector.bind(optimizee);
  throw new LabError({
    code: 'bad-input',
    message: `The full meta-gradient needs second derivatives, and ${task} has none.`,
    remedy: 'Choose the first-order meta-gradient for it.',
  });
}

/** The points of an unroll, and its full meta-gradient. */
export class Curvature {
  readonly #product: HessianVector;
  /** θₜ₊₁ behind the t-th step of the unroll. */
  #points: Tensor2D[] = [];

  /** @throws LabError `bad-input` where the optimizee has no second derivatives */
  constructor(optimizee: Optimizee) {
    this.#product = hessianOf(optimizee);
  }

  /** θ [B, n] behind the next step of the unroll; stays the caller's. */
  note(theta: Tensor2D): void {
    this.#points.push(theta.clone());
  }

  /**
   * dL/dφ [P] of the unroll, whose points are forgotten then.
   *
   * @param firstOrder λ′ₜ of each step; stay the caller's
   * @param fromStep how many steps were made before the unroll
   */
  async backward(
    tape: UnrollTape,
    firstOrder: readonly Tensor2D[],
    fromStep: number,
    control: Control,
  ): Promise<Tensor1D> {
    /** cₜ; null stands for zero. */
    let carried: Tensor2D | null = null;
    const source: CotangentSource = (t, behind) => {
      const own = firstOrder[t] as Tensor2D;
      if (behind === null) return own.clone();
      const before: Tensor2D | null = carried;
      carried = tf.tidy(() => {
        const bent = this.#product(this.#points[t] as Tensor2D, behind, fromStep + t + 1);
        return before === null ? bent : (tf.add(before, bent) as Tensor2D);
      });
      before?.dispose();
      return tf.add(own, carried);
    };
    try {
      const { weights, firstGradient } = await tape.backwardThrough(source, control);
      firstGradient?.dispose();
      return weights;
    } finally {
      (carried as Tensor2D | null)?.dispose();
      this.forget();
    }
  }

  forget(): void {
    tf.dispose(this.#points);
    this.#points = [];
  }
}
