/**
 * Softmax cross-entropy and its cotangent, of rows of logits z with the class that is right, y:
 *
 *     s = z − max z,     loss = log Σⱼ e^{sⱼ} − s_y,     ∂loss/∂zⱼ = e^{sⱼ} / Σ e^s − [j = y]
 *
 * The exponentials are the work. They are taken four at a time along all the rows together, because a row of ten
 * classes does not fill vectors; for the rest one goes along each row.
 *
 *     eˣ = 2ⁿ eʳ,   n = round(x / ln 2),   |r| ≤ ½ ln 2,   eʳ by a polynomial         (Cephes' expf; 1 ulp or so)
 */
import { madd } from './lanes';

/** 1.5·2²³: added, it leaves the rounded number in the low bits of the sum. */
const ROUND: f32 = 12582912;
const LOG2_E: f32 = 1.4426950408889634;
/** ln 2 in two parts, the first of few digits, so that n·HIGH is exact. */
const HIGH: f32 = 0.693359375;
const LOW: f32 = -2.12194440e-4;
/** e to this is the smallest normal number, or near it: beside a term of 1, nothing. */
const LEAST: f32 = -87;

/** eˣ for x ≤ 0 */
@inline
export function exp(given: v128): v128 {
  const x = f32x4.pmax(given, f32x4.splat(LEAST));
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(LOG2_E)), f32x4.splat(ROUND));
  const n = f32x4.sub(shifted, f32x4.splat(ROUND));
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(HIGH)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(LOW)));
  let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  const value = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  return f32x4.mul(value, i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000)));
}

/**
 * Logits z [count, classes] in; their cotangents, `scale` · ∂loss/∂z, in their place, and the losses [count]. Up to
 * three numbers behind z are written as well. Labels must be classes that there are. Where `right` is not 0, 1 goes
 * there for each row whose class has the first of the largest logits, else 0; a row with NaNs is never right.
 */
export function softmax(
  z: usize,
  classes: i32,
  labels: usize,
  count: i32,
  scale: f32,
  losses: usize,
  right: usize,
): void {
  const row = (classes as usize) << 2;
  const end = z + count * row;
  let loss = losses;
  let label = labels;
  for (let from = z; from < end; from += row) {
    shift(from, row);
    const chosen = from + (i32.load(label) << 2);
    f32.store(loss, -f32.load(chosen));
    if (right != 0) {
      f32.store(right, firstLargest(from, row) == chosen ? 1 : 0);
      right += 4;
    }
    loss += 4;
    label += 4;
  }
  for (let at = z; at < end; at += 16) v128.store(at, exp(v128.load(at)));
  loss = losses;
  label = labels;
  for (let from = z; from < end; from += row) {
    let total: f32 = 0;
    for (let at = from; at < from + row; at += 4) total += f32.load(at);
    f32.store(loss, f32.load(loss) + Mathf.log(total));
    for (let at = from; at < from + row; at += 4) f32.store(at, (f32.load(at) / total) * scale);
    const chosen = from + (i32.load(label) << 2);
    f32.store(chosen, f32.load(chosen) - scale);
    loss += 4;
    label += 4;
  }
}

/** Subtracts a row's largest number, so that the exponentials cannot overflow. */
@inline
function shift(from: usize, row: usize): void {
  let most = f32.load(from);
  for (let at = from + 4; at < from + row; at += 4) most = max(most, f32.load(at));
  for (let at = from; at < from + row; at += 4) f32.store(at, f32.load(at) - most);
}

/** Where a shifted row's first 0 stands; behind the row where it has none, because there are NaNs. */
@inline
function firstLargest(from: usize, row: usize): usize {
  let at = from;
  while (at < from + row && f32.load(at) != 0) at += 4;
  return at;
}
