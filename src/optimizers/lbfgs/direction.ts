import { type Tensor2D, tf } from '../../runtime/tf';

/** One remembered step of every problem. */
export interface CurvaturePair {
  /** s = θₜ₊₁ − θₜ [B, n] */
  s: Tensor2D;
  /** y = ∇f(θₜ₊₁) − ∇f(θₜ), both on the minibatch of step t [B, n] */
  y: Tensor2D;
  /** ρ = 1 / sᵀy [B, 1]; 0 for a problem that learned nothing from that step: the pair then changes nothing. */
  rho: Tensor2D;
}

/** Row by row: aᵀb [B, 1]. */
export const dot = (a: Tensor2D, b: Tensor2D): Tensor2D => tf.sum(tf.mul(a, b), 1, true);

/**
 * −H g by the two loops of Nocedal and Wright, algorithm 7.4, for all problems at once, where H is what the pairs make of
 * H⁰ = γ I:
 *
 *     q ← g;     newest pair to oldest:   aᵢ ← ρᵢ sᵢᵀ q,   q ← q − aᵢ yᵢ
 *     r ← γ q;   oldest to newest:        b ← ρᵢ yᵢᵀ r,    r ← r + sᵢ (aᵢ − b)
 *
 * @param gradient g [B, n]
 * @param pairs oldest first
 * @param gamma γ [B, 1]
 */
export function quasiNewtonDirection(
  gradient: Tensor2D,
  pairs: readonly CurvaturePair[],
  gamma: Tensor2D,
): Tensor2D {
  return tf.tidy(() => {
    let q = gradient;
    const weights: Tensor2D[] = [];
    for (const { s, y, rho } of pairs.toReversed()) {
      const a: Tensor2D = tf.mul(rho, dot(s, q));
      weights.unshift(a);
      q = tf.sub(q, tf.mul(a, y));
    }
    let r: Tensor2D = tf.mul(q, gamma);
    for (const [i, { s, y, rho }] of pairs.entries()) {
      const b: Tensor2D = tf.mul(rho, dot(y, r));
      r = tf.add(r, tf.mul(s, tf.sub(weights[i] as Tensor2D, b)));
    }
    return tf.neg(r) as Tensor2D;
  });
}

/** sᵀy must be more than this share of |s||y|, or rounding has made it. */
const LEAST_COSINE = 1e-6;
const LEAST_PRODUCT = 1e-30;

/**
 * The pair of a step, and γ = sᵀy / yᵀy (ibid., 7.20) from it on, for those problems whose step says something of the
 * curvature (sᵀy > 0); the others get ρ = 0 and keep their γ. All of it the caller's.
 *
 * @param s θₜ₊₁ − θₜ [B, n], taken over
 * @param before γ [B, 1] so far
 */
export function pairOf(
  s: Tensor2D,
  gradientBehind: Tensor2D,
  gradient: Tensor2D,
  before: Tensor2D,
): { pair: CurvaturePair; gamma: Tensor2D } {
  const [y, rho, gamma] = tf.tidy(() => {
    const y: Tensor2D = tf.sub(gradientBehind, gradient);
    const sy = dot(s, y);
    const yy = dot(y, y);
    const lengths = tf.mul(tf.sqrt(dot(s, s)), tf.sqrt(yy));
    const usable = tf.greater(sy, tf.maximum(tf.mul(lengths, LEAST_COSINE), LEAST_PRODUCT));
    const rho: Tensor2D = tf.where(usable, tf.div(1, sy), tf.zerosLike(sy));
    const gamma: Tensor2D = tf.where(usable, tf.div(sy, yy), before);
    return [y, rho, gamma];
  });
  return { pair: { s, y, rho }, gamma };
}
