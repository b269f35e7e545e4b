/**
 * A horizon on its way: the optimizer moves θ, unroll by unroll, and each unroll gives the meta-gradient of its K
 * steps by truncated back-propagation through time. The values of θ and of the optimizer's state go on to the next
 * unroll; the graph is cut.
 */
import type { Optimizee } from '../optimizees/optimizee';
import type { LearnedRule } from '../optimizers/learnedRule';
import type { Control } from '../runtime/control';
import type { Tensor1D, Tensor2D } from '../runtime/tf';
import type { MetaGradientKind } from '../specs/training';
import { Curvature } from './curvature';
import type { Example } from './example';
import { KernelRollout } from './kernelRollout';
import type { Objective } from './objective';
import { TensorRollout } from './tensorRollout';

export interface UnrollResult {
  metaLoss: number;
  /** f̄(θₜ) at the K steps of the unroll. */
  meanLosses: Float32Array;
  /** dL/dφ [P]; the caller's. */
  gradient: Tensor1D;
  /** ‖dL/dφ‖₂ */
  gradientNorm: number;
}

export interface Rollout {
  /** Steps made so far. */
  readonly step: number;
  /** f̄ at θ now. */
  meanLoss(): Promise<number>;
  /** θ now [B × n]. */
  theta(): Promise<Float32Array>;
  /**
   * K steps forward with the weights φ [P], and back.
   *
   * @param weights wₜ of the K steps
   * @throws LabError `stopped`; the rollout can then only be disposed of
   */
  unroll(
    phi: Tensor1D,
    objective: Objective,
    weights: readonly number[],
    control: Control,
  ): Promise<UnrollResult>;
  /**
   * As `unroll`, without a way back: for steps that count nothing in the meta-loss.
   *
   * @param steps at most as many as an unroll's
   * @returns f̄(θₜ) at the steps
   * @throws LabError `stopped`; the rollout can then only be disposed of
   */
  coast(phi: Tensor1D, steps: number, control: Control): Promise<Float32Array>;
  dispose(): void;
}

/**
 * The start of a horizon: θ₀ [B, n] (taken over) and a fresh state of the optimizer. In the kernels' memory where both
 * the rule and the optimizee have kernels on the backend in use, and the meta-gradient is first-order.
 *
 * @param longest the most steps that an unroll will have
 * @param example whom the rule imitates, instead of going by the losses or besides; taken over. Its updates are tensors,
 *   so such a horizon is not rolled in the kernels' memory. They are data; where the losses do not count, gradients are
 *   as well, and the meta-gradient is first-order whatever `metaGradient` says
 * @throws LabError `bad-input` where the full meta-gradient is asked for and the optimizee has no second derivatives
 */
export function startRollout(
  optimizee: Optimizee,
  rule: LearnedRule,
  theta0: Tensor2D,
  longest: number,
  example: Example | null = null,
  metaGradient: MetaGradientKind = 'first-order',
): Rollout {
  try {
    const full = metaGradient === 'full' && (example === null || example.beside);
    if (example !== null || full) {
      const curvature = full ? new Curvature(optimizee) : null;
      return new TensorRollout(optimizee, rule, theta0, example, curvature);
    }
    return (
      KernelRollout.open(optimizee, rule, theta0, longest) ??
      new TensorRollout(optimizee, rule, theta0)
    );
  } catch (thrown) {
    theta0.dispose();
    example?.dispose();
    throw thrown;
  }
}
