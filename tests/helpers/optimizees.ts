/** Evaluating optimizees, by each of their implementations. */
import { describe } from 'vitest';
import { hessianOf } from '../../src/metaTraining/curvature';
import type { Optimizee } from '../../src/optimizees/optimizee';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { readFloats, type Tensor2D, tf } from '../../src/runtime/tf';
import type { BackendName } from '../../src/specs/backend';
import { forEachBackend } from './backends';

/** Makes an optimizee that keeps to one implementation. */
export type Make = <T>(make: () => T) => T;

/** The same suite on every backend, by the definition and by the kernels. */
export function forEachImplementation(suite: (make: Make, backend: BackendName) => void): void {
  forEachBackend((backend) => {
    describe('by the definition', () => suite(byDefinition, backend));
    describe('by the kernels', () => suite((make) => make(), backend));
  });
}

/** ∇²f(θ) v at θ and v [B × n]. */
export async function hessianTimes(
  optimizee: Optimizee,
  theta: ArrayLike<number>,
  v: ArrayLike<number>,
  step = 0,
): Promise<number[]> {
  const shape: [number, number] = [optimizee.problems, optimizee.coordinates];
  const [at, along] = [theta, v].map((x) => tf.tensor2d(Float32Array.from(x), shape));
  const product = hessianOf(optimizee)(at as Tensor2D, along as Tensor2D, step);
  const numbers = Array.from(await readFloats(product));
  tf.dispose([at, along, product] as Tensor2D[]);
  return numbers;
}

/** The same by central differences of the optimizee's own gradient, (∇f(θ + hv) − ∇f(θ − hv)) / 2h. */
export async function gradientDifference(
  optimizee: Optimizee,
  theta: ArrayLike<number>,
  v: ArrayLike<number>,
  h: number,
  step = 0,
): Promise<number[]> {
  const at = (by: number) => Array.from(theta, (x, i) => x + by * (v[i] as number));
  const up = await evaluate(optimizee, at(h), step);
  const down = await evaluate(optimizee, at(-h), step);
  return up.gradient.map((g, i) => (g - (down.gradient[i] as number)) / (2 * h));
}

/** f and ∇f at θ [B × n], and f asked for alone. */
export async function evaluate(optimizee: Optimizee, theta: ArrayLike<number>, step = 0) {
  const at = tf.tensor2d(Float32Array.from(theta), [optimizee.problems, optimizee.coordinates]);
  const { loss, gradient } = optimizee.lossAndGradient(at, step);
  const alone = optimizee.loss(at, step);
  const result = {
    loss: Array.from(await readFloats(loss)),
    lossAlone: Array.from(await readFloats(alone)),
    gradient: Array.from(await readFloats(gradient)),
  };
  tf.dispose([at, loss, gradient, alone]);
  return result;
}
