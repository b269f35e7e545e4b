/**
 * The preprocessing `rnnprop`, as the definition has it (../../src/optimizers/lstm/preprocess.ts): with the moments m, v
 * and c, one row each,
 *
 *     m ← β m + (1 − β) g,     v ← β v + (1 − β) g²,     c ← β c + (1 − β)
 *     s = √max(v / c, least),  d = s + ε,                x₀ = m / (c d),   x₁ = g / d
 *
 * and backwards, where dm and dv come from the step behind and go on to the step before,
 *
 *     dd = −(x₀ dx₀ + x₁ dx₁) / d
 *     dm += dx₀ / (c d),       dv += dd / (2 s c)  where v / c > least
 *     dL/dg = dx₁ / d + (1 − β) (dm + 2 g dv),           dm ← β dm,        dv ← β dv
 */
import { madd } from './lanes';
import { decay, epsilon, leastSquare } from './lstmJob';
import { row } from './shape';

/** √v̂ of four coordinates. */
@inline
function root(v: v128, c: v128): v128 {
  return f32x4.sqrt(f32x4.max(f32x4.div(v, c), f32x4.splat(leastSquare)));
}

/** x [2 rows] and the moments `after` from g [1 row] and the moments `before`, which may be the same place. */
export function normalised(gradient: usize, x: usize, before: usize, after: usize): void {
  const stride = row as usize;
  const keep = f32x4.splat(decay);
  const rest = f32x4.splat(1 - decay);
  for (let at: usize = 0; at < stride; at += 16) {
    const g = v128.load(gradient + at);
    const own = f32x4.mul(rest, g);
    const m = madd(keep, v128.load(before + at), own);
    const v = madd(keep, v128.load(before + at + stride), f32x4.mul(own, g));
    const c = madd(keep, v128.load(before + at + 2 * stride), rest);
    v128.store(after + at, m);
    v128.store(after + at + stride, v);
    v128.store(after + at + 2 * stride, c);
    const d = f32x4.add(root(v, c), f32x4.splat(epsilon));
    v128.store(x + at, f32x4.div(f32x4.div(m, c), d));
    v128.store(x + at + stride, f32x4.div(g, d));
  }
}

/** See throughFeatures (preprocess.ts). */
export function throughNormalised(
  gradient: usize,
  dx: usize,
  target: usize,
  x: usize,
  after: usize,
  carried: usize,
): void {
  const stride = row as usize;
  const keep = f32x4.splat(decay);
  const rest = f32x4.splat(1 - decay);
  const two = f32x4.splat(2);
  for (let at: usize = 0; at < stride; at += 16) {
    const g = v128.load(gradient + at);
    const v = v128.load(after + at + stride);
    const c = v128.load(after + at + 2 * stride);
    const s = root(v, c);
    const d = f32x4.add(s, f32x4.splat(epsilon));
    const dx0 = v128.load(dx + at);
    const dx1 = v128.load(dx + at + stride);
    const sum = madd(v128.load(x + at), dx0, f32x4.mul(v128.load(x + at + stride), dx1));
    const dd = f32x4.neg(f32x4.div(sum, d));
    const sloped = f32x4.gt(f32x4.div(v, c), f32x4.splat(leastSquare));
    const throughRoot = f32x4.div(dd, f32x4.mul(f32x4.mul(two, s), c));
    const dm = f32x4.add(v128.load(carried + at), f32x4.div(f32x4.div(dx0, c), d));
    const dv = f32x4.add(v128.load(carried + at + stride), v128.and(throughRoot, sloped));
    const averages = madd(f32x4.mul(two, g), dv, dm);
    v128.store(target + at, madd(rest, averages, f32x4.div(dx1, d)));
    v128.store(carried + at, f32x4.mul(keep, dm));
    v128.store(carried + at + stride, f32x4.mul(keep, dv));
  }
}
