import type { DigitPart } from '../datasets/digits';
import type { CpuKernels } from '../runtime/kernels/cpuKernels';
import type { RandomStream } from '../runtime/random';
import type { Tensor1D, Tensor2D } from '../runtime/tf';

/** A kind of coordinate, as the half-open range [start, end) of the n coordinates. */
export interface CoordinateGroup {
  name: string;
  start: number;
  end: number;
}

/**
 * A batch of functions in the memory of the CPU's kernels (runtime/kernels), for those who keep θ there. Addresses are
 * bytes in that memory; rows stand one behind the other.
 */
export interface CpuFunction {
  /** Whose memory it is. */
  readonly kernels: CpuKernels;
  /**
   * θ [B, n] at `theta` in; f [B] to `loss` and ∇f [B, n] to `gradient`. Where `gradient` is 0, f alone.
   *
   * @param step as in `Optimizee.lossAndGradient`
   * @throws KernelFailure where a kernel breaks off
   */
  lossAndGradient(theta: number, step: number, loss: number, gradient: number): void;
  /**
   * Where the functions are quadratics: the packed W and y of all of them, as wasm/assembly/quadratic.ts reads them;
   * problem b is found b · `bytes` behind `packed`. Problems are independent of each other, so an unroll can take any
   * run of them through all of its steps.
   */
  readonly quadratic?: { readonly packed: number; readonly bytes: number; readonly n: number };
}

/** Of each network [B]: the mean loss over a set of examples, and the share of them that it classifies correctly. */
export interface Scores {
  loss: Float32Array;
  accuracy: Float32Array;
}

/**
 * A batch of B functions over n coordinates each: what is minimised.
 * Tensors that methods return belong to the caller.
 */
export interface Optimizee {
  /** B */
  readonly problems: number;
  /** n */
  readonly coordinates: number;
  readonly groups: readonly CoordinateGroup[];
  /**
   * θ₀ [B, n]. Problem b's start depends on the stream and b only, not on how many problems there are.
   *
   * @param first the number of the first problem, 0 where these are not a part of others
   */
  initialPoint(rng: RandomStream, first?: number): Tensor2D;
  /**
   * f(θ) [B] and ∇f(θ) [B, n]. `step` names the minibatch where there are minibatches: the loss and the
   * gradient of one step share it.
   */
  lossAndGradient(theta: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D };
  /** f(θ) [B] alone. */
  loss(theta: Tensor2D, step: number): Tensor1D;
  /**
   * ∇²f(θ) v [B, n], each problem's own Hessian times its row of v [B, n]: what the full meta-gradient asks for
   * (metaTraining/curvature.ts). Analytic and exact; where an activation has a bend, the slope on its side. `step` names
   * the minibatch, as in `lossAndGradient`: gradient and Hessian of one step share it. Left out where nobody has
   * written it; wrappers of other functions have it where those have.
   */
  hessianVector?(theta: Tensor2D, v: Tensor2D, step: number): Tensor2D;
  /**
   * Where functions are losses over examples: what the networks at θ [B, n] make of a whole set of them.
   *
   * @param most so many of its first examples at most
   */
  score?(theta: Tensor2D, part: DigitPart, most?: number): Promise<Scores>;
  /**
   * The same functions `copies` times over (problem b is also problem B + b, …): one optimizer at several settings,
   * side by side.
   */
  repeat(copies: number): Optimizee;
  /**
   * The same functions for the kernels of the CPU; null where those are not in use, or not made for these functions.
   * It belongs to the optimizee: void after `dispose`.
   */
  cpu?(): CpuFunction | null;
  dispose(): void;
}

/** See `Optimizee.hessianVector`. */
export type HessianVector = NonNullable<Optimizee['hessianVector']>;

export interface NormalStarts {
  problems: number;
  coordinates: number;
  sigma: number;
  mean?: readonly number[];
  /** The number of the first problem (0). */
  first?: number;
}

/** θ₀ ~ N(mean, sigma²), drawn from a stream of each problem's own [problems × coordinates]. */
export function normalStarts(
  rng: RandomStream,
  { problems, coordinates, sigma, mean, first = 0 }: NormalStarts,
): Float32Array {
  const starts = new Float32Array(problems * coordinates);
  for (let b = 0; b < problems; b++) {
    const draw = rng.fork('start', first + b).normals(coordinates, sigma);
    starts.set(mean === undefined ? draw : draw.map((x, i) => x + (mean[i] ?? 0)), b * coordinates);
  }
  return starts;
}
