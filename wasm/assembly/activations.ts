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
import { madd, nmadd } from './lanes';

const CONSTANTS: usize = memory.data<f32>([
  12582912, 1, 1.4426950216293335, 0.693115234375, 3.194618329871446e-5, 60.07305368848069,
  120.14610737696138, 12.012167945083462, -80, 80, 2.885390043258667, 0.3465576171875,
  1.597309164935723e-5, 15.018263422120173, 6.006083972541731, -10, 10,
]);

// Where each constant stands in the table.
/** 1.5·2²³ */
const ROUND = 0;
const ONE = 4;

// For σ, whose argument is 2x: in terms of 2h, everything is twice, four or eight times as large, and the argument need
// not be halved.
/** 1 / ln 2 */
const SIGMOID_STEPS = 8;
const SIGMOID_HIGH = 12;
const SIGMOID_LOW = 16;
/** 4A */
const SIGMOID_A = 20;
/** 8A */
const SIGMOID_Q = 24;
/** 2B */
const SIGMOID_B = 28;
// Beyond these, the float32 results no longer change (σ, below: is less than 1e-34).
const LEAST_SIGMOID = 32;
const MOST_SIGMOID = 36;

/** 2 / ln 2 */
const TANH_STEPS = 40;
const TANH_HIGH = 44;
const TANH_LOW = 48;
const TANH_A = 52;
const TANH_B = 56;
const LEAST_TANH = 60;
const MOST_TANH = 64;

@inline
function constant(place: usize): v128 {
  return v128.load32_splat(CONSTANTS + place);
}

@inline
function clamp(x: v128, least: usize, most: usize): v128 {
  return f32x4.pmin(f32x4.pmax(x, constant(least)), constant(most));
}

/** x minus as many steps as `shifted` has in its low bits. */
@inline
function remainder(x: v128, shifted: v128, high: usize, low: usize): v128 {
  const n = f32x4.sub(shifted, constant(ROUND));
  const near = nmadd(n, constant(high), x);
  return nmadd(n, constant(low), near);
}

/** 2ⁿ */
@inline
function powerOfTwo(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), constant(ONE));
}

@inline
export function sigmoid(z: v128): v128 {
  const x = clamp(z, LEAST_SIGMOID, MOST_SIGMOID);
  const shifted = madd(x, constant(SIGMOID_STEPS), constant(ROUND));
  const h = remainder(x, shifted, SIGMOID_HIGH, SIGMOID_LOW);
  const square = f32x4.mul(h, h);
  const p = f32x4.mul(h, f32x4.add(square, constant(SIGMOID_A)));
  const q = madd(square, constant(SIGMOID_B), constant(SIGMOID_Q));
  const e = f32x4.mul(powerOfTwo(shifted), f32x4.add(q, p));
  return f32x4.div(e, f32x4.add(f32x4.sub(q, p), e));
}

@inline
export function tanh(z: v128): v128 {
  const x = clamp(z, LEAST_TANH, MOST_TANH);
  const shifted = madd(x, constant(TANH_STEPS), constant(ROUND));
  const h = remainder(x, shifted, TANH_HIGH, TANH_LOW);
  const square = f32x4.mul(h, h);
  const p = f32x4.mul(h, f32x4.add(square, constant(TANH_A)));
  const q = madd(square, constant(TANH_B), constant(TANH_A));
  const s = powerOfTwo(shifted);
  const less = f32x4.sub(s, constant(ONE));
  const more = f32x4.add(s, constant(ONE));
  return f32x4.div(
    madd(more, p, f32x4.mul(less, q)),
    madd(less, p, f32x4.mul(more, q)),
  );
}
