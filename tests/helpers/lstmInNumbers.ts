/** The coordinatewise LSTM in plain float64 numbers, one coordinate at a time, straight from the equations. */
import { lstmTensorShapes } from '../../src/specs/lstmShapes';
import type { LstmConfig } from '../../src/specs/optimizer';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const at = (numbers: ArrayLike<number>, i: number): number => numbers[i] ?? Number.NaN;

/** Features of each gradient in turn; `rnnprop` looks back at those before. */
export function featuresInNumbers(
  { preprocess, p }: LstmConfig,
  gradients: readonly number[],
): number[][] {
  let [m, v] = [0, 0];
  return gradients.map((g, t) => {
    switch (preprocess) {
      case 'none':
        return [g];
      case 'log-sign':
        return Math.abs(g) >= Math.exp(-p)
          ? [Math.log(Math.abs(g)) / p, Math.sign(g)]
          : [-1, Math.exp(p) * g];
      case 'rnnprop': {
        m = 0.95 * m + 0.05 * g;
        v = 0.95 * v + 0.05 * g * g;
        const c = 1 - 0.95 ** (t + 1);
        const size = Math.sqrt(v / c) + 1e-8;
        return [m / c / size, g / size];
      }
    }
    throw new Error('no such preprocessing');
  });
}

/** u of each step for the gradients of one coordinate. */
export function updatesInNumbers(
  config: LstmConfig,
  phi: ArrayLike<number>,
  gradients: readonly number[],
): number[] {
  const { layers, hiddenUnits: H, outputScale, output } = config;
  const slots = lstmTensorShapes(config);
  const zeros = () => new Array<number>(H).fill(0);
  const state = Array.from({ length: layers }, () => ({ h: zeros(), c: zeros() }));
  return featuresInNumbers(config, gradients).map((features) => {
    let x = features;
    for (const [l, { h, c }] of state.entries()) {
      const [ih, hh, bias] = [0, 1, 2].map((i) => slots[3 * l + i]?.offset ?? Number.NaN) as [
        number,
        number,
        number,
      ];
      const z = Array.from({ length: 4 * H }, (_, row) => {
        let sum = at(phi, bias + row);
        for (const [k, value] of x.entries()) sum += at(phi, ih + row * x.length + k) * value;
        for (const [k, value] of h.entries()) sum += at(phi, hh + row * H + k) * value;
        return sum;
      });
      const next = c.map(
        (old, j) => sigmoid(at(z, H + j)) * old + sigmoid(at(z, j)) * Math.tanh(at(z, 2 * H + j)),
      );
      const out = next.map((value, j) => sigmoid(at(z, 3 * H + j)) * Math.tanh(value));
      state[l] = { h: out, c: next };
      x = out;
    }
    const weights = slots[3 * layers]?.offset ?? Number.NaN;
    const y = x.reduce((sum, h, j) => sum + at(phi, weights + j) * h, at(phi, weights + H));
    return outputScale * (output === 'tanh' ? Math.tanh(y) : y);
  });
}

/** Σₜ ⟨λₜ, uₜ⟩ over all coordinates: what a tape's backward pass differentiates. */
export function pairing(
  config: LstmConfig,
  phi: ArrayLike<number>,
  gradients: readonly ArrayLike<number>[],
  cotangents: readonly ArrayLike<number>[],
): number {
  const coordinates = gradients[0]?.length ?? 0;
  let sum = 0;
  for (let i = 0; i < coordinates; i++) {
    const own = gradients.map((row) => at(row, i));
    for (const [t, u] of updatesInNumbers(config, phi, own).entries()) {
      sum += at(cotangents[t] ?? [], i) * u;
    }
  }
  return sum;
}
