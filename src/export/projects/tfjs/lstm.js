// @ts-check
/** What the learned optimizer computes: a small LSTM that all coordinates share. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * What the weights alone do not say.
 *
 * @typedef {object} Settings
 * @property {number} layers
 * @property {number} hiddenUnits
 * @property {'none' | 'log-sign' | 'rnnprop'} preprocess the gradient itself; Appendix A of the paper; Lv et al., 2017
 * @property {number} p Appendix A's p: gradients below e⁻ᵖ are passed linearly
 * @property {number} outputScale what the output is multiplied by
 * @property {'linear' | 'tanh'} output
 */

/**
 * Wˡ [4H, inputs + H + 1] of each layer, and w [1, H + 1]; the last column is the bias.
 *
 * @typedef {{ cells: tf.Tensor2D[], output: tf.Tensor2D }} Weights
 */

/** @typedef {[tf.Tensor2D, tf.Tensor2D]} Pair */

const MOMENT_DECAY = 0.95;
/** Of `rnnprop`: m, v and their weight. */
const MOMENTS = 3;
/**
 * Numbers of state for each coordinate.
 *
 * @param {Settings} settings
 */
export function stateRows({ layers, hiddenUnits, preprocess }) {
  return 2 * layers * hiddenUnits + (preprocess === 'rnnprop' ? MOMENTS : 0);
}

/**
 * One step of the LSTM for N coordinates, one in each column.
 *
 *     z = Wˡ [xˡ; hˡ; 1]                          rows split as i, f, g, o
 *     cˡ ← σ(f) ⊙ cˡ + σ(i) ⊙ tanh(g)
 *     hˡ ← σ(o) ⊙ tanh(cˡ),   xˡ⁺¹ = hˡ
 *     u = outputScale · w [hᴸ; 1]                 or outputScale · tanh(w [hᴸ; 1])
 *
 * @param {Settings} settings
 * @param {Weights} weights
 * @param {tf.Tensor2D} gradient [1, N]
 * @param {tf.Tensor2D} state [rows, N]
 * @returns {{ update: tf.Tensor2D, state: tf.Tensor2D }}
 */
export function lstmStep(settings, weights, gradient, state) {
  const { layers, hiddenUnits, output, outputScale, preprocess } = settings;
  const moments = preprocess === 'rnnprop' ? Array(MOMENTS).fill(1) : [];
  const rows = [...Array(2 * layers).fill(hiddenUnits), ...moments];
  const before = /** @type {tf.Tensor2D[]} */ (tf.split(state, rows, 0));
  const ones = tf.onesLike(gradient);
  const read = features(settings, gradient, before.slice(2 * layers));
  /** @type {tf.Tensor[]} */
  const after = [];
  /** @type {tf.Tensor} */
  let x = read.features;
  for (const [l, weight] of weights.cells.entries()) {
    const [h0, c0] = /** @type {Pair} */ (before.slice(2 * l, 2 * l + 2));
    const z = tf.matMul(weight, tf.concat([x, h0, ones], 0));
    const [i, f, g, o] = /** @type {[...Pair, ...Pair]} */ (tf.split(z, 4, 0));
    const c = tf.add(tf.mul(tf.sigmoid(f), c0), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    x = tf.mul(tf.sigmoid(o), tf.tanh(c));
    after.push(x, c);
  }
  const linear = tf.matMul(weights.output, tf.concat([x, ones], 0));
  const bounded = output === 'tanh' ? tf.tanh(linear) : linear;
  return {
    update: tf.mul(bounded, outputScale),
    state: /** @type {tf.Tensor2D} */ (tf.concat([...after, ...read.moments], 0)),
  };
}

/**
 * What the LSTM reads of each gradient [F, N], and the next moments.
 *
 * @param {Settings} settings
 * @param {tf.Tensor2D} g [1, N]
 * @param {readonly tf.Tensor2D[]} moments
 * @returns {{ features: tf.Tensor2D, moments: tf.Tensor2D[] }}
 */
function features({ preprocess, p }, g, moments) {
  if (preprocess === 'none') return { features: g, moments: [] };
  if (preprocess === 'log-sign') {
    // (log|g| / p, sgn g) where |g| ≥ e⁻ᵖ, else (−1, eᵖ g): the same without a branch.
    const magnitude = tf.div(tf.log(tf.maximum(tf.abs(g), Math.exp(-p))), p);
    const direction = tf.clipByValue(tf.mul(g, Math.exp(p)), -1, 1);
    return { features: rowsOf(magnitude, direction), moments: [] };
  }
  // (m / c / (√(v / c) + ε), g / (√(v / c) + ε)) of moving averages of g, g² and 1.
  const now = [g, tf.square(g), tf.onesLike(g)];
  const averages = moments.map((before, i) =>
    tf.add(tf.mul(before, MOMENT_DECAY), tf.mul(now[i] ?? g, 1 - MOMENT_DECAY)),
  );
  const [m, v, c] = /** @type {[...Pair, tf.Tensor2D]} */ (averages);
  const size = tf.add(tf.sqrt(tf.maximum(tf.div(v, c), 1e-36)), 1e-8);
  return { features: rowsOf(tf.div(tf.div(m, c), size), tf.div(g, size)), moments: [m, v, c] };
}

/**
 * @param {tf.Tensor} first
 * @param {tf.Tensor} second
 * @returns {tf.Tensor2D}
 */
function rowsOf(first, second) {
  return /** @type {tf.Tensor2D} */ (tf.concat([first, second], 0));
}

/**
 * @param {Settings} settings
 * @param {Float32Array} phi
 * @returns {Weights}
 */
export function weightTensors({ layers, hiddenUnits, preprocess }, phi) {
  let at = 0;
  /** @param {number} rows @param {number} columns */
  const take = (rows, columns) => {
    const size = rows * columns;
    const part = tf.tensor2d(phi.subarray(at, at + size).slice(), [rows, columns]);
    at += size;
    return part;
  };
  /** The optimizer may be made in somebody else's tidy. @param {tf.Tensor2D[]} columns */
  const joined = (...columns) => tf.keep(tf.concat2d(columns, 1));
  return tf.tidy(() => {
    const cells = Array.from({ length: layers }, (_, l) => {
      const inputs = l > 0 ? hiddenUnits : preprocess === 'none' ? 1 : 2;
      const rows = 4 * hiddenUnits;
      return joined(take(rows, inputs), take(rows, hiddenUnits), take(rows, 1));
    });
    return { cells, output: joined(take(1, hiddenUnits), take(1, 1)) };
  });
}
