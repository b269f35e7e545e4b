/**
 * φ as a textbook LSTM has it: for each layer kernels for the input [inputs, 4H] and the state [H, 4H] and a bias [4H],
 * gates i, f, g, o, then the output's [H, 1] and [1]: our own layout (specs/lstmShapes.ts) with matrices transposed.
 * For the contenders that know nothing of that layout, and back for the comparison.
 */
import { lstmTensorShapes, lstmWeightCount } from '../../src/specs/lstmShapes';
import type { LstmConfig } from '../../src/specs/optimizer';

export interface TextbookTensor {
  shape: number[];
  values: Float32Array;
}

/** The matrix [columns, rows] from one of [rows, columns]. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    result[(i % columns) * rows + Math.floor(i / columns)] = values[i] as number;
  }
  return result;
}

export function textbookWeights(config: LstmConfig, phi: Float32Array): TextbookTensor[] {
  return lstmTensorShapes(config).map(({ shape, offset, size }) => {
    const values = phi.slice(offset, offset + size);
    const [rows, columns] = shape;
    if (rows === undefined || columns === undefined) return { shape, values };
    return { shape: [columns, rows], values: transposed(values, rows, columns) };
  });
}

/** The inverse: also for gradients. */
export function flatWeights(config: LstmConfig, tensors: readonly Float32Array[]): Float32Array {
  const phi = new Float32Array(lstmWeightCount(config));
  for (const [i, { shape, offset }] of lstmTensorShapes(config).entries()) {
    const values = tensors[i] as Float32Array;
    const [rows, columns] = shape;
    phi.set(
      rows === undefined || columns === undefined ? values : transposed(values, columns, rows),
      offset,
    );
  }
  return phi;
}
