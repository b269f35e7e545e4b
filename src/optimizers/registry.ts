/** Optimizers by their specification. */
import { tf } from '../runtime/tf';
import { LabError } from '../specs/errors';
import { phiFromLearnedOptimizer } from '../specs/lstmShapes';
import type { GradientSpec, OptimizerSpec, RatedBaseline } from '../specs/optimizer';
import { adagrad } from './adagrad';
import { adam } from './adam';
import { adamw } from './adamw';
import { lbfgs } from './lbfgs/lbfgs';
import { lion } from './lion';
import { LstmRule } from './lstm/lstmRule';
import { momentum } from './momentum';
import { nag } from './nag';
import type { LearningRate, Optimizer, Racer } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

const BASELINES: Record<RatedBaseline, (learningRate: LearningRate) => Optimizer> = {
  sgd,
  nag,
  rmsprop,
  adam,
  momentum,
  adamw,
  adagrad,
  lion,
};

/** An optimizer designed by hand, at one rate or at a column of them [B, 1]. */
export function makeBaseline(name: RatedBaseline, learningRate: LearningRate): Optimizer {
  return BASELINES[name](learningRate);
}

/**
 * The optimizer that a specification names. It holds tensors: dispose of it.
 *
 * @throws LabError `bad-input` where it is none that makes its update of a gradient
 */
export function makeOptimizer(spec: GradientSpec): Optimizer {
  if (spec.kind === 'baseline') return makeBaseline(spec.name, spec.learningRate);
  if (spec.kind !== 'learned') throw notOfGradients(spec);
  const phi = tf.tensor1d(phiFromLearnedOptimizer(spec.optimizer));
  try {
    return new LstmRule(spec.optimizer.config).optimizer(phi);
  } finally {
    phi.dispose();
  }
}

/** Whatever a race entrant names. It holds tensors: dispose of it. */
export function makeRacer(spec: OptimizerSpec): Racer {
  return spec.kind === 'line-search' ? lbfgs() : makeOptimizer(spec);
}

/** What comes from outside (a link, a file of settings) may be of a kind that the types rule out. */
function notOfGradients({ label }: OptimizerSpec): LabError {
  return new LabError({
    code: 'bad-input',
    message: `${label} finds its steps by looking at the function: gradients alone do not say what it would do.`,
    remedy: 'Race it, or choose another optimizer here.',
  });
}
