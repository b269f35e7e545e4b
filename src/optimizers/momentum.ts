import { type Tensor2D, tf } from '../runtime/tf';
import type { LearningRate, Optimizer } from './optimizer';

/**
 * Gradient descent with momentum, the heavy ball (Polyak, "Some methods of speeding up the convergence of iteration
 * methods", 1964), without dampening, as Sutskever et al. (2013) and PyTorch's `SGD` have it:
 *
 *     m ← μ m + g
 *     θ ← θ − η m
 *
 * @param learningRate η
 * @param momentum μ
 */
export function momentum(learningRate: LearningRate, momentum = 0.9): Optimizer {
  return {
    name: 'momentum',
    init: (problems, coordinates) => ({ step: 0, tensors: [tf.zeros([problems, coordinates])] }),
    step: (gradient, state) =>
      tf.tidy(() => {
        const [m0] = state.tensors as [Tensor2D];
        const m: Tensor2D = tf.add(tf.mul(m0, momentum), gradient);
        const update: Tensor2D = tf.neg(tf.mul(m, learningRate));
        return { update, state: { step: state.step + 1, tensors: [m] } };
      }),
    dispose() {},
  };
}
