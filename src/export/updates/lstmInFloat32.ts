/**
 * The coordinatewise LSTM in plain numbers, each rounded to float32: what `optimizers/lstm/definition.ts` computes,
 * where there is no TensorFlow.js (the page's thread, which makes the projects). A test compares the two.
 */
import { inputFeatures, lstmTensorShapes } from '../../specs/lstmShapes';
import type { LstmConfig } from '../../specs/optimizer';

const { fround, exp, log, abs, sqrt, tanh, max, min } = Math;
const sigmoid = (z: number): number => fround(1 / (1 + exp(-z)));
/** Of `rnnprop`: see optimizers/lstm/preprocess.ts. */
const DECAY = 0.95;
const EPSILON = 1e-8;
const LEAST_SQUARE = 1e-36;

/** One coordinate's memory: h and c of each layer [H], and m, v, c of `rnnprop`. */
interface State {
  h: Float32Array[];
  c: Float32Array[];
  moments: { m: number; v: number; c: number };
}

/**
 * @param phi φ in the flat order of `lstmTensorShapes`
 * @param gradients ∇ [steps][coordinates]
 * @returns updates u [steps][coordinates]
 */
export function lstmUpdates(
  config: LstmConfig,
  phi: Float32Array,
  gradients: readonly Float32Array[],
): Float32Array[] {
  const states = Array.from(gradients[0] ?? [], () => zeroState(config));
  return gradients.map((gradient) =>
    Float32Array.from(states, (state, i) => update(config, phi, gradient[i] ?? 0, state)),
  );
}

function zeroState({ layers, hiddenUnits }: LstmConfig): State {
  const zeros = () => Array.from({ length: layers }, () => new Float32Array(hiddenUnits));
  return { h: zeros(), c: zeros(), moments: { m: 0, v: 0, c: 0 } };
}

/** u of one coordinate; changes its state. */
function update(config: LstmConfig, phi: Float32Array, gradient: number, state: State): number {
  const { layers, hiddenUnits, outputScale, output } = config;
  const slots = lstmTensorShapes(config);
  const part = (index: number): Float32Array => {
    const { offset = 0, size = 0 } = slots[index] ?? {};
    return phi.subarray(offset, offset + size);
  };
  let x = features(config, gradient, state);
  for (let l = 0; l < layers; l++) {
    const [weightIh, weightHh, bias] = [part(3 * l), part(3 * l + 1), part(3 * l + 2)];
    const h = state.h[l] ?? new Float32Array(hiddenUnits);
    const c = state.c[l] ?? new Float32Array(hiddenUnits);
    const z = Array.from(bias, (b, row) =>
      fround(dot(weightIh, row, x) + dot(weightHh, row, h) + b),
    );
    const gate = (which: number, unit: number) => z[which * hiddenUnits + unit] ?? 0;
    for (let unit = 0; unit < hiddenUnits; unit++) {
      const kept = fround(sigmoid(gate(1, unit)) * (c[unit] ?? 0));
      c[unit] = kept + fround(sigmoid(gate(0, unit)) * fround(tanh(gate(2, unit))));
      h[unit] = sigmoid(gate(3, unit)) * fround(tanh(c[unit] ?? 0));
    }
    x = h;
  }
  const [weight, bias] = [part(3 * layers), part(3 * layers + 1)];
  const linear = fround(dot(weight, 0, x) + (bias[0] ?? 0));
  return fround((output === 'tanh' ? fround(tanh(linear)) : linear) * outputScale);
}

/** Row `row` of a matrix of as many columns as x has numbers, times x. */
function dot(matrix: Float32Array, row: number, x: Float32Array): number {
  const start = row * x.length;
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += (matrix[start + k] ?? 0) * (x[k] ?? 0);
  return fround(sum);
}

function features(config: LstmConfig, g: number, { moments }: State): Float32Array {
  const x = new Float32Array(inputFeatures(config));
  switch (config.preprocess) {
    case 'none':
      x[0] = g;
      return x;
    case 'log-sign':
      x[0] = fround(log(max(abs(g), fround(exp(-config.p))))) / config.p;
      x[1] = max(-1, min(1, fround(g * fround(exp(config.p)))));
      return x;
    case 'rnnprop': {
      const average = (before: number, now: number) =>
        fround(fround(before * fround(DECAY)) + fround(now * fround(1 - DECAY)));
      moments.m = average(moments.m, g);
      moments.v = average(moments.v, fround(g * g));
      moments.c = average(moments.c, 1);
      const root = fround(sqrt(max(fround(moments.v / moments.c), LEAST_SQUARE)));
      const size = fround(root + fround(EPSILON));
      x[0] = fround(moments.m / moments.c) / size;
      x[1] = g / size;
      return x;
    }
  }
}
