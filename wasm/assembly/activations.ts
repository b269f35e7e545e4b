/**
 * σ and tanh of four numbers at once, both from one exponential:
 *
 *     n = round(x / ln 2),  r = x − n ln 2,  |r| ≤ ½ ln 2          (ln 2 in two parts: n·LN2_HIGH is exact)
 *     eʳ − 1 ≈ p(r) = r + r² q(r)                                  (q of degree 4, relative error of p 1.3e-8)
 *     eˣ     = 2ⁿ p + 2ⁿ
 *     eˣ − 1 = 2ⁿ p + (2ⁿ − 1)                                     (keeps its digits where x is small)
 *
 *     σ(x) = eˣ / (eˣ + 1)          tanh(x) = (e²ˣ − 1) / ((e²ˣ − 1) + 2)
 *
 * Rounding to n and the power 2ⁿ cost one operation each: adding 1.5·2²³ leaves n in the low bits of the sum, and
 * shifting those into the exponent gives 2ⁿ. Pseudo-minimum and -maximum are single instructions (the proper ones
 * are five or more) and hand on a NaN that stands first.
 */

const LOG2E: f32 = 1.4426950216293335;
const LN2_HIGH: f32 = 0.693115234375;
const LN2_LOW: f32 = 3.194618329871446e-5;
/** 1.5·2²³ */
const ROUND: f32 = 12582912;
const ONE_BITS: i32 = 0x3f800000;

/** 2ⁿ for the sum x / ln 2 + 1.5·2²³. */
@inline
function powerOfTwo(sum: v128): v128 {
  return i32x4.add(i32x4.shl(sum, 23), i32x4.splat(ONE_BITS));
}

@inline
function shiftedRound(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, f32x4.splat(LOG2E)), f32x4.splat(ROUND));
}

/** p(x − n ln 2) */
@inline
function reducedExpm1(x: v128, n: v128): v128 {
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH))),
    f32x4.mul(n, f32x4.splat(LN2_LOW)),
  );
  let q = f32x4.splat(0.0013882849598303437);
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(0.008366589434444904));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(0.04166719689965248));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(0.1666654348373413));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(0.4999999701976776));
  return f32x4.add(f32x4.mul(f32x4.mul(r, r), q), r);
}

@inline
export function sigmoid(z: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(z, f32x4.splat(-87)), f32x4.splat(87));
  const sum = shiftedRound(x);
  const p = reducedExpm1(x, f32x4.sub(sum, f32x4.splat(ROUND)));
  const scale = powerOfTwo(sum);
  const e = f32x4.add(f32x4.mul(scale, p), scale);
  return f32x4.div(e, f32x4.add(e, f32x4.splat(1)));
}

@inline
export function tanh(z: v128): v128 {
  // From |z| = 10 on, tanh is 1 in float32.
  const half = f32x4.pmin(f32x4.pmax(z, f32x4.splat(-10)), f32x4.splat(10));
  const x = f32x4.add(half, half);
  const sum = shiftedRound(x);
  const p = reducedExpm1(x, f32x4.sub(sum, f32x4.splat(ROUND)));
  const scale = powerOfTwo(sum);
  const e = f32x4.add(f32x4.mul(scale, p), f32x4.sub(scale, f32x4.splat(1)));
  return f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
}
