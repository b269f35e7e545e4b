import { type Tensor, type Tensor2D, tf } from '../../runtime/tf';
import type { LstmConfig } from '../../specs/optimizer';

/**
 * The features of each coordinate's gradient, ∇ [B, n] → [F, N], N = B·n.
 *
 * `none`: F = 1, the gradient itself. `log-sign` (paper, Appendix A): F = 2,
 *
 *     (log|g| / p, sgn g)   if |g| ≥ e⁻ᵖ
 *     (−1, eᵖ g)            otherwise
 *
 * computed as log(max(|g|, e⁻ᵖ)) / p and clip(eᵖ g, −1, 1), which is the same without a branch.
 */
export function preprocess(config: LstmConfig, gradient: Tensor2D): Tensor2D {
  const row: Tensor2D = tf.reshape(gradient, [1, -1]);
  if (config.preprocess === 'none') return row;
  const { p } = config;
  const magnitude: Tensor = tf.div(tf.log(tf.maximum(tf.abs(row), Math.exp(-p))), p);
  const direction: Tensor = tf.clipByValue(tf.mul(row, Math.exp(p)), -1, 1);
  return tf.concat([magnitude, direction], 0) as Tensor2D;
}
