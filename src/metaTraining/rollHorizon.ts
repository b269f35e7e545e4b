import type { Optimizee } from '../optimizees/optimizee';
import type { LearnedRule } from '../optimizers/learnedRule';
import type { Control } from '../runtime/control';
import { type Tensor1D, tf } from '../runtime/tf';
import type { Divergence } from '../specs/race';
import type { LiveSettings, MetaLossPoint, TrainConfig } from '../specs/training';
import { gradientDivergence, lossDivergence } from './divergence';
import { liveSettings } from './freshCheckpoint';
import { horizonExample, horizonStart, horizonSteps } from './horizonPlan';
import { type MetaOptimizer, scheduledRate } from './metaOptimizer';
import { stepWeight } from './objective';
import { startRollout, type UnrollResult } from './rollout';

export interface UnrollReport {
  point: MetaLossPoint;
  /** First step of the unroll (its losses are those of the steps behind it). */
  fromStep: number;
  /** f̄ at the unroll's steps; with `fromStep` 0 the starting loss comes first. */
  meanLosses: Float32Array;
  gradientNorm: number;
  live: LiveSettings;
  /** θ now [B × n], for those who ask at once: the next unroll waits for them. */
  theta(): Promise<Float32Array>;
}

/** What a horizon is rolled with; stays the caller's. */
export interface HorizonWork {
  config: TrainConfig;
  /** Its number, counted from 0. */
  horizon: number;
  rule: LearnedRule;
  optimizee: Optimizee;
  /** φ moves here, once for each unroll. */
  meta: MetaOptimizer;
}

/** From θ₀ to θ_T, with a step of the meta-optimizer behind each unroll; tells where it diverged. */
export async function rollHorizon(
  { config, horizon, rule, optimizee, meta }: HorizonWork,
  control: Control,
  onUnroll: (report: UnrollReport) => unknown,
): Promise<Divergence | null> {
  const rate = scheduledRate(config.metaLearningRate, horizon);
  const total = horizonSteps(config, horizon);
  const live = { ...liveSettings(config, horizon), metaLearningRate: rate };
  const rollout = startRollout(
    optimizee,
    rule,
    horizonStart(config, horizon, optimizee),
    Math.min(config.unroll, total),
    horizonExample(config, horizon, optimizee),
  );
  try {
    const startLoss = await rollout.meanLoss();
    for (let unroll = 0; rollout.step < total; unroll++) {
      const fromStep = rollout.step;
      const end = Math.min(fromStep + config.unroll, total);
      const weights = Array.from({ length: end - fromStep }, (_, k) =>
        stepWeight(config.stepWeights, fromStep + k + 1, total, end),
      );
      const result = await rollout.unroll(meta.phi, config.objective, weights, control);
      try {
        const divergence =
          lossDivergence(result.meanLosses, fromStep, startLoss, horizon) ??
          gradientDivergence(result.gradientNorm, fromStep, end, horizon);
        if (divergence !== null) return divergence;
        applyClipped(meta, result, rate, config.clipping);
      } finally {
        result.gradient.dispose();
      }
      const weightSum = weights.reduce((a, b) => a + b, 0);
      const { meanLosses, gradientNorm } = result;
      await onUnroll({
        point: { horizon, unroll, value: result.metaLoss / weightSum },
        fromStep,
        meanLosses: fromStep === 0 ? Float32Array.from([startLoss, ...meanLosses]) : meanLosses,
        gradientNorm,
        live,
        theta: () => rollout.theta(),
      });
      await control.unit();
    }
    return null;
  } finally {
    rollout.dispose();
  }
}

/** A step of the meta-optimizer, with dL/dφ cut down to the norm `most` where it is longer. */
function applyClipped(
  meta: MetaOptimizer,
  { gradient, gradientNorm }: UnrollResult,
  rate: number,
  most = Number.POSITIVE_INFINITY,
): void {
  if (gradientNorm <= most) {
    meta.apply(gradient, rate);
    return;
  }
  const clipped: Tensor1D = tf.mul(gradient, most / gradientNorm);
  meta.apply(clipped, rate);
  clipped.dispose();
}
