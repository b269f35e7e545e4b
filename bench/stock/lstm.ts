/**
 * The coordinatewise LSTM as anybody would write it with TensorFlow.js: coordinates along the rows, `split` for
 * the gates. Nothing is arranged to suit a backend, nothing to hinder it.
 */
import { type Tensor2D, tf } from '../../src/runtime/tf';
import type { LstmConfig } from '../../src/specs/optimizer';

/** Kernels for the input [inputs, 4H] and the state [H, 4H] and a bias [4H] of each layer, then the output's [H, 1], [1]. */
export type Weights = readonly tf.Variable[];

/** h and c [N, H] of each layer. */
export type State = readonly Tensor2D[];

/** The paper's Appendix A, or the gradient itself: ∇ [N, 1] to [N, features]. */
function preprocess(config: LstmConfig, gradient: Tensor2D): Tensor2D {
  if (config.preprocess === 'none') return gradient;
  const { p } = config;
  const magnitude = tf.div(tf.log(tf.maximum(tf.abs(gradient), Math.exp(-p))), p);
  const direction = tf.clipByValue(tf.mul(gradient, Math.exp(p)), -1, 1);
  return tf.concat([magnitude, direction], 1) as Tensor2D;
}

function cell(
  x: Tensor2D,
  h: Tensor2D,
  c: Tensor2D,
  ofInput: tf.Variable,
  ofState: tf.Variable,
  bias: tf.Variable,
): { h: Tensor2D; c: Tensor2D } {
  const z = tf.add(
    tf.add(
      tf.matMul(x, ofInput as unknown as Tensor2D),
      tf.matMul(h, ofState as unknown as Tensor2D),
    ),
    bias,
  );
  const [i, f, g, o] = tf.split(z, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
  const next: Tensor2D = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
  return { h: tf.mul(tf.sigmoid(o), tf.tanh(next)), c: next };
}

/** uₜ [B, n] and the next state from ∇ₜ [B, n]. */
export function lstmStep(
  config: LstmConfig,
  weights: Weights,
  gradient: Tensor2D,
  state: State,
): { update: Tensor2D; state: Tensor2D[] } {
  let x = preprocess(config, tf.reshape(gradient, [-1, 1]));
  const next: Tensor2D[] = [];
  for (let l = 0; l < config.layers; l++) {
    const [ofInput, ofState, bias] = weights.slice(3 * l) as [
      tf.Variable,
      tf.Variable,
      tf.Variable,
    ];
    const [h0, c0] = state.slice(2 * l) as [Tensor2D, Tensor2D];
    const { h, c } = cell(x, h0, c0, ofInput, ofState, bias);
    next.push(h, c);
    x = h;
  }
  const [kernel, bias] = weights.slice(3 * config.layers) as [tf.Variable, tf.Variable];
  const output = tf.add(tf.matMul(x, kernel as unknown as Tensor2D), bias);
  return {
    update: tf.reshape(tf.mul(output, config.outputScale), gradient.shape),
    state: next,
  };
}
