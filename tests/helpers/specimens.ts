/** One of everything: the tasks and the optimizers that the shared tests must pass. */
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import type { Optimizer } from '../../src/optimizers/optimizer';
import { makeBaseline } from '../../src/optimizers/registry';
import { RandomStream } from '../../src/runtime/random';
import { tf } from '../../src/runtime/tf';
import { type LstmConfig, lstmConfigSchema, RATED_BASELINES } from '../../src/specs/optimizer';
import { SURFACE_NAMES, type TaskSpec, taskSpecSchema } from '../../src/specs/task';

export const TASKS: readonly (readonly [string, TaskSpec])[] = [
  ['quadratic', taskSpecSchema.parse({ name: 'quadratic', dimension: 3 })],
  ['one-dimensional quadratic', taskSpecSchema.parse({ name: 'quadratic', dimension: 1 })],
  ...SURFACE_NAMES.map(
    (surface) => [surface, taskSpecSchema.parse({ name: 'surface', surface })] as const,
  ),
];

export const LSTM_CONFIGS: Readonly<Record<string, LstmConfig>> = {
  'lstm 2 × 4': lstmConfigSchema.parse({ hiddenUnits: 4 }),
  'lstm 1 × 3, log-sign': lstmConfigSchema.parse({
    layers: 1,
    hiddenUnits: 3,
    preprocess: 'log-sign',
  }),
  'lstm 2 × 3, rnnprop, tanh': lstmConfigSchema.parse({
    hiddenUnits: 3,
    preprocess: 'rnnprop',
    output: 'tanh',
  }),
  'lstm 3 × 2, p = 5': lstmConfigSchema.parse({
    layers: 3,
    hiddenUnits: 2,
    preprocess: 'log-sign',
    p: 5,
  }),
};

/** An LSTM optimizer with fresh weights. */
export function freshLstm(config: LstmConfig): Optimizer {
  const rule = new LstmRule(config);
  const phi = tf.tensor1d(rule.initialWeights(RandomStream.of(1, 'specimen')));
  const optimizer = rule.optimizer(phi);
  phi.dispose();
  return optimizer;
}

/** Rates that suit gradients from 1 to 1,000. */
export const OPTIMIZERS: readonly (readonly [string, () => Optimizer])[] = [
  ...RATED_BASELINES.map(
    (name) =>
      [
        name,
        () =>
          makeBaseline(name, name === 'sgd' || name === 'nag' || name === 'momentum' ? 1e-4 : 0.01),
      ] as const,
  ),
  ...Object.entries(LSTM_CONFIGS).map(([name, config]) => [name, () => freshLstm(config)] as const),
];
