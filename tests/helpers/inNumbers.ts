/** Losses and gradients in plain float64 numbers, straight from the equations: what kernels are compared with. */

import type { Minibatch, Mlp } from '../../src/optimizees/mlp';
import type { Activation } from '../../src/specs/task';

/** f and ∇f of a quadratic in float64. */
export function quadraticInNumbers(w: Float32Array, y: Float32Array, theta: ArrayLike<number>) {
  const n = y.length;
  const point = Array.from(theta);
  const at = (i: number, j: number) => w[i * n + j] ?? Number.NaN;
  const r = Array.from(y, (value, i) => point.reduce((sum, x, j) => sum + at(i, j) * x, -value));
  return {
    loss: r.reduce((sum, value) => sum + value * value, 0),
    gradient: r.map((_, j) => 2 * r.reduce((sum, value, i) => sum + at(i, j) * value, 0)),
  };
}

/** f and ∇f of networks in float64, by the equations at `Mlp`. */
export async function networkInNumbers(
  network: Mlp,
  activation: Activation,
  { inputs, labels }: Minibatch,
  theta: ArrayLike<number>,
): Promise<{ loss: number[]; gradient: number[] }> {
  const { problems, coordinates, layers } = network;
  const [examples = 0, width = 0] = inputs.shape.slice(-2);
  const x = await inputs.data();
  const y = await labels.data();
  const loss = new Array<number>(problems).fill(0);
  const gradient = new Array<number>(problems * coordinates).fill(0);
  const at = (numbers: ArrayLike<number>, i: number) => numbers[i] ?? Number.NaN;
  const { act, slope } = ACTIVATIONS[activation];
  for (let b = 0; b < problems; b++) {
    for (let e = 0; e < examples; e++) {
      const example = (inputs.rank === 3 ? b * examples : 0) + e;
      const outputs = [Array.from(x.subarray(example * width, (example + 1) * width), Number)];
      for (const [k, { rows, columns, start }] of layers.entries()) {
        const weights = b * coordinates + start;
        const input = outputs[k] ?? [];
        outputs.push(
          Array.from({ length: columns }, (_, c) => {
            const z = input.reduce(
              (sum, a, r) => sum + a * at(theta, weights + r * columns + c),
              at(theta, weights + rows * columns + c),
            );
            return k === layers.length - 1 ? z : act(z);
          }),
        );
      }
      const z = outputs.at(-1) ?? [];
      const most = Math.max(...z);
      const total = z.reduce((sum, value) => sum + Math.exp(value - most), 0);
      const label = at(y, (labels.rank === 2 ? b * examples : 0) + e);
      loss[b] = at(loss, b) + (Math.log(total) + most - at(z, label)) / examples;
      let delta = z.map(
        (value, c) => (Math.exp(value - most) / total - (c === label ? 1 : 0)) / examples,
      );
      for (let k = layers.length - 1; k >= 0; k--) {
        const { rows, columns, start } = layers[k] ?? { rows: 0, columns: 0, start: 0 };
        const weights = b * coordinates + start;
        const input = outputs[k] ?? [];
        const add = (i: number, value: number) => {
          gradient[weights + i] = at(gradient, weights + i) + value;
        };
        input.forEach((a, r) => {
          delta.forEach((d, c) => {
            add(r * columns + c, a * d);
          });
        });
        delta.forEach((d, c) => {
          add(rows * columns + c, d);
        });
        const below = delta;
        delta = input.map((a, r) => {
          return (
            slope(a) * below.reduce((s, d, c) => s + d * at(theta, weights + r * columns + c), 0)
          );
        });
      }
    }
  }
  return { loss, gradient };
}

/**
 * A network's outputs z in float64, without the way back.
 *
 * @param inputs [examples × inputs]
 * @param theta of this network alone
 * @returns [examples × classes]
 */
export function logitsInNumbers(
  layers: Mlp['layers'],
  activation: Activation,
  inputs: Float32Array,
  theta: Float32Array,
): Float64Array {
  const { act } = ACTIVATIONS[activation];
  let a = Float64Array.from(inputs);
  for (const [k, { rows, columns, start }] of layers.entries()) {
    const examples = a.length / rows;
    const z = new Float64Array(examples * columns);
    for (let e = 0; e < examples; e++) {
      for (let c = 0; c < columns; c++) {
        let sum = theta[start + rows * columns + c] as number;
        for (let r = 0; r < rows; r++) {
          sum += (a[e * rows + r] as number) * (theta[start + r * columns + c] as number);
        }
        z[e * columns + c] = k === layers.length - 1 ? sum : act(sum);
      }
    }
    a = z;
  }
  return a;
}

/** Remembers what was computed under a name: for what every backend is compared with. */
export function kept<T>(): (name: string, compute: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (name, compute) => {
    const found = known.get(name) ?? compute();
    known.set(name, found);
    return found;
  };
}

const ACTIVATIONS: Record<Activation, { act(z: number): number; slope(a: number): number }> = {
  sigmoid: { act: (z) => 1 / (1 + Math.exp(-z)), slope: (a) => a * (1 - a) },
  tanh: { act: Math.tanh, slope: (a) => 1 - a * a },
  relu: { act: (z) => Math.max(0, z), slope: (a) => (a > 0 ? 1 : 0) },
};
