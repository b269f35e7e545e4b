import type { Control } from '../runtime/control';
import type { RandomStream } from '../runtime/random';
import type { Tensor, Tensor1D, Tensor2D } from '../runtime/tf';
import type { UnrollInPlace } from './lstm/wasm/unroll';
import type { Optimizer, OptimizerState } from './optimizer';

/**
 * A rule with weights φ that can be learned. Its meaning is `forward`, written plainly in TensorFlow.js
 * operations; its meta-gradient follows from that by replay (replayTape.ts), or from kernels of its own
 * that must agree with it.
 */
export interface LearnedRule {
  readonly name: string;
  /** P, how many numbers φ has. */
  readonly weightCount: number;
  /** A fresh φ [P]. */
  initialWeights(rng: RandomStream): Float32Array;
  initialState(problems: number, coordinates: number): OptimizerState;
  /** φ [P] as the tensors that `forward` takes. */
  unflatten(phi: Tensor1D): Tensor[];
  /** The inverse of `unflatten`: also takes gradients. */
  flatten(weights: readonly Tensor[]): Tensor1D;
  /** uₜ, hₜ₊₁ = m(∇ₜ, hₜ, φ); differentiable in the weights, the gradient and the state. */
  forward(
    weights: readonly Tensor[],
    gradient: Tensor2D,
    state: readonly Tensor[],
  ): { update: Tensor2D; state: Tensor[] };
  /** The rule at fixed weights φ [P], as an optimizer. `phi` stays the caller's. */
  optimizer(phi: Tensor1D): Optimizer;
  /** Opens a tape for one unroll. Takes over `state`; `phi` stays the caller's. */
  openTape(phi: Tensor1D, state: OptimizerState): UnrollTape;
  /** Unrolls in the memory of the CPU's kernels; null where the rule has none for the backend in use. */
  unrollInPlace?(shape: UnrollShape): UnrollInPlace | null;
}

/**
 * What the meta-gradient of one unroll needs: steps forward, then one pass back. Hand-written kernels
 * implement this interface with a tape of their own.
 */
export interface UnrollTape {
  /** One step of the rule; remembers what the way back needs. The update belongs to the caller. */
  step(gradient: Tensor2D): Tensor2D;
  /**
   * dL/dφ [P] where `cotangents[t]` is λₜ = ∂L/∂uₜ [B, n] of the t-th recorded step; the state's cotangents
   * are carried from step to step and are zero behind the last one.
   */
  backward(cotangents: readonly Tensor2D[], control: Control): Promise<Tensor1D>;
  /**
   * As `backward`, where λₜ may depend on what follows it: asks for λₜ for t = K − 1 … 0 in turn, and for each tells
   * dL/d∇ₜ₊₁, what the gradient of the step behind it got through the rule. With the full meta-gradient
   * λₜ = λₜ₊₁ + wₜ₊₁ ∇f(θₜ₊₁) + ∇²f(θₜ₊₁) dL/d∇ₜ₊₁.
   */
  backwardThrough(source: CotangentSource, control: Control): Promise<FullCotangents>;
  /** Closes the tape and hands over the state behind the last step (its values; no gradient flows on). */
  close(): OptimizerState;
  /** Closes the tape and gives up everything it holds. */
  dispose(): void;
}

/**
 * λₜ [B, n], which the tape takes over, from t and dL/d∇ₜ₊₁ [B, n] (null at the last step), which stays the tape's
 * and is gone after the call.
 */
export type CotangentSource = (t: number, behind: Tensor2D | null) => Tensor2D;

/** What `backwardThrough` gives; the caller's. */
export interface FullCotangents {
  /** dL/dφ [P] */
  weights: Tensor1D;
  /** dL/d∇ of the first recorded step [B, n]; null where no step was recorded. */
  firstGradient: Tensor2D | null;
}

/** What a place for unrolls has to hold. */
export interface UnrollShape {
  /** B */
  problems: number;
  /** n */
  coordinates: number;
  /** Whether single problems will be rolled by themselves: rows are then cut between problems. */
  separable: boolean;
  /** The most steps of an unroll. */
  longest: number;
}
