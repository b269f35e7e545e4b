import { type Tensor2D, tf } from '../runtime/tf';
import type { LearningRate, Optimizer } from './optimizer';

/**
 * RMSprop (Tieleman and Hinton, 2012) as in Torch7, with ε outside the root:
 *
 *     v ← α v + (1 − α) g²
 *     θ ← θ − η g / (√v + ε)
 *
 * TensorFlow.js' own RMSprop has ε inside the root, which is a different rule.
 *
 * @param learningRate η
 * @param decay α
 * @param epsilon ε
 */
export function rmsprop(learningRate: LearningRate, decay = 0.99, epsilon = 1e-8): Optimizer {
  return {
    name: 'rmsprop',
    init: (problems, coordinates) => ({ step: 0, tensors: [tf.zeros([problems, coordinates])] }),
    step: (gradient, state) =>
      tf.tidy(() => {
        const [v0] = state.tensors as [Tensor2D];
        const v = tf.add(tf.mul(v0, decay), tf.mul(tf.square(gradient), 1 - decay));
        const update = tf.div(
          tf.neg(tf.mul(gradient, learningRate)),
          tf.add(tf.sqrt(v), epsilon),
        ) as Tensor2D;
        return { update, state: { step: state.step + 1, tensors: [v] } };
      }),
    dispose() {},
  };
}
