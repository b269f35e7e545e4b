/** The engine, driven step by step for the tests. */
import { race } from '../../src/evaluation/race';
import type { Optimizee } from '../../src/optimizees/optimizee';
import type { Racer } from '../../src/optimizers/optimizer';
import { readFloats, type Tensor, tf } from '../../src/runtime/tf';

/** All tensors' numbers, one after the other. */
export async function readAll(tensors: readonly Tensor[]): Promise<number[]> {
  const parts = await Promise.all(tensors.map((tensor) => readFloats(tensor)));
  return parts.flatMap((part) => Array.from(part));
}

export interface Trajectory {
  /** θ₀ … θ_T, [(T + 1) × B × n] */
  thetas: number[];
  /** f(θ₀) … f(θ_T), [(T + 1) × B] */
  losses: Float32Array;
}

/** A race of one optimizer, with its path; disposes of the optimizer. */
export async function trajectory(
  optimizee: Optimizee,
  optimizer: Racer,
  start: ArrayLike<number>,
  steps: number,
): Promise<Trajectory> {
  const { problems, coordinates } = optimizee;
  const theta0 = tf.tensor2d(Float32Array.from(start), [problems, coordinates]);
  const thetas: number[] = [];
  try {
    const record = await race(optimizee, [optimizer], {
      steps,
      theta0,
      keepPaths: true,
      onSteps: ({ paths }) => {
        for (const path of paths ?? []) thetas.push(...path);
      },
    });
    const [result] = record.results;
    if (result === undefined) throw new Error('the race has no result');
    return { thetas, losses: result.losses };
  } finally {
    theta0.dispose();
    optimizer.dispose();
  }
}
