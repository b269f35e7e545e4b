/** Where the meta-gradients are looked at: the functions of one horizon, from their start, by weights that stay. */
import type { Optimizee } from '../../optimizees/optimizee';
import { LstmRule } from '../../optimizers/lstm/lstmRule';
import { RandomStream } from '../../runtime/random';
import { type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import { LabError } from '../../specs/errors';
import type { TrainConfig } from '../../specs/training';
import { horizonStart, horizonSteps, sampleHorizon } from '../horizonPlan';
import { anyWeight, unrollWeights } from '../objective';

/** The steps behind `fromStep` up to `toStep`, and what they count. */
export interface PlannedUnroll {
  fromStep: number;
  toStep: number;
  weights: number[];
  /** Whether any of them counts. */
  counts: boolean;
}

export interface ComparedHorizon {
  config: TrainConfig;
  rule: LstmRule;
  optimizee: Optimizee;
  /** φ [P] */
  phi: Tensor1D;
  unrolls: PlannedUnroll[];
  /** θ₀ [B, n]; the caller's. */
  start(): Tensor2D;
  dispose(): void;
}

/**
 * @param given φ, flattened as in a checkpoint; null: the random ones that a training would begin with
 * @param horizon its number, counted from 0
 * @throws LabError `bad-input` where the weights are not those of the optimizer
 */
export function openHorizon(
  config: TrainConfig,
  given: Float32Array | null,
  horizon: number,
): ComparedHorizon {
  const rule = new LstmRule(config.optimizer);
  const phi = given ?? rule.initialWeights(RandomStream.of(config.seed, 'weights'));
  if (phi.length !== rule.weightCount) {
    throw new LabError({
      code: 'bad-input',
      message: `The optimizer has ${rule.weightCount} weights; ${phi.length} were given.`,
      remedy: 'Take the weights and the settings of the same training.',
    });
  }
  const optimizee = sampleHorizon(config, horizon);
  const weights = tf.tensor1d(phi);
  return {
    config,
    rule,
    optimizee,
    phi: weights,
    unrolls: plannedUnrolls(config, horizonSteps(config, horizon)),
    start: () => horizonStart(config, horizon, optimizee),
    dispose() {
      weights.dispose();
      optimizee.dispose();
    },
  };
}

function plannedUnrolls(config: TrainConfig, total: number): PlannedUnroll[] {
  const unrolls: PlannedUnroll[] = [];
  for (let fromStep = 0; fromStep < total; fromStep += config.unroll) {
    const toStep = Math.min(fromStep + config.unroll, total);
    const weights = unrollWeights(config, fromStep, toStep, total);
    unrolls.push({ fromStep, toStep, weights, counts: anyWeight(weights) });
  }
  return unrolls;
}

/** ⟨a, b⟩ in float64. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (const [i, x] of a.entries()) sum += x * (b[i] as number);
  return sum;
}

/** @throws LabError `diverged` where a number is not finite */
export function finite(value: number, what: string): number {
  if (Number.isFinite(value)) return value;
  throw new LabError({
    code: 'diverged',
    message: `${what} is not a finite number at these weights.`,
    remedy: 'Train on, or lower the output scale; then ask again.',
  });
}
