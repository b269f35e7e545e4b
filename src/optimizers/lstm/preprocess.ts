import { type Tensor, type Tensor2D, tf } from '../../runtime/tf';
import type { LstmConfig } from '../../specs/optimizer';

/** β of both moving averages of `rnnprop`. */
export const MOMENT_DECAY = 0.95;
/** ε of `rnnprop`. */
export const MOMENT_EPSILON = 1e-8;
/** What v̂ is raised to, so that its root has a slope where no gradient has been yet; nothing beside ε² otherwise. */
export const LEAST_SQUARE = 1e-36;

/** Of each coordinate: the features [F, N], and what the preprocessing remembers from now on. */
export interface Preprocessed {
  features: Tensor2D;
  /** For `rnnprop` m, v and c, each [1, N]; else none. */
  moments: Tensor[];
}

/**
 * The features of each coordinate's gradient, ∇ [B, n] → [F, N], N = B·n.
 *
 * `none`: F = 1, the gradient itself. `log-sign` (paper, Appendix A): F = 2,
 *
 *     (log|g| / p, sgn g)   if |g| ≥ e⁻ᵖ
 *     (−1, eᵖ g)            otherwise
 *
 * computed as log(max(|g|, e⁻ᵖ)) / p and clip(eᵖ g, −1, 1), which is the same without a branch. `rnnprop`: see below.
 *
 * @param moments as they were given by the step before; zero at first
 */
export function preprocess(
  config: LstmConfig,
  gradient: Tensor2D,
  moments: readonly Tensor[],
): Preprocessed {
  const row: Tensor2D = tf.reshape(gradient, [1, -1]);
  switch (config.preprocess) {
    case 'none':
      return { features: row, moments: [] };
    case 'log-sign':
      return { features: logSign(row, config.p), moments: [] };
    case 'rnnprop':
      return normalised(row, moments);
  }
}

function logSign(row: Tensor2D, p: number): Tensor2D {
  const magnitude: Tensor = tf.div(tf.log(tf.maximum(tf.abs(row), Math.exp(-p))), p);
  const direction: Tensor = tf.clipByValue(tf.mul(row, Math.exp(p)), -1, 1);
  return tf.concat([magnitude, direction], 0) as Tensor2D;
}

/**
 * `rnnprop` (Lv, Jiang and Li, "Learning Gradient Descent: Better Generalization and Longer Horizons", 2017, with
 * β₁ = β₂ = β): F = 2, which do not change where f is multiplied by a constant,
 *
 *     m ← β m + (1 − β) g,     v ← β v + (1 − β) g²,     c ← β c + (1 − β)           (m = v = c = 0 at first)
 *     m̂ = m / c,               v̂ = v / c                                             (c is 1 − βᵗ)
 *     (m̂ / (√v̂ + ε),  g / (√v̂ + ε))
 */
function normalised(g: Tensor2D, moments: readonly Tensor[]): Preprocessed {
  const [m0, v0, c0] = moments as [Tensor2D, Tensor2D, Tensor2D];
  const average = (before: Tensor2D, now: Tensor): Tensor2D =>
    tf.add(tf.mul(before, MOMENT_DECAY), tf.mul(now, 1 - MOMENT_DECAY));
  const m = average(m0, g);
  const v = average(v0, tf.square(g));
  const c = average(c0, tf.onesLike(g));
  const root = tf.sqrt(tf.maximum(tf.div(v, c), LEAST_SQUARE));
  const size: Tensor = tf.add(root, MOMENT_EPSILON);
  const features = tf.concat([tf.div(tf.div(m, c), size), tf.div(g, size)], 0) as Tensor2D;
  return { features, moments: [m, v, c] };
}
