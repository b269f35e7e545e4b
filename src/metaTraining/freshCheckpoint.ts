/** The checkpoint that a run begins with, and the settings in it that may change on the way. */
import type { LearnedRule } from '../optimizers/learnedRule';
import { RandomStream } from '../runtime/random';
import { isCurriculum } from '../specs/objectives';
import type { Checkpoint, LiveSettings, TrainConfig } from '../specs/training';
import { horizonSteps } from './horizonPlan';

export function liveSettings(config: TrainConfig, horizon = 0): LiveSettings {
  return {
    horizon: horizonSteps(config, horizon),
    unroll: config.unroll,
    problems: config.problems,
    metaLearningRate: config.metaLearningRate[0]?.rate ?? 0,
  };
}

/**
 * The configuration with new settings from `horizon` on. A curriculum goes on unless T itself was changed; horizons
 * that are drawn go on being drawn, as T is nobody's setting there.
 */
export function withLiveSettings(
  config: TrainConfig,
  live: LiveSettings,
  horizon: number,
): TrainConfig {
  const { horizonSchedule: schedule, ...rest } = config;
  const same = live.horizon === config.horizon || live.horizon === horizonSteps(config, horizon);
  const goesOn = schedule !== undefined && (same || !isCurriculum(schedule));
  return {
    ...rest,
    ...(goesOn ? { horizonSchedule: schedule } : { horizon: live.horizon }),
    unroll: live.unroll,
    problems: live.problems,
    metaLearningRate: [{ horizon: 0, rate: live.metaLearningRate }],
  };
}

/** @param given φ to begin with, where it is not to be random */
export function freshCheckpoint(
  config: TrainConfig,
  rule: LearnedRule,
  given?: Float32Array,
): Checkpoint {
  const phi = given ?? rule.initialWeights(RandomStream.of(config.seed, 'weights'));
  const steps = config.validation.steps ?? config.horizon;
  return {
    version: 1,
    config: { ...config, validation: { ...config.validation, steps } },
    horizonsDone: 0,
    seconds: 0,
    phi,
    adam: { step: 0, m: new Float32Array(phi.length), v: new Float32Array(phi.length) },
    best: null,
    validationsSinceBest: 0,
    metaLoss: [],
    validation: [],
  };
}
