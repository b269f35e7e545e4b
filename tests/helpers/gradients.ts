/** Checks of gradients: by name against vectors, and against finite differences. */
import { expect } from 'vitest';
import type { Optimizee } from '../../src/optimizees/optimizee';
import { readFloats, tf } from '../../src/runtime/tf';
import type { NamedTensor } from '../../src/specs/optimizer';

/** Each tensor of a meta-gradient by its own norm, so that small tensors are not lost beside large ones. */
export function expectGradient(
  actual: Record<string, NamedTensor>,
  expected: Record<string, number[]>,
  within: number,
): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, numbers] of Object.entries(expected)) {
    expect(actual[name]?.values ?? []).toBeAllClose(numbers, {
      what: `meta-gradient of ${name}`,
      measure: 'norm',
      within,
    });
  }
}

/**
 * ∂f/∂θ of every problem and coordinate by central differences of the optimizee's own loss, [B × n].
 *
 * In float32 the difference (f(θ + h) − f(θ − h)) / 2h errs by about 1e-7·|f|/h by rounding and h²·f‴/6 by
 * curvature; what tolerance that leaves is for the caller to say.
 */
export async function differences(
  optimizee: Optimizee,
  theta: ArrayLike<number>,
  h: number,
): Promise<number[]> {
  const { problems: B, coordinates: n } = optimizee;
  const lossAt = async (coordinate: number, offset: number) => {
    const moved = Float32Array.from(theta);
    for (let b = 0; b < B; b++)
      moved[b * n + coordinate] = (theta[b * n + coordinate] ?? 0) + offset;
    const loss = tf.tidy(() => optimizee.loss(tf.tensor2d(moved, [B, n]), 0));
    const values = await readFloats(loss);
    loss.dispose();
    return values;
  };
  const slopes = new Array<number>(B * n);
  for (let i = 0; i < n; i++) {
    const above = await lossAt(i, h);
    const below = await lossAt(i, -h);
    for (let b = 0; b < B; b++) {
      slopes[b * n + i] = ((above[b] ?? Number.NaN) - (below[b] ?? Number.NaN)) / (2 * h);
    }
  }
  return slopes;
}
