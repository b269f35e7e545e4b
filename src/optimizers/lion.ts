import { type Tensor2D, tf } from '../runtime/tf';
import { type LearningRate, type Optimizer, requiredTheta } from './optimizer';

/**
 * Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023), with the defaults of its authors' code:
 *
 *     θ ← θ − η (sgn(β₁ m + (1 − β₁) g) + λ θ)
 *     m ← β₂ m + (1 − β₂) g
 *
 * Every coordinate moves by η exactly (where λ is 0), so its best rate is a good deal smaller than Adam's. With a decay
 * λ, coordinates decay as in AdamW; without, as by default, gradients are all that it needs.
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param weightDecay λ
 */
export function lion(
  learningRate: LearningRate,
  beta1 = 0.9,
  beta2 = 0.99,
  weightDecay = 0,
): Optimizer {
  return {
    name: 'lion',
    needsTheta: weightDecay !== 0,
    init: (problems, coordinates) => ({ step: 0, tensors: [tf.zeros([problems, coordinates])] }),
    step: (gradient, state, theta) =>
      tf.tidy(() => {
        const [m0] = state.tensors as [Tensor2D];
        const sign: Tensor2D = tf.sign(tf.add(tf.mul(m0, beta1), tf.mul(gradient, 1 - beta1)));
        const direction =
          weightDecay === 0
            ? sign
            : tf.add(sign, tf.mul(requiredTheta('Lion with decay', theta), weightDecay));
        const update: Tensor2D = tf.neg(tf.mul(direction, learningRate));
        const m = tf.add(tf.mul(m0, beta2), tf.mul(gradient, 1 - beta2));
        return { update, state: { step: state.step + 1, tensors: [m] } };
      }),
    dispose() {},
  };
}
