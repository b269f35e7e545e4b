/** Floating-point operations that the LSTM needs, counted from the shapes. */
import { inputFeatures } from '../../src/specs/lstmShapes';
import type { LstmConfig } from '../../src/specs/optimizer';

/**
 * Operations of one coordinate and step in the matrix products, forward: 2 (a product and a sum) for each weight that
 * is not a bias. Activations and sums of gates are not counted, as is usual: a share of the peak is then never flattered.
 */
export function forwardFlops(config: LstmConfig): number {
  const h = config.hiddenUnits;
  let weights = h;
  for (let l = 0; l < config.layers; l++) {
    weights += 4 * h * ((l === 0 ? inputFeatures(config) : h) + h);
  }
  return 2 * weights;
}

/** Backward twice as many: one product for the cotangents of the inputs, one for those of the weights. */
export const backwardFlops = (config: LstmConfig): number => 2 * forwardFlops(config);
