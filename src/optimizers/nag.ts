import { type Tensor2D, tf } from '../runtime/tf';
import type { LearningRate, Optimizer } from './optimizer';

/**
 * Nesterov's accelerated gradient, in the form of Torch7's `sgd` with `nesterov = true` and no dampening:
 *
 *     m ← μ m + g
 *     θ ← θ − η (g + μ m)
 *
 * The gradient is taken at θ itself; the look-ahead is folded into the update.
 *
 * @param learningRate η
 * @param momentum μ
 */
export function nag(learningRate: LearningRate, momentum = 0.9): Optimizer {
  return {
    name: 'nag',
    init: (problems, coordinates) => ({ step: 0, tensors: [tf.zeros([problems, coordinates])] }),
    step: (gradient, state) =>
      tf.tidy(() => {
        const [m0] = state.tensors as [Tensor2D];
        const m: Tensor2D = tf.add(tf.mul(m0, momentum), gradient);
        const ahead: Tensor2D = tf.add(gradient, tf.mul(m, momentum));
        const update: Tensor2D = tf.neg(tf.mul(ahead, learningRate));
        return { update, state: { step: state.step + 1, tensors: [m] } };
      }),
    dispose() {},
  };
}
