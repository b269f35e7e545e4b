/**
 * What a horizon of meta-training is made of. Everything is drawn by (seed, horizon), so that a run that is resumed
 * meets what an uninterrupted one would have met.
 */
import type { Optimizee } from '../optimizees/optimizee';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import { Rescaled } from '../optimizees/rescaled';
import { RandomStream } from '../runtime/random';
import type { Tensor2D } from '../runtime/tf';
import type { TaskSpec } from '../specs/task';
import type { TrainConfig } from '../specs/training';
import { Example } from './example';

/** T of a horizon. */
export function horizonSteps({ horizon: first, horizonSchedule }: TrainConfig, horizon: number) {
  let steps = first;
  for (const entry of horizonSchedule ?? []) if (entry.horizon <= horizon) steps = entry.steps;
  return steps;
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
  const { problems, seed, coordinateScaling } = config;
  const task = horizonTask(config, horizon);
  const functions = sampleOptimizee(task, problems, seed, 'training', horizon);
  if (coordinateScaling === undefined) return functions;
  const rng = RandomStream.of(seed, 'scaling', horizon);
  return Rescaled.sample(functions, rng, coordinateScaling);
}

/** θ₀ [B, n] of a horizon's functions. */
export function horizonStart(config: TrainConfig, horizon: number, functions: Optimizee): Tensor2D {
  return sampleStart(functions, config.seed, 'training', horizon);
}

/** Whom the rule imitates in a horizon; null where it goes by the meta-loss. It holds tensors: dispose of it. */
export function horizonExample(
  { imitation }: TrainConfig,
  horizon: number,
  { problems, coordinates }: Optimizee,
): Example | null {
  if (imitation === undefined || horizon >= imitation.horizons) return null;
  const leads = horizon < imitation.horizons / 2;
  return new Example(imitation, problems, coordinates, leads);
}
