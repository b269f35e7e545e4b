/** Optimizees by their task's specification. */

import type { DigitPart } from '../datasets/digits';
import { RandomStream, type StreamLabel } from '../runtime/random';
import type { Tensor2D } from '../runtime/tf';
import { LabError } from '../specs/errors';
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
  return sampleFrom(0, task, problems, purpose, RandomStream.of(seed, purpose, ...labels));
}

/** B functions of a task, the first of which is number `first`. */
function sampleFrom(
  first: number,
  task: TaskSpec,
  problems: number,
  purpose: Purpose,
  rng: RandomStream,
): Optimizee {
  switch (task.name) {
    case 'quadratic':
      return Quadratic.sample(rng, problems, task.dimension, task.initialScale, first);
    case 'mnist':
      return DigitNetworks.sample(rng, problems, task, PARTS[purpose], first);
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

/** One function by itself; both belong to the caller. */
export interface SampledProblem {
  /** B = 1 */
  optimizee: Optimizee;
  /** θ₀ [1, n] */
  theta0: Tensor2D;
}

/**
 * One function of those that `sampleOptimizee` gives for the same seed and labels, with its start: the same function,
 * minibatches and θ₀, so an optimizer takes the same way on it as in the company of the others.
 *
 * @param problem its number, from 0; there is one of every number
 * @throws LabError `bad-input` where it is no number of a problem
 */
export function sampleProblem(
  task: TaskSpec,
  problem: number,
  seed: number,
  purpose: Purpose,
  ...labels: StreamLabel[]
): SampledProblem {
  if (!Number.isInteger(problem) || problem < 0) {
    throw new LabError({
      code: 'bad-input',
      message: `There is no problem ${problem}.`,
      remedy: 'Problems are counted from 0.',
    });
  }
  const rng = RandomStream.of(seed, purpose, ...labels);
  const optimizee = sampleFrom(problem, task, 1, purpose, rng);
  return { optimizee, theta0: optimizee.initialPoint(rng, problem) };
}
