/** Evaluating optimizees, by each of their implementations. */
import { describe } from 'vitest';
import type { Optimizee } from '../../src/optimizees/optimizee';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { readFloats, tf } from '../../src/runtime/tf';
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
