/** φ of the LSTM as tensors, and how a fresh φ is drawn. The flat order is that of specs/lstmShapes.ts. */
import type { RandomStream } from '../../runtime/random';
import { type Tensor, type Tensor1D, tf } from '../../runtime/tf';
import { inputFeatures, lstmTensorShapes, lstmWeightCount } from '../../specs/lstmShapes';
import type { LstmConfig } from '../../specs/optimizer';

/** φ [P] → W [4H, inputs + H + 1] of each layer, then w [1, H + 1]; the last column is the bias. */
export function unflattenLstm(config: LstmConfig, phi: Tensor1D): Tensor[] {
  const parts = lstmTensorShapes(config).map(({ shape: [rows = 1, columns = 1], offset, size }) =>
    tf.reshape(tf.slice(phi, offset, size), [rows, columns]),
  );
  const weights: Tensor[] = [];
  for (let l = 0; l < config.layers; l++) weights.push(tf.concat(parts.slice(3 * l, 3 * l + 3), 1));
  return [...weights, tf.concat(parts.slice(3 * config.layers), 1)];
}

/** The inverse of `unflattenLstm`. */
export function flattenLstm(config: LstmConfig, weights: readonly Tensor[]): Tensor1D {
  const h = config.hiddenUnits;
  const parts = weights.flatMap((w, l) => {
    const columns = l === config.layers ? [h, 1] : [l === 0 ? inputFeatures(config) : h, h, 1];
    return tf.split(w, columns, 1);
  });
  return tf.concat1d(parts.map((part) => tf.reshape(part, [-1]) as Tensor1D));
}

/**
 * A fresh φ: weights from normals cut off at 2σ with σ = 1/√(inputs of the product), as the paper's own code
 * draws them; biases 0 but for the forget gate's, which is 1.
 */
export function initialLstmWeights(config: LstmConfig, rng: RandomStream): Float32Array {
  const h = config.hiddenUnits;
  const phi = new Float32Array(lstmWeightCount(config));
  for (const { name, offset, size } of lstmTensorShapes(config)) {
    if (name.endsWith('bias_ih')) {
      phi.fill(1, offset + h, offset + 2 * h);
    } else if (name !== 'output.bias') {
      const layerInputs = name.startsWith('cells.0.') ? inputFeatures(config) : h;
      const fanIn = name === 'output.weight' ? h : layerInputs + h;
      phi.set(rng.fork(name).truncatedNormals(size, 1 / Math.sqrt(fanIn)), offset);
    }
  }
  return phi;
}
