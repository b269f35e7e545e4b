/**
 * What the coordinatewise LSTM optimizer computes (paper, section 2.1): the definition that kernels must agree with.
 * Units run down the rows and coordinates along the columns, N = B·n of them:
 *
 *     x⁰ = preprocess(∇)                          [F, N]
 *     z = Wˡ [xˡ; hˡ; 1]                          [4H, N], rows split as i, f, g, o
 *     cˡ ← σ(f) ⊙ cˡ + σ(i) ⊙ tanh(g)             [H, N]
 *     hˡ ← σ(o) ⊙ tanh(cˡ),   xˡ⁺¹ = hˡ           [H, N]
 *     u = outputScale · w [hᴸ; 1]                 [1, N], or outputScale · tanh(w [hᴸ; 1])
 *
 * All coordinates share the weights and have a state each. Biases are the last columns of Wˡ and w; the forget gate's
 * bias of 1 is part of them. (Rows of units, because splitting and joining rows is a plain copy in every backend,
 * where columns are gathered one by one.)
 */
import { type Tensor, type Tensor2D, tf } from '../../runtime/tf';
import type { LstmConfig } from '../../specs/optimizer';
import type { LstmSignal } from '../../specs/trace';
import { preprocess } from './preprocess';
import { product } from './product';

/** σ(i), σ(f), tanh(g), σ(o), c and h of a layer behind a step, [H, N] each. */
export type LstmLayerParts = Record<LstmSignal, Tensor2D>;

/** Everything that a step computes on its way. */
export interface LstmParts {
  /** x⁰ [F, N] */
  features: Tensor2D;
  layers: LstmLayerParts[];
  /** w [hᴸ; 1], before tanh (where there is one) and the output scale [1, N] */
  output: Tensor2D;
  /** u [B, n] */
  update: Tensor2D;
  /** What the preprocessing remembers from now on, [1, N] each. */
  moments: Tensor[];
}

/**
 * One step for all coordinates, with everything that it computes on its way.
 *
 * @param weights Wˡ [4H, inputs + H + 1] of each layer, then w [1, H + 1]
 * @param gradient ∇ [B, n]
 * @param state hˡ and cˡ of each layer, [H, N]; then what the preprocessing remembers, [1, N] each
 */
export function lstmParts(
  config: LstmConfig,
  weights: readonly Tensor[],
  gradient: Tensor2D,
  state: readonly Tensor[],
): LstmParts {
  const ones = tf.ones([1, gradient.size]);
  const { features, moments } = preprocess(config, gradient, state.slice(2 * config.layers));
  const layers: LstmLayerParts[] = [];
  let x = features;
  for (let l = 0; l < config.layers; l++) {
    const [h0, c0] = state.slice(2 * l) as [Tensor2D, Tensor2D];
    const z = product(weights[l] as Tensor2D, tf.concat([x, h0, ones], 0) as Tensor2D);
    const [i, f, g, o] = tf.split(z, 4, 0) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    const gates = {
      input: tf.sigmoid(i),
      forget: tf.sigmoid(f),
      cellInput: tf.tanh(g),
      output: tf.sigmoid(o),
    };
    const cell: Tensor2D = tf.add(tf.mul(gates.forget, c0), tf.mul(gates.input, gates.cellInput));
    const hidden: Tensor2D = tf.mul(gates.output, tf.tanh(cell));
    layers.push({ ...gates, cell, hidden });
    x = hidden;
  }
  const output = product(weights[config.layers] as Tensor2D, tf.concat([x, ones], 0) as Tensor2D);
  const bounded = config.output === 'tanh' ? tf.tanh(output) : output;
  const update: Tensor2D = tf.reshape(tf.mul(bounded, config.outputScale), gradient.shape);
  return { features, layers, output, update, moments };
}

/** As `lstmParts`: what a step is made for. */
export function lstmForward(
  config: LstmConfig,
  weights: readonly Tensor[],
  gradient: Tensor2D,
  state: readonly Tensor[],
): { update: Tensor2D; state: Tensor[] } {
  const { layers, update, moments } = lstmParts(config, weights, gradient, state);
  return { update, state: [...layers.flatMap(({ hidden, cell }) => [hidden, cell]), ...moments] };
}
