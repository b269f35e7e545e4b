/** Random weights, gradients and cotangents for the LSTM, and what an implementation makes of them. */

import type { UnrollTape } from '../../src/optimizers/learnedRule';
import type { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { initialLstmWeights } from '../../src/optimizers/lstm/weights';
import { disposeState } from '../../src/optimizers/optimizer';
import { type Control, freeRunning } from '../../src/runtime/control';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../../src/runtime/tf';
import type { LstmConfig } from '../../src/specs/optimizer';
import { readAll } from './engine';

export interface Trial {
  phi: Float32Array;
  gradients: Float32Array[];
  cotangents: Float32Array[];
}

/** Weights with biases of every kind, gradients over many magnitudes, λ as of a mean. */
export function lstmTrial(config: LstmConfig, coordinates: number, steps: number): Trial {
  const rng = RandomStream.of(7, 'kernel', coordinates, JSON.stringify(config));
  const weights = initialLstmWeights(config, rng);
  const noise = rng.normals(weights.length, 0.1);
  const rows = (scale: () => number) =>
    Array.from({ length: steps }, () => rng.normals(coordinates).map((value) => value * scale()));
  return {
    phi: weights.map((weight, i) => weight + (noise[i] ?? 0)),
    gradients: rows(() => 10 ** (4 * rng.uniform() - 3)),
    cotangents: rows(() => 1 / coordinates),
  };
}

export interface Unrolled {
  updates: number[];
  state: number[];
  /** dL/dφ */
  weights: number[];
  /** dL/d∇ of every step, the last one first; empty where it was not asked for. */
  inputs: number[];
}

/** Steps forward and the way back; `through` asks for dL/d∇ as well. */
export async function unrollTrial(
  open: (phi: Tensor1D, coordinates: number) => UnrollTape,
  { phi, gradients, cotangents }: Trial,
  { through = false, control = freeRunning }: { through?: boolean; control?: Control } = {},
): Promise<Unrolled> {
  const row = (values: Float32Array): Tensor2D => tf.tensor2d(values, [1, values.length]);
  const flatPhi = tf.tensor1d(phi);
  const tape = open(flatPhi, gradients[0]?.length ?? 0);
  const updates = gradients.map((values) => {
    const gradient = row(values);
    const update = tape.step(gradient);
    gradient.dispose();
    return update;
  });
  const inputs: Tensor2D[] = [];
  const back = async (): Promise<Tensor1D> => {
    if (!through) {
      const lambdas = cotangents.map(row);
      return tape.backward(lambdas, control).finally(() => tf.dispose(lambdas));
    }
    const full = await tape.backwardThrough((t, behind) => {
      if (behind !== null) inputs.push(behind.clone());
      return row(cotangents[t] as Float32Array);
    }, control);
    if (full.firstGradient !== null) inputs.push(full.firstGradient);
    return full.weights;
  };
  let weights: Tensor1D;
  try {
    weights = await back();
  } catch (thrown) {
    tape.dispose();
    tf.dispose([flatPhi, updates, inputs]);
    throw thrown;
  }
  const state = tape.close();
  const result = {
    updates: await readAll(updates),
    state: await readAll(state.tensors),
    weights: Array.from(await readFloats(weights)),
    inputs: await readAll(inputs),
  };
  disposeState(state);
  tf.dispose([flatPhi, updates, weights, inputs]);
  return result;
}

/** A rule's own tape from its own initial state. */
export function openOf(rule: LstmRule): (phi: Tensor1D, coordinates: number) => UnrollTape {
  return (phi, coordinates) => rule.openTape(phi, rule.initialState(1, coordinates));
}
