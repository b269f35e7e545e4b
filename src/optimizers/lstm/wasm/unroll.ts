/** What KernelUnroll offers: whole unrolls in the CPU kernels' memory, by addresses instead of tensors. */
import type { Control } from '../../../runtime/control';
import type { Blocks } from './layout';

/** Quadratics in the kernels' memory, as wasm/assembly/quadratic.ts packs them. */
export interface RolledQuadratics {
  /** The first problem's place; problem b stands b · `bytes` behind it. */
  readonly packed: number;
  readonly bytes: number;
  readonly n: number;
}

/**
 * The unrolls of a horizon in the kernels' memory. It owns θ, the gradients of the K + 1 points of an unroll, the
 * losses there and the records that the way back needs; all are allocated once and used again by every unroll, and by
 * every horizon of the same shape. A horizon:
 *
 *     unroll.start(θ₀)
 *     unroll.evaluate(quadratics)            or the caller fills gradientRow(0) and losses(0)
 *     for each unroll of K steps:
 *       unroll.begin(φ, K)
 *       quadratics:     dφ = await unroll.rollAndBackward(quadratics, scales, control)
 *                  or   await unroll.roll(quadratics, control);  dφ = await unroll.backward(scales, control)
 *       other optimizees, K times:
 *                       unroll.step();  the caller fills gradientRow(t + 1) and losses(t + 1) from θ
 *                       then dφ = await unroll.backward(scales, control)
 *       unroll.end()                         gradientRow(0), losses(0) and the state are then those of step K
 *
 * With λₜ = Σ_{s>t} scaleₛ ∇f(θₛ), the gradient is dL/dφ of L = Σₜ wₜ f̄(θₜ) for scaleₛ = wₛ / B (`sum`), or of
 * L = Σₜ wₜ log f̄(θₜ) for scaleₛ = wₛ / (B f̄(θₛ)) (`log`). `scales[k]` belongs to the point behind the k-th step, θₖ₊₁.
 *
 * Rows hold one number for each coordinate, block by block: coordinate b·filled + i stands at float b·width + i. Where
 * `filled` = `width` (always, unless the unroll was made for quadratics) a row is simply [B, n].
 */
export interface UnrollInPlace {
  readonly blocks: Blocks;
  /** Whether `evaluate`, `roll` and `rollAndBackward` can be used. */
  readonly rolls: boolean;
  /** The address of θ's row. */
  readonly theta: number;
  /** The address of the row of ∇f(θₜ), t = 0 … K. */
  gradientRow(t: number): number;
  /** The address of f(θₜ) [B], t = 0 … K. */
  lossRow(t: number): number;
  /** A horizon begins: θ₀ [B × n], and h = c = 0. */
  start(theta0: Float32Array): void;
  /** f and ∇f at θ into the rows of t = 0. */
  evaluate(quadratics: RolledQuadratics): void;
  /** An unroll begins, of `steps` ≤ K steps with the weights φ. */
  begin(phi: Float32Array, steps: number): void;
  /** All steps of the unroll, θ and its losses and gradients too. */
  roll(quadratics: RolledQuadratics, control: Control): Promise<void>;
  /** As `roll`, then `backward`; quicker than the two, for scales that do not depend on the losses. */
  rollAndBackward(
    quadratics: RolledQuadratics,
    scales: Float32Array,
    control: Control,
  ): Promise<Float32Array>;
  /** The next step: θ += u, from gradientRow(t) of that step. */
  step(): void;
  /** dL/dφ [P]. */
  backward(scales: Float32Array, control: Control): Promise<Float32Array>;
  /** The unroll is over. */
  end(): void;
  /** θ now [B × n]; a copy. */
  readTheta(): Float32Array;
  /** f(θₜ) [B]; a copy. */
  losses(t: number): Float32Array;
  /** Gives up all of it. */
  dispose(): void;
}
