/**
 * The features of a block's gradients g, as the definition has them (../../src/optimizers/lstm/preprocess.ts):
 *
 *     log-sign:   log(max(|g|, e⁻ᵖ)) / p   and   clip(eᵖ g, −1, 1)
 *
 * One logarithm a coordinate and step is nothing beside 80 exponentials and more, so it is taken one by one.
 */
import { row } from './shape';

/** x [1 row] = g */
export function copyGradient(gradient: usize, x: usize): void {
  memory.copy(x, gradient, row);
}

/** x [2 rows]; smallest = e⁻ᵖ, steepness = eᵖ. */
export function logSign(gradient: usize, x: usize, p: f32, smallest: f32, steepness: f32): void {
  for (let at: usize = 0; at < (row as usize); at += 4) {
    const g = f32.load(gradient + at);
    f32.store(x + at, Mathf.log(max(abs(g), smallest)) / p);
    f32.store(x + row + at, min(max(g * steepness, -1), 1));
  }
}
