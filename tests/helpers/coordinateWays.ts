/** An optimizer taken over given gradients, and what it does there: what replays and sweeps must come back to. */
import { advance, disposeState, type Optimizer } from '../../src/optimizers/optimizer';
import { type Tensor2D, tf } from '../../src/runtime/tf';
import { learnedOptimizerFromPhi } from '../../src/specs/lstmShapes';
import { type LstmConfig, lstmConfigSchema, type OptimizerSpec } from '../../src/specs/optimizer';
import { readAll } from './engine';
import { lstmTrial } from './lstmTrial';

/** Every preprocessing, both outputs, and one beyond the kernels, which the definition computes. */
export const LSTM_KINDS: [string, Partial<LstmConfig>][] = [
  ['none', { layers: 2, hiddenUnits: 20 }],
  ['log-sign', { layers: 2, hiddenUnits: 20, preprocess: 'log-sign' }],
  ['rnnprop, tanh', { layers: 2, hiddenUnits: 20, preprocess: 'rnnprop', output: 'tanh' }],
  ['rnnprop, 1 layer', { layers: 1, hiddenUnits: 5, preprocess: 'rnnprop', outputScale: 1 }],
  ['no kernel', { layers: 2, hiddenUnits: 65, preprocess: 'log-sign', p: 5, output: 'tanh' }],
];

export interface Way {
  learned: Extract<OptimizerSpec, { kind: 'learned' }>;
  coordinates: number;
  /** ∇ₜ [T × k], row by step, from a thousandth to ten. */
  gradients: Float32Array;
}

export function lstmWay(kind: Partial<LstmConfig>, coordinates: number, steps: number): Way {
  const config = lstmConfigSchema.parse(kind);
  const { phi, gradients } = lstmTrial(config, coordinates, steps);
  return {
    learned: {
      kind: 'learned',
      id: 'own',
      label: 'Own',
      optimizer: learnedOptimizerFromPhi(config, phi, {}),
    },
    coordinates,
    gradients: Float32Array.from(gradients.flatMap((row) => Array.from(row))),
  };
}

/** uₜ [T × k] of an optimizer on these gradients, row by step. Disposes of the optimizer. */
export async function updatesOn(
  optimizer: Optimizer,
  gradients: Float32Array,
  coordinates: number,
): Promise<Float32Array> {
  const updates: Tensor2D[] = [];
  let state = optimizer.init(1, coordinates);
  for (let from = 0; from < gradients.length; from += coordinates) {
    const gradient = tf.tensor2d(gradients.subarray(from, from + coordinates), [1, coordinates]);
    const next = advance(optimizer, gradient, state);
    gradient.dispose();
    state = next.state;
    updates.push(next.update);
  }
  const values = await readAll(updates);
  disposeState(state);
  optimizer.dispose();
  tf.dispose(updates);
  return Float32Array.from(values);
}

/** Coordinate k of rows [T × of]. */
export function columnOf(rows: Float32Array, k: number, of: number): Float32Array {
  return rows.filter((_, i) => i % of === k);
}
