import type { Optimizee } from '../optimizees/optimizee';
import type { LearnedRule } from '../optimizers/learnedRule';
import type { Control } from '../runtime/control';
import { type Tensor1D, tf } from '../runtime/tf';
import type { Divergence } from '../specs/race';
import type { LiveSettings, MetaLossPoint, MidHorizon, TrainConfig } from '../specs/training';
import { hessianOf } from './curvature';
import { gradientDivergence, lossDivergence } from './divergence';
import { liveSettings } from './freshCheckpoint';
import { horizonExample, horizonStart, horizonSteps, horizonTask } from './horizonPlan';
import { type MetaOptimizer, scheduledRate } from './metaOptimizer';
import { anyWeight, unrollWeights } from './objective';
import { type Rollout, startRollout, type UnrollResult } from './rollout';

export interface UnrollReport {
  /** The horizon's number, counted from 0. */
  horizon: number;
  /** The unroll's meta-loss; null where its steps count nothing. */
  point: MetaLossPoint | null;
  /** First step of the unroll (its losses are those of the steps behind it). */
  fromStep: number;
  /** f̄ at the unroll's steps; with `fromStep` 0 the starting loss comes first. */
  meanLosses: Float32Array;
  /** f̄ at the steps 0 … fromStep, at the first unroll of a horizon that was taken up in its middle. */
  before?: Float32Array;
  /** 0 where there was no meta-gradient. */
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
  /** The unrolls that are done, where the horizon goes on in its middle; φ and Adam's moments are those behind them. */
  done?: MidHorizon | undefined;
  /** They have been made again. */
  onReplayed?: () => void;
}

/** From θ₀ to θ_T, with a step of the meta-optimizer behind each unroll; tells where it diverged. */
export async function rollHorizon(
  { config, horizon, rule, optimizee, meta, done, onReplayed }: HorizonWork,
  control: Control,
  onUnroll: (report: UnrollReport) => unknown,
): Promise<Divergence | null> {
  if (config.metaGradient === 'full') hessianOf(optimizee, horizonTask(config, horizon).name);
  const rate = scheduledRate(config.metaLearningRate, horizon);
  const total = horizonSteps(config, horizon);
  const live = { ...liveSettings(config, horizon), metaLearningRate: rate };
  const example = horizonExample(config, horizon, optimizee);
  const rollout = startRollout(
    optimizee,
    rule,
    horizonStart(config, horizon, optimizee),
    Math.min(config.unroll, total),
    example,
    config.metaGradient,
  );
  try {
    const startLoss = await rollout.meanLoss();
    const phis = done?.phis ?? [];
    let before = phis.length === 0 ? null : [startLoss];
    for (const phi of phis) {
      const steps = Math.min(config.unroll, total - rollout.step);
      before?.push(...(await replay(rollout, phi, steps, control)));
    }
    onReplayed?.();
    for (let unroll = phis.length; rollout.step < total; unroll++) {
      const fromStep = rollout.step;
      const end = Math.min(fromStep + config.unroll, total);
      const weights = unrollWeights(config, fromStep, end, total);
      const counts = anyWeight(weights);
      // Where no step counts and nobody is imitated, there is no meta-gradient: θ moves on, φ and Adam's moments stay.
      const result =
        counts || example !== null
          ? await rollout.unroll(meta.phi, config.objective, weights, control)
          : { meanLosses: await rollout.coast(meta.phi, weights.length, control) };
      const { meanLosses } = result;
      const gradientNorm = 'gradient' in result ? result.gradientNorm : 0;
      try {
        const divergence =
          lossDivergence(meanLosses, fromStep, startLoss, horizon) ??
          gradientDivergence(gradientNorm, fromStep, end, horizon);
        if (divergence !== null) return divergence;
        if ('gradient' in result) applyClipped(meta, result, rate, config.clipping);
      } finally {
        if ('gradient' in result) result.gradient.dispose();
      }
      const value = 'metaLoss' in result ? result.metaLoss / sumOf(weights) : 0;
      await onUnroll({
        horizon,
        point: counts ? { horizon, unroll, value } : null,
        fromStep,
        meanLosses: fromStep === 0 ? Float32Array.from([startLoss, ...meanLosses]) : meanLosses,
        ...(before === null ? {} : { before: Float32Array.from(before) }),
        gradientNorm,
        live,
        theta: () => rollout.theta(),
      });
      before = null;
      await control.unit();
    }
    return null;
  } finally {
    rollout.dispose();
  }
}

/** An unroll that was made before, forward only: θ and the optimizer's state depend on nothing but φ. */
async function replay(
  rollout: Rollout,
  weights: Float32Array,
  steps: number,
  control: Control,
): Promise<Float32Array> {
  const phi = tf.tensor1d(weights);
  try {
    return await rollout.coast(phi, steps, control);
  } finally {
    phi.dispose();
  }
}

const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

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
