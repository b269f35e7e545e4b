/**
 * The features of a block's gradients g, as the definition has them (../../src/optimizers/lstm/preprocess.ts):
 *
 *     raw         x = g                                                             dL/dg = dx
 *     log-sign    x₀ = log(max(|g|, e⁻ᵖ)) / p                                       dL/dg = dx₀ / (p g)   if |g| ≥ e⁻ᵖ
 *                 x₁ = clip(eᵖ g, −1, 1)                                                  + eᵖ dx₁        if |eᵖ g| ≤ 1
 *     rnnprop     moments.ts
 *
 * One logarithm a coordinate and step is nothing beside 80 exponentials and more, so it is taken one by one.
 */
import { LOG_SIGN, p, preprocessing, RNNPROP, smallest, steepness } from './lstmJob';
import { normalised, throughNormalised } from './moments';
import { row } from './shape';

/** x [F rows] from g [1 row]; `before` and `after` the step stand the moments [M rows], possibly in the same place. */
export function features(gradient: usize, x: usize, before: usize, after: usize): void {
  if (preprocessing == LOG_SIGN) logSign(gradient, x);
  else if (preprocessing == RNNPROP) normalised(gradient, x, before, after);
  else memory.copy(x, gradient, row);
}

/**
 * dL/dg [1 row] from dx [F rows].
 *
 * @param x, after as `features` gave them
 * @param carried dL/dm, dL/dv from the step behind, replaced by those for the step before
 */
export function throughFeatures(
  gradient: usize,
  dx: usize,
  target: usize,
  x: usize,
  after: usize,
  carried: usize,
): void {
  if (preprocessing == LOG_SIGN) throughLogSign(gradient, dx, target);
  else if (preprocessing == RNNPROP) throughNormalised(gradient, dx, target, x, after, carried);
  else memory.copy(target, dx, row);
}

function logSign(gradient: usize, x: usize): void {
  for (let at: usize = 0; at < (row as usize); at += 4) {
    const g = f32.load(gradient + at);
    f32.store(x + at, Mathf.log(max(abs(g), smallest)) / p);
    f32.store(x + row + at, min(max(g * steepness, -1), 1));
  }
}

function throughLogSign(gradient: usize, dx: usize, target: usize): void {
  for (let at: usize = 0; at < (row as usize); at += 4) {
    const g = f32.load(gradient + at);
    let sum: f32 = 0;
    if (abs(g) >= smallest) sum += f32.load(dx + at) / (p * g);
    if (abs(g * steepness) <= 1) sum += f32.load(dx + row + at) * steepness;
    f32.store(target + at, sum);
  }
}
