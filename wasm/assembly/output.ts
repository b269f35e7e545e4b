/**
 * What follows the last layer of a block:
 *
 *     y = w [hᴸ; 1],      u = outputScale · y      or, bounded,      u = outputScale · tanh y
 *
 * On the way back nothing is kept of it: y is a product of one row, and is computed anew.
 */
import { tanh } from './activations';
import { madd } from './lanes';
import { hidden, row } from './shape';

/** y of four coordinates. */
@inline
function combined(weights: usize, h: usize): v128 {
  const bias = weights + (hidden << 2);
  let sum = v128.load32_splat(bias);
  for (let w = weights; w < bias; w += 4) {
    sum = madd(v128.load32_splat(w), v128.load(h), sum);
    h += row;
  }
  return sum;
}

/** u [1 row] from h of the last layer. */
export function output(weights: usize, h: usize, scale: f32, bounded: bool, update: usize): void {
  const times = f32x4.splat(scale);
  for (let at: usize = 0; at < (row as usize); at += 16) {
    const y = combined(weights, h + at);
    v128.store(update + at, f32x4.mul(bounded ? tanh(y) : y, times));
  }
}

/** From dL/du · outputScale to dL/dy, in its place, where u is bounded: · (1 − tanh² y). */
export function throughBound(weights: usize, h: usize, lambda: usize): void {
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < (row as usize); at += 16) {
    const t = tanh(combined(weights, h + at));
    const slope = f32x4.sub(one, f32x4.mul(t, t));
    v128.store(lambda + at, f32x4.mul(v128.load(lambda + at), slope));
  }
}

/** With λ = dL/dy:  dh += w λ,  dw += Σ λ h,  db += Σ λ  (the sums stay fours of partial sums). */
export function throughOutput(
  weights: usize,
  h: usize,
  lambda: usize,
  dh: usize,
  gradient: usize,
): void {
  const stride = row as usize;
  const end = weights + (hidden << 2);
  for (; weights < end; weights += 4) {
    const w = v128.load32_splat(weights);
    let sum = v128.load(gradient);
    for (let at: usize = 0; at < stride; at += 16) {
      const l = v128.load(lambda + at);
      v128.store(dh + at, madd(w, l, v128.load(dh + at)));
      sum = madd(l, v128.load(h + at), sum);
    }
    v128.store(gradient, sum);
    gradient += 16;
    dh += stride;
    h += stride;
  }
  let sum = v128.load(gradient);
  for (let at: usize = 0; at < stride; at += 16) sum = f32x4.add(sum, v128.load(lambda + at));
  v128.store(gradient, sum);
}
