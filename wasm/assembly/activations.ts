/**
 * σ and tanh of four numbers at once, from one function of a short interval:
 *
 *     n = round(x / ½ ln 2),   h = x − n ½ ln 2,   |h| ≤ ¼ ln 2       (½ ln 2 in two parts: n·HIGH is exact)
 *     tanh h ≈ P / Q,          P = h (A + h²),  Q = A + B h²          (relative error 7e-10)
 *
 * and with s = 2ⁿ, because e²ˣ = s (Q + P) / (Q − P),
 *
 *     σ(2x)   = s (Q + P) / ((Q − P) + s (Q + P))
 *     tanh(x) = ((s − 1) Q + (s + 1) P) / ((s + 1) Q + (s − 1) P)
 *
 * One division each, and short chains: what counts here is not only how many operations there are but how many wait
 * for each other (a polynomial for the exponential takes a quarter more time). Largest errors, measured: σ 2.4 and
 * tanh 3.7 units in the last place; near 0, tanh keeps all its digits.
 *
 * Rounding to n and the power 2ⁿ cost one operation each: adding 1.5·2²³ leaves n in the low bits of the sum, and
 * shifting those into the exponent gives 2ⁿ. Pseudo-minimum and -maximum are single instructions (the proper ones
 * are five or more) and hand on a NaN that stands first.
 *
 * Constants are read from memory, one load each. Written as literals they would take three instructions at every use:
 * there are not enough registers to keep them.
 */

const CONSTANTS: usize = memory.data<f32>([
  2.885390043258667, 12582912, 0.3465576171875, 1.597309164935723e-5, 15.018263422120173,
  6.006083972541731, 0.5, 1, -40, 40, -10, 10,
]);

// Where each constant stands in the table.
/** 2 / ln 2 */
const STEPS = 0;
/** 1.5·2²³ */
const ROUND = 4;
const HIGH = 8;
const LOW = 12;
const A = 16;
const B = 20;
const HALF = 24;
const ONE = 28;
// Beyond these, the float32 results no longer change (σ, below: is less than 1e-34).
const LEAST_SIGMOID = 32;
const MOST_SIGMOID = 36;
const LEAST_TANH = 40;
const MOST_TANH = 44;

@inline
function constant(place: usize): v128 {
  return v128.load32_splat(CONSTANTS + place);
}

@inline
function clamp(x: v128, least: usize, most: usize): v128 {
  return f32x4.pmin(f32x4.pmax(x, constant(least)), constant(most));
}

/** x / ½ ln 2 + 1.5·2²³: its low bits are n. */
@inline
function shiftedRound(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, constant(STEPS)), constant(ROUND));
}

@inline
function remainder(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, constant(ROUND));
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, constant(HIGH))), f32x4.mul(n, constant(LOW)));
}

/** 2ⁿ */
@inline
function powerOfTwo(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), constant(ONE));
}

@inline
function numerator(h: v128, square: v128): v128 {
  return f32x4.mul(h, f32x4.add(square, constant(A)));
}

@inline
function denominator(square: v128): v128 {
  return f32x4.add(f32x4.mul(square, constant(B)), constant(A));
}

@inline
export function sigmoid(z: v128): v128 {
  const x = clamp(f32x4.mul(z, constant(HALF)), LEAST_SIGMOID, MOST_SIGMOID);
  const shifted = shiftedRound(x);
  const h = remainder(x, shifted);
  const square = f32x4.mul(h, h);
  const p = numerator(h, square);
  const q = denominator(square);
  const e = f32x4.mul(powerOfTwo(shifted), f32x4.add(q, p));
  return f32x4.div(e, f32x4.add(f32x4.sub(q, p), e));
}

@inline
export function tanh(z: v128): v128 {
  const x = clamp(z, LEAST_TANH, MOST_TANH);
  const shifted = shiftedRound(x);
  const h = remainder(x, shifted);
  const square = f32x4.mul(h, h);
  const p = numerator(h, square);
  const q = denominator(square);
  const s = powerOfTwo(shifted);
  const less = f32x4.sub(s, constant(ONE));
  const more = f32x4.add(s, constant(ONE));
  return f32x4.div(
    f32x4.add(f32x4.mul(less, q), f32x4.mul(more, p)),
    f32x4.add(f32x4.mul(more, q), f32x4.mul(less, p)),
  );
}
