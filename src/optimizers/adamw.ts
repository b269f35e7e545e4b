import { type Tensor2D, tf } from '../runtime/tf';
import { adam } from './adam';
import { type LearningRate, type Optimizer, requiredTheta } from './optimizer';

/**
 * AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019) with PyTorch's defaults: Adam's step, and
 * beside it each weight drawn towards 0 by a share of itself,
 *
 *     θ ← θ − η (m̂ / (√v̂ + ε) + λ θ)                                  (m̂, v̂ as in Adam)
 *
 * Every coordinate of every problem decays alike: row b of θ [B, n] is a problem, and with a column of rates η [B, 1] it
 * decays by its own ηλ. There is no regularising term in f: a decay that does not serve the loss that is minimised here
 * costs a little of it, as it would anybody who keeps the default. λ = 0 is Adam.
 *
 * @param learningRate η
 * @param weightDecay λ
 */
export function adamw(learningRate: LearningRate, weightDecay = 0.01): Optimizer {
  const inner = adam(learningRate);
  return {
    name: 'adamw',
    needsTheta: true,
    init: inner.init,
    step: (gradient, state, theta) => {
      const here = requiredTheta('AdamW', theta);
      const { update: step, state: next } = inner.step(gradient, state);
      const update: Tensor2D = tf.tidy(() =>
        tf.sub(step, tf.mul(tf.mul(here, weightDecay), learningRate)),
      );
      step.dispose();
      return { update, state: next };
    },
    dispose() {},
  };
}
