/** Optimizers by their specification. */
import { tf } from '../runtime/tf';
import { phiFromLearnedOptimizer } from '../specs/lstmShapes';
import type { BaselineName, OptimizerSpec } from '../specs/optimizer';
import { adam } from './adam';
import { LstmRule } from './lstm/lstmRule';
import { nag } from './nag';
import type { LearningRate, Optimizer } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

const BASELINES: Record<BaselineName, (learningRate: LearningRate) => Optimizer> = {
  sgd,
  nag,
  rmsprop,
  adam,
};

export function makeBaseline(name: BaselineName, learningRate: LearningRate): Optimizer {
  return BASELINES[name](learningRate);
}

/** The optimizer that a race entrant names. It holds tensors: dispose of it. */
export function makeOptimizer(spec: OptimizerSpec): Optimizer {
  if (spec.kind === 'baseline') return makeBaseline(spec.name, spec.learningRate);
  const phi = tf.tensor1d(phiFromLearnedOptimizer(spec.optimizer));
  try {
    return new LstmRule(spec.optimizer.config).optimizer(phi);
  } finally {
    phi.dispose();
  }
}
