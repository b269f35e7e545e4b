import { type Tensor2D, tf } from '../runtime/tf';
import type { LearningRate, Optimizer } from './optimizer';

/**
 * Adagrad (Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization",
 * 2011), the diagonal form, with the defaults of Torch7 and PyTorch and ε outside the root:
 *
 *     s ← s + g²
 *     θ ← θ − η g / (√s + ε)
 *
 * Its steps only ever become shorter: s is a sum over all steps, and forgets nothing.
 *
 * @param learningRate η
 * @param epsilon ε
 */
export function adagrad(learningRate: LearningRate, epsilon = 1e-10): Optimizer {
  return {
    name: 'adagrad',
    init: (problems, coordinates) => ({ step: 0, tensors: [tf.zeros([problems, coordinates])] }),
    step: (gradient, state) =>
      tf.tidy(() => {
        const [s0] = state.tensors as [Tensor2D];
        const s = tf.add(s0, tf.square(gradient));
        const update = tf.div(
          tf.neg(tf.mul(gradient, learningRate)),
          tf.add(tf.sqrt(s), epsilon),
        ) as Tensor2D;
        return { update, state: { step: state.step + 1, tensors: [s] } };
      }),
    dispose() {},
  };
}
