/**
 * What a horizon of meta-training is made of. Everything is drawn by (seed, horizon), so that a run that is resumed
 * meets what an uninterrupted one would have met.
 */
import { WithConvexTerm } from '../optimizees/convexTerm';
import type { Optimizee } from '../optimizees/optimizee';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import { Rescaled } from '../optimizees/rescaled';
import { RandomStream } from '../runtime/random';
import type { Tensor2D } from '../runtime/tf';
import { type DrawnHorizons, isCurriculum } from '../specs/objectives';
import type { TaskSpec } from '../specs/task';
import type { TrainConfig } from '../specs/training';
import { Example, type ExampleRole } from './example';

/** T of a horizon. */
export function horizonSteps(config: TrainConfig, horizon: number): number {
  const { horizonSchedule } = config;
  if (horizonSchedule !== undefined && !isCurriculum(horizonSchedule)) {
    return drawnSteps(horizonSchedule, RandomStream.of(config.seed, 'horizon length', horizon));
  }
  let steps = config.horizon;
  for (const entry of horizonSchedule ?? []) if (entry.horizon <= horizon) steps = entry.steps;
  return steps;
}

/** T = ⌊exp(U(log a, log(b + 1)))⌋: from a to b, as likely between 20 and 40 as between 40 and 80. */
function drawnSteps({ shortest, longest }: DrawnHorizons, rng: RandomStream): number {
  const steps = Math.floor(shortest * ((longest + 1) / shortest) ** rng.uniform());
  return Math.min(Math.max(steps, shortest), longest);
}

/** All tasks that horizons are drawn from. */
export const tasksOf = ({ task, mixture = [] }: TrainConfig): TaskSpec[] => [task, ...mixture];

/** The task of a horizon. */
export function horizonTask(config: TrainConfig, horizon: number): TaskSpec {
  const tasks = tasksOf(config);
  if (tasks.length === 1) return config.task;
  const drawn = RandomStream.of(config.seed, 'mixture', horizon).int(tasks.length);
  return tasks[drawn] as TaskSpec;
}

/** The functions of a horizon. */
export function sampleHorizon(config: TrainConfig, horizon: number): Optimizee {
  const { problems, seed, coordinateScaling, convexTerm } = config;
  const task = horizonTask(config, horizon);
  let functions: Optimizee = sampleOptimizee(task, problems, seed, 'training', horizon);
  if (coordinateScaling !== undefined) {
    const rng = RandomStream.of(seed, 'scaling', horizon);
    functions = Rescaled.sample(functions, rng, coordinateScaling);
  }
  if (convexTerm === undefined) return functions;
  return WithConvexTerm.sample(functions, RandomStream.of(seed, 'convex', horizon), convexTerm);
}

/** θ₀ [B, n] of a horizon's functions. */
export function horizonStart(config: TrainConfig, horizon: number, functions: Optimizee): Tensor2D {
  return sampleStart(functions, config.seed, 'training', horizon);
}

/** Whom the rule imitates in a horizon; null where it goes by the meta-loss alone. It holds tensors: dispose of it. */
export function horizonExample(
  config: TrainConfig,
  horizon: number,
  { problems, coordinates }: Optimizee,
): Example | null {
  const { imitation } = config;
  const role = exampleRole(config, horizon);
  if (imitation === undefined || role === null) return null;
  return new Example(imitation, problems, coordinates, role);
}

/** What the example does in a horizon; null where there is none. */
export function exampleRole(
  { imitation, stepWeights, seed }: TrainConfig,
  horizon: number,
): ExampleRole | null {
  switch (imitation?.mode) {
    case undefined:
    case 'beginning': {
      if (imitation === undefined || horizon >= imitation.horizons) return null;
      // Where one step counts alone, nearly all unrolls would have nothing to imitate.
      const evenly = stepWeights === 'final';
      return { leads: horizon < imitation.horizons / 2, beside: null, evenly };
    }
    case 'share': {
      const drawn = RandomStream.of(seed, 'example', horizon).uniform() < imitation.share;
      return drawn ? { leads: true, beside: null, evenly: true } : null;
    }
    case 'beside': {
      const { weight, horizons = Number.POSITIVE_INFINITY } = imitation;
      const beside = weight * Math.max(0, 1 - horizon / horizons);
      return beside > 0 ? { leads: false, beside, evenly: true } : null;
    }
  }
}
