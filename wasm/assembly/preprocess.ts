/**
 * The features of a block's gradients g, as the definition has them (../../src/optimizers/lstm/preprocess.ts):
 *
 *     raw         x = g                                                             dL/dg = dx
 *     log-sign    x₀ = log(max(|g|, e⁻ᵖ)) / p                                       dL/dg = dx₀ / (p g)   if |g| ≥ e⁻ᵖ
 *                 x₁ = clip(eᵖ g, −1, 1)                                                  + eᵖ dx₁        if |eᵖ g| ≤ 1
 *
 * One logarithm a coordinate and step is nothing beside 80 exponentials and more, so it is taken one by one.
 */
import { p, smallest, steepness } from './lstmJob';
import { row } from './shape';

/** x [F rows] from g [1 row]. */
export function features(gradient: usize, x: usize): void {
  if (p == 0) {
    memory.copy(x, gradient, row);
    return;
  }
  for (let at: usize = 0; at < (row as usize); at += 4) {
    const g = f32.load(gradient + at);
    f32.store(x + at, Mathf.log(max(abs(g), smallest)) / p);
    f32.store(x + row + at, min(max(g * steepness, -1), 1));
  }
}

/** dL/dg [1 row] from dx [F rows]. */
export function throughFeatures(gradient: usize, dx: usize, target: usize): void {
  if (p == 0) {
    memory.copy(target, dx, row);
    return;
  }
  for (let at: usize = 0; at < (row as usize); at += 4) {
    const g = f32.load(gradient + at);
    let sum: f32 = 0;
    if (abs(g) >= smallest) sum += f32.load(dx + at) / (p * g);
    if (abs(g * steepness) <= 1) sum += f32.load(dx + row + at) * steepness;
    f32.store(target + at, sum);
  }
}
