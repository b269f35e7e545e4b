import { tf } from '../runtime/tf';
import type { LearningRate, Optimizer } from './optimizer';

/**
 * Stochastic gradient descent: θ ← θ − η g.
 *
 * @param learningRate η
 */
export function sgd(learningRate: LearningRate): Optimizer {
  return {
    name: 'sgd',
    init: () => ({ step: 0, tensors: [] }),
    step: (gradient, state) => ({
      update: tf.tidy(() => tf.neg(tf.mul(gradient, learningRate))),
      state: { step: state.step + 1, tensors: [] },
    }),
    dispose() {},
  };
}
