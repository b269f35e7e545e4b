/**
 * One unroll of meta-training: K steps of the optimizer on the optimizee, then the meta-gradient of those K steps by
 * truncated back-propagation through time. The values of θ and of the optimizer's state go on to the next unroll; the
 * graph is cut.
 */
import type { Optimizee } from '../optimizees/optimizee';
import type { LearnedRule } from '../optimizers/learnedRule';
import { disposeState, type OptimizerState } from '../optimizers/optimizer';
import type { Control } from '../runtime/control';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import { metaLoss, type Objective, updateCotangents } from './objective';

/** Where a roll-out stands: θₜ, ∇f(θₜ), f(θₜ) and the optimizer's state. Owns its tensors. */
export interface RolloutPoint {
  step: number;
  theta: Tensor2D;
  loss: Tensor1D;
  gradient: Tensor2D;
  state: OptimizerState;
}

export interface UnrollResult {
  metaLoss: number;
  /** f̄(θₜ) at the K steps of the unroll. */
  meanLosses: Float32Array;
  /** dL/dφ [P]; the caller's. */
  gradient: Tensor1D;
  /** ‖dL/dφ‖₂ */
  gradientNorm: number;
  next: RolloutPoint;
}

/** The start of a horizon: θ₀ (taken over) and a fresh state. */
export function startRollout(
  optimizee: Optimizee,
  rule: LearnedRule,
  theta0: Tensor2D,
): RolloutPoint {
  const { loss, gradient } = optimizee.lossAndGradient(theta0, 0);
  const state = rule.initialState(optimizee.problems, optimizee.coordinates);
  return { step: 0, theta: theta0, loss, gradient, state };
}

export function disposeRollout(point: RolloutPoint): void {
  tf.dispose([point.theta, point.loss, point.gradient]);
  disposeState(point.state);
}

/**
 * @param phi φ [P]
 * @param from where the roll-out stands; taken over
 * @param weights wₜ of the K steps
 */
export async function runUnroll(
  optimizee: Optimizee,
  rule: LearnedRule,
  phi: Tensor1D,
  from: RolloutPoint,
  objective: Objective,
  weights: readonly number[],
  control: Control,
): Promise<UnrollResult> {
  const tape = rule.openTape(phi, from.state);
  const losses: Tensor1D[] = [];
  const gradients: Tensor2D[] = [];
  let cotangents: Tensor2D[] = [];
  let { theta } = from;
  from.loss.dispose();
  let input = from.gradient;
  try {
    for (let k = 1; k <= weights.length; k++) {
      const update = tape.step(input);
      if (k === 1) input.dispose();
      const moved: Tensor2D = tf.add(theta, update);
      tf.dispose([theta, update]);
      theta = moved;
      const at = optimizee.lossAndGradient(theta, from.step + k);
      losses.push(at.loss);
      gradients.push(at.gradient);
      input = at.gradient;
      await control.breathe();
    }
    cotangents = updateCotangents(objective, losses, gradients, weights);
    const gradient = await tape.backward(cotangents, control);
    const numbers = await readSummary(losses, gradient);
    const meanLosses = numbers.slice(0, -1);
    const next: RolloutPoint = {
      step: from.step + weights.length,
      theta,
      loss: losses.pop() as Tensor1D,
      gradient: gradients.pop() as Tensor2D,
      state: tape.close(),
    };
    return {
      metaLoss: metaLoss(objective, meanLosses, weights),
      meanLosses,
      gradient,
      gradientNorm: numbers[weights.length] as number,
      next,
    };
  } catch (thrown) {
    tape.dispose();
    theta.dispose();
    throw thrown;
  } finally {
    tf.dispose([losses, gradients, cotangents]);
  }
}

/** f̄ of each step and ‖gradient‖₂, read in one go. */
async function readSummary(losses: readonly Tensor1D[], gradient: Tensor1D): Promise<Float32Array> {
  const summary = tf.tidy(() =>
    tf.stack([...losses.map((loss) => tf.mean(loss)), tf.norm(gradient)]),
  );
  try {
    return await readFloats(summary);
  } finally {
    summary.dispose();
  }
}
