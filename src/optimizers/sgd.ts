import { tf } from '../runtime/tf';
import type { Optimizer } from './optimizer';

/**
 * Stochastic gradient descent: θ ← θ − η g.
 *
 * @param learningRate η
 */
export function sgd(learningRate: number): Optimizer {
  return {
    name: 'sgd',
    init: () => ({ step: 0, tensors: [] }),
    step: (gradient, state) => ({
      update: tf.mul(gradient, -learningRate),
      state: { step: state.step + 1, tensors: [] },
    }),
    dispose() {},
  };
}
