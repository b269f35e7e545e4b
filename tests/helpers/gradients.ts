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
  // Copy 2i has coordinate i moved up, copy 2i + 1 has it moved down; all are evaluated at once.
  const moved = Array.from({ length: 2 * n }, (_, copy) => {
    const point = Float32Array.from(theta);
    const i = copy >> 1;
    for (let b = 0; b < B; b++) {
      point[b * n + i] = (theta[b * n + i] ?? 0) + (copy % 2 === 0 ? h : -h);
    }
    return Array.from(point);
  });
  const copies = optimizee.repeat(2 * n);
  const loss = tf.tidy(() => copies.loss(tf.tensor2d(moved.flat(), [2 * n * B, n]), 0));
  const values = await readFloats(loss);
  loss.dispose();
  copies.dispose();
  const at = (copy: number, b: number) => values[copy * B + b] ?? Number.NaN;
  return Array.from({ length: B * n }, (_, k) => {
    const [b, i] = [Math.floor(k / n), k % n];
    return (at(2 * i, b) - at(2 * i + 1, b)) / (2 * h);
  });
}
