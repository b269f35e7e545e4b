/** Optimizees by their task's specification. */

import type { DigitPart } from '../datasets/digits';
import { RandomStream, type StreamLabel } from '../runtime/random';
import type { Tensor2D } from '../runtime/tf';
import type { TaskSpec } from '../specs/task';
import { DigitNetworks } from './digits';
import type { Optimizee } from './optimizee';
import { Quadratic } from './quadratic';
import { Surface } from './surfaces';

/** What the sampled problems are for: each use has streams of its own, so no problem serves two. */
export type Purpose = 'race' | 'tuning' | 'training' | 'validation';

/** Which examples each purpose sees. Those of `test` only ever serve reported results (`Optimizee.score`). */
const PARTS: Record<Purpose, DigitPart> = {
  race: 'training',
  tuning: 'training',
  training: 'training',
  validation: 'validation',
};

/** B functions of a task. The same task, seed and labels give the same functions everywhere. */
export function sampleOptimizee(
  task: TaskSpec,
  problems: number,
  seed: number,
  purpose: Purpose,
  ...labels: StreamLabel[]
): Optimizee {
  const rng = RandomStream.of(seed, purpose, ...labels);
  switch (task.name) {
    case 'quadratic':
      return Quadratic.sample(rng, problems, task.dimension, task.initialScale);
    case 'mnist':
      return DigitNetworks.sample(rng, problems, task, PARTS[purpose]);
    case 'surface':
      return new Surface(task.surface, problems, task.initialScale);
  }
}

/** θ₀ [B, n] for functions that were sampled with the same seed and labels. */
export function sampleStart(
  optimizee: Optimizee,
  seed: number,
  purpose: Purpose,
  ...labels: StreamLabel[]
): Tensor2D {
  return optimizee.initialPoint(RandomStream.of(seed, purpose, ...labels));
}
