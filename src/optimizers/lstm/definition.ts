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
import { preprocess } from './preprocess';
import { product } from './product';

/**
 * One step for all coordinates.
 *
 * @param weights Wˡ [4H, inputs + H + 1] of each layer, then w [1, H + 1]
 * @param gradient ∇ [B, n]
 * @param state hˡ and cˡ of each layer, [H, N]; then what the preprocessing remembers, [1, N] each
 */
export function lstmForward(
  config: LstmConfig,
  weights: readonly Tensor[],
  gradient: Tensor2D,
  state: readonly Tensor[],
): { update: Tensor2D; state: Tensor[] } {
  const ones = tf.ones([1, gradient.size]);
  const { features, moments } = preprocess(config, gradient, state.slice(2 * config.layers));
  let x = features;
  const next: Tensor[] = [];
  for (let l = 0; l < config.layers; l++) {
    const [h0, c0] = state.slice(2 * l) as [Tensor2D, Tensor2D];
    const z = product(weights[l] as Tensor2D, tf.concat([x, h0, ones], 0) as Tensor2D);
    const [i, f, g, o] = tf.split(z, 4, 0) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    const c: Tensor2D = tf.add(tf.mul(tf.sigmoid(f), c0), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    const h: Tensor2D = tf.mul(tf.sigmoid(o), tf.tanh(c));
    next.push(h, c);
    x = h;
  }
  const output = product(weights[config.layers] as Tensor2D, tf.concat([x, ones], 0) as Tensor2D);
  const bounded = config.output === 'tanh' ? tf.tanh(output) : output;
  const update: Tensor2D = tf.reshape(tf.mul(bounded, config.outputScale), gradient.shape);
  return { update, state: [...next, ...moments] };
}
