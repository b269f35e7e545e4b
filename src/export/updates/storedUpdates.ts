/** What a project is checked against: fixed gradients, and the updates that this optimizer makes of them. */
import { lstmWeightCount, phiFromLearnedOptimizer } from '../../specs/lstmShapes';
import type { LearnedOptimizer } from '../../specs/optimizer';
import { CHECK_STEPS, checkGradients } from './gradients';
import { lstmUpdates } from './lstmInFloat32';

/** A check must agree to this part of the largest stored update. */
export const TOLERANCE = 1e-5;

/** Multiplications that the page may make at once; about a second. The largest optimizers are checked over fewer steps. */
const MOST_PRODUCTS = 3e8;
const LEAST_STEPS = 4;

/** `updates.json` of a project. Lists are [steps][coordinates]. */
export interface StoredUpdates {
  about: string;
  tolerance: number;
  gradients: number[][];
  updates: number[][];
}

export function storedUpdates(optimizer: LearnedOptimizer): StoredUpdates {
  const { config } = optimizer;
  const each = lstmWeightCount(config) * (checkGradients(1)[0]?.length ?? 1);
  const steps = Math.max(LEAST_STEPS, Math.min(CHECK_STEPS, Math.floor(MOST_PRODUCTS / each)));
  const gradients = checkGradients(steps);
  const updates = lstmUpdates(config, phiFromLearnedOptimizer(optimizer), gradients);
  return {
    about:
      'Gradients [steps][coordinates], and the updates that the Learned Optimizer Lab computes from them in float32.',
    tolerance: TOLERANCE,
    gradients: gradients.map((row) => [...row]),
    updates: updates.map((row) => [...row]),
  };
}
