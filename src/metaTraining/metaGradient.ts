/** The meta-gradient of one unroll at fixed weights: for checking against other implementations. */
import type { Optimizee } from '../optimizees/optimizee';
import { type LstmImplementation, LstmRule } from '../optimizers/lstm/lstmRule';
import { type Control, freeRunning } from '../runtime/control';
import { readFloats, type Tensor2D, tf } from '../runtime/tf';
import { namedWeights, phiFromLearnedOptimizer } from '../specs/lstmShapes';
import type { LearnedOptimizer, NamedTensor } from '../specs/optimizer';
import type { MetaGradientKind } from '../specs/training';
import type { Objective } from './objective';
import { startRollout } from './rollout';

export interface MetaGradient {
  metaLoss: number;
  /** dL/dφ by the names of the optimizer file; the biases' under `bias_ih`. */
  gradient: Record<string, NamedTensor>;
}

/**
 * L = Σₜ₌₁..ᴋ f̄(θₜ) from θ₀ with a fresh state, and its gradient: first-order (gradients fed to the optimizer are
 * constants) or full.
 *
 * @param theta0 θ₀ [B, n]; stays the caller's
 * @param unroll K
 * @throws LabError `bad-input` where the full one is asked for and the optimizee has no second derivatives
 */
export async function metaGradient(
  optimizee: Optimizee,
  theta0: Tensor2D,
  learned: LearnedOptimizer,
  unroll: number,
  objective: Objective = 'sum',
  control: Control = freeRunning,
  implementation: LstmImplementation = 'fastest',
  kind: MetaGradientKind = 'first-order',
): Promise<MetaGradient> {
  const rule = new LstmRule(learned.config, implementation);
  const phi = tf.tensor1d(phiFromLearnedOptimizer(learned));
  const rollout = startRollout(optimizee, rule, theta0.clone(), unroll, null, kind);
  try {
    const weights = new Array<number>(unroll).fill(1);
    const result = await rollout.unroll(phi, objective, weights, control);
    const gradient = namedWeights(learned.config, await readFloats(result.gradient));
    result.gradient.dispose();
    return { metaLoss: result.metaLoss, gradient };
  } finally {
    rollout.dispose();
    phi.dispose();
  }
}
