/**
 * A horizon on its way: the optimizer moves θ, unroll by unroll, and each unroll gives the meta-gradient of its K
 * steps by truncated back-propagation through time. The values of θ and of the optimizer's state go on to the next
 * unroll; the graph is cut.
 */
import type { Optimizee } from '../optimizees/optimizee';
import type { LearnedRule } from '../optimizers/learnedRule';
import type { Control } from '../runtime/control';
import type { Tensor1D, Tensor2D } from '../runtime/tf';
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
  dispose(): void;
}

/**
 * The start of a horizon: θ₀ [B, n] (taken over) and a fresh state of the optimizer. In the kernels' memory where both
 * the rule and the optimizee have kernels on the backend in use.
 *
 * @param longest the most steps that an unroll will have
 * @param example whom the rule imitates, where it does not go by the losses; taken over
 */
export function startRollout(
  optimizee: Optimizee,
  rule: LearnedRule,
  theta0: Tensor2D,
  longest: number,
  example: Example | null = null,
): Rollout {
  try {
    if (example !== null) return new TensorRollout(optimizee, rule, theta0, example);
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
