import { type Tensor2D, tf } from '../runtime/tf';
import type { LearningRate, Optimizer } from './optimizer';

/**
 * Adam (Kingma and Ba, 2015) with Torch7's defaults, ε outside the root, t = 1, 2, …:
 *
 *     m ← β₁ m + (1 − β₁) g
 *     v ← β₂ v + (1 − β₂) g²
 *     θ ← θ − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 */
export function adam(
  learningRate: LearningRate,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
): Optimizer {
  return {
    name: 'adam',
    init: (problems, coordinates) => ({
      step: 0,
      tensors: [tf.zeros([problems, coordinates]), tf.zeros([problems, coordinates])],
    }),
    step: (gradient, state) =>
      tf.tidy(() => {
        const [m0, v0] = state.tensors as [Tensor2D, Tensor2D];
        const t = state.step + 1;
        const m = tf.add(tf.mul(m0, beta1), tf.mul(gradient, 1 - beta1));
        const v = tf.add(tf.mul(v0, beta2), tf.mul(tf.square(gradient), 1 - beta2));
        const denominator = tf.add(tf.sqrt(tf.div(v, 1 - beta2 ** t)), epsilon);
        const direction = tf.div(tf.div(m, 1 - beta1 ** t), denominator);
        const update: Tensor2D = tf.neg(tf.mul(direction, learningRate));
        return { update, state: { step: t, tensors: [m, v] } };
      }),
    dispose() {},
  };
}
