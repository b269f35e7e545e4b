/**
 * The meta-loss of an unroll and the cotangents of its updates.
 *
 * With f̄(θₜ) the mean over the B problems, the meta-loss of steps s + 1 … s + K is
 *
 *     L = Σ wₜ f̄(θₜ)        (`sum`; paper, equation 3)      or      L = Σ wₜ log f̄(θₜ)        (`log`)
 *
 * The paper drops ∂∇ₜ/∂φ (the dashed edges of its Figure 2), so that θₜ depends on φ through the updates before it
 * only, and the cotangent of uₜ is a suffix sum of gradients that the roll-out has computed anyway:
 *
 *     λₜ = Σ_{r>t} wᵣ ∇f(θᵣ) / B            (`log`: each term divided by f̄(θᵣ))
 */
import { type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import { USUAL_STEP_DECAY } from '../specs/objectives';
import type { TrainConfig } from '../specs/training';

export type Objective = TrainConfig['objective'];

/**
 * wₜ of the steps t = fromStep + 1 … end of an unroll, as `STEP_WEIGHTS` says.
 *
 * @param horizon T
 */
export function unrollWeights(
  { stepWeights, stepDecay = USUAL_STEP_DECAY }: Pick<TrainConfig, 'stepWeights' | 'stepDecay'>,
  fromStep: number,
  end: number,
  horizon: number,
): number[] {
  const weightOf = (t: number): number => {
    switch (stepWeights) {
      case 'uniform':
        return 1;
      case 'rising':
        return t / horizon;
      case 'exponential':
        return stepDecay ** (horizon - t);
      case 'last':
        return t === end ? 1 : 0;
      case 'final':
        return t === horizon ? 1 : 0;
    }
  };
  return Array.from({ length: end - fromStep }, (_, k) => weightOf(fromStep + k + 1));
}

/** Whether any of the weights is more than 0 in float32, so that there is a meta-gradient. */
export function anyWeight(weights: readonly number[]): boolean {
  return weights.some((weight) => Math.fround(weight) !== 0);
}

/**
 * L from the mean losses of the unroll's steps.
 *
 * @param meanLosses f̄(θₜ) for each step of the unroll
 */
export function metaLoss(
  objective: Objective,
  meanLosses: Float32Array | Float64Array,
  weights: readonly number[],
): number {
  let sum = 0;
  for (const [i, f] of meanLosses.entries()) {
    const w = weights[i] ?? 0;
    if (w !== 0) sum += w * (objective === 'log' ? Math.log(f) : f);
  }
  return sum;
}

/**
 * λₜ of each recorded step.
 *
 * @param losses f(θᵣ) [B] at the steps behind each update, r = t + 1
 * @param gradients ∇f(θᵣ) [B, n] there
 * @param weights wᵣ
 * @returns K tensors [B, n], the caller's
 */
export function updateCotangents(
  objective: Objective,
  losses: readonly Tensor1D[],
  gradients: readonly Tensor2D[],
  weights: readonly number[],
): Tensor2D[] {
  const cotangents: Tensor2D[] = new Array(gradients.length);
  for (let r = gradients.length - 1; r >= 0; r--) {
    const gradient = gradients[r] as Tensor2D;
    const after = cotangents[r + 1];
    cotangents[r] = tf.tidy(() => {
      const scale = (weights[r] ?? 0) / (gradient.shape[0] || 1);
      let term: Tensor2D = tf.mul(gradient, scale);
      if (objective === 'log') term = tf.div(term, tf.mean(losses[r] as Tensor1D));
      return after === undefined ? term : tf.add(after, term);
    });
  }
  return cotangents;
}

/**
 * What ∇f(θᵣ) counts in λ: wᵣ / B, for `log` divided by f̄(θᵣ).
 *
 * @param meanLosses f̄(θᵣ); not looked at for `sum`
 * @param weights wᵣ
 * @param problems B
 */
export function cotangentScales(
  objective: Objective,
  meanLosses: Float32Array,
  weights: readonly number[],
  problems: number,
): Float32Array {
  return Float32Array.from(weights, (w, r) =>
    objective === 'log' ? w / problems / (meanLosses[r] as number) : w / problems,
  );
}

/** ‖x‖₂ */
export function norm(x: Float32Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return Math.sqrt(sum);
}
