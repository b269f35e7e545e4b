/**
 * The coordinatewise LSTM with jax-js, as its README would have it written: plain numpy, to be traced by `jit` and
 * `grad`. A function consumes what it is given, so that every use but the last takes `.ref`.
 */
import { nn, numpy as np } from '@jax-js/jax';
import type { LstmConfig } from '../../src/specs/optimizer';

export type JaxArray = np.Array;

/** The paper's Appendix A, or the gradient itself: ∇ [N, 1] to [N, features]. */
function preprocess(config: LstmConfig, gradient: JaxArray): JaxArray {
  if (config.preprocess === 'none') return gradient;
  const { p } = config;
  const magnitude = np.log(np.maximum(np.absolute(gradient.ref), Math.exp(-p))).div(p);
  const direction = np.clip(gradient.mul(Math.exp(p)), -1, 1);
  return np.concatenate([magnitude, direction], 1);
}

function cell(
  x: JaxArray,
  h: JaxArray,
  c: JaxArray,
  ofInput: JaxArray,
  ofState: JaxArray,
  bias: JaxArray,
): { h: JaxArray; c: JaxArray } {
  // One product with the two joined takes two and a half times as long.
  const z = np.matmul(x, ofInput).add(np.matmul(h, ofState)).add(bias);
  const [i, f, g, o] = np.split(z, 4, 1) as [JaxArray, JaxArray, JaxArray, JaxArray];
  const next = nn
    .sigmoid(f)
    .mul(c)
    .add(nn.sigmoid(i).mul(np.tanh(g)));
  return { h: nn.sigmoid(o).mul(np.tanh(next.ref)), c: next };
}

/**
 * uₜ [B, n] and the next state from ∇ₜ [B, n]. The weights stay the caller's; the gradient and the state are consumed.
 *
 * @param weights kernels for input and state and the bias of each layer, then the output's
 * @param state h and c [N, H] of each layer
 */
export function lstmStep(
  config: LstmConfig,
  weights: readonly JaxArray[],
  gradient: JaxArray,
  state: readonly JaxArray[],
): { update: JaxArray; state: JaxArray[] } {
  const { shape } = gradient;
  let x = preprocess(config, gradient.reshape([-1, 1]));
  const next: JaxArray[] = [];
  for (let l = 0; l < config.layers; l++) {
    const [ofInput, ofState, bias] = weights.slice(3 * l) as [JaxArray, JaxArray, JaxArray];
    const [h0, c0] = state.slice(2 * l) as [JaxArray, JaxArray];
    const { h, c } = cell(x, h0, c0, ofInput.ref, ofState.ref, bias.ref);
    next.push(h.ref, c);
    x = h;
  }
  const [kernel, bias] = weights.slice(3 * config.layers) as [JaxArray, JaxArray];
  const output = np.matmul(x, kernel.ref).add(bias.ref);
  return { update: output.mul(config.outputScale).reshape(shape), state: next };
}
