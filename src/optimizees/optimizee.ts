import type { RandomStream } from '../runtime/random';
import type { Tensor1D, Tensor2D } from '../runtime/tf';

/** A kind of coordinate, as the half-open range [start, end) of the n coordinates. */
export interface CoordinateGroup {
  name: string;
  start: number;
  end: number;
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
  /** θ₀ [B, n]. Problem b's start depends on the stream and b only, not on how many problems there are. */
  initialPoint(rng: RandomStream): Tensor2D;
  /**
   * f(θ) [B] and ∇f(θ) [B, n]. `step` names the minibatch where there are minibatches: the loss and the
   * gradient of one step share it.
   */
  lossAndGradient(theta: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D };
  /** f(θ) [B] alone. */
  loss(theta: Tensor2D, step: number): Tensor1D;
  /**
   * The same functions `copies` times over (problem b is also problem B + b, …): one optimizer at several settings,
   * side by side.
   */
  repeat(copies: number): Optimizee;
  dispose(): void;
}

/** θ₀ ~ N(mean, sigma²), drawn from a stream of each problem's own. */
export function normalStarts(
  rng: RandomStream,
  problems: number,
  coordinates: number,
  sigma: number,
  mean?: readonly number[],
): Float32Array {
  const starts = new Float32Array(problems * coordinates);
  for (let b = 0; b < problems; b++) {
    const draw = rng.fork('start', b).normals(coordinates, sigma);
    starts.set(mean === undefined ? draw : draw.map((x, i) => x + (mean[i] ?? 0)), b * coordinates);
  }
  return starts;
}
