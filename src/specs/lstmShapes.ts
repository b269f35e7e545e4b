/**
 * How the weights φ of the coordinatewise LSTM are laid out, as a flat vector and by name.
 *
 * The flat order is: for each layer `weight_ih` [4H, inputs], `weight_hh` [4H, H], `bias_ih` [4H]; then
 * `output.weight` [1, H] and `output.bias` [1]; each row by row, gates in the order i, f, g, o, as in PyTorch.
 * A file also has `bias_hh`; φ holds the sum of the two.
 */
import type { LearnedOptimizer, LstmConfig, NamedTensor, TrainingRecord } from './optimizer';

export interface TensorSlot {
  name: string;
  shape: number[];
  /** Place in the flat vector. */
  offset: number;
  size: number;
}

/** Features for each coordinate: 1 raw gradient, or 2 with preprocessing. */
export function inputFeatures(config: LstmConfig): number {
  return config.preprocess === 'none' ? 1 : 2;
}

/** Numbers that the preprocessing remembers of each coordinate: m, v and c of `rnnprop`. φ has no part in them. */
export function momentCount(config: LstmConfig): number {
  return config.preprocess === 'rnnprop' ? 3 : 0;
}

/** The named parts of φ, in their flat order. */
export function lstmTensorShapes(config: LstmConfig): TensorSlot[] {
  const h = config.hiddenUnits;
  const slots: TensorSlot[] = [];
  let offset = 0;
  const add = (name: string, shape: number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    slots.push({ name, shape, offset, size });
    offset += size;
  };
  for (let l = 0; l < config.layers; l++) {
    add(`cells.${l}.weight_ih`, [4 * h, l === 0 ? inputFeatures(config) : h]);
    add(`cells.${l}.weight_hh`, [4 * h, h]);
    add(`cells.${l}.bias_ih`, [4 * h]);
  }
  add('output.weight', [1, h]);
  add('output.bias', [1]);
  return slots;
}

/** How many numbers φ has: 5,061 for 2 × 20 without preprocessing. */
export function lstmWeightCount(config: LstmConfig): number {
  const last = lstmTensorShapes(config).at(-1);
  return last === undefined ? 0 : last.offset + last.size;
}

/** φ by the names of the optimizer file, without `bias_hh`. Values are copies. */
export function namedWeights(config: LstmConfig, phi: Float32Array): Record<string, NamedTensor> {
  return Object.fromEntries(
    lstmTensorShapes(config).map(({ name, shape, offset, size }) => [
      name,
      { shape, values: phi.slice(offset, offset + size) },
    ]),
  );
}

/** The optimizer that has the weights φ, ready to be written to a file. */
export function learnedOptimizerFromPhi(
  config: LstmConfig,
  phi: Float32Array,
  training: TrainingRecord,
): LearnedOptimizer {
  const tensors = namedWeights(config, phi);
  for (let l = 0; l < config.layers; l++) {
    tensors[`cells.${l}.bias_hh`] = {
      shape: [4 * config.hiddenUnits],
      values: new Float32Array(4 * config.hiddenUnits),
    };
  }
  return { config, tensors, training, extra: {} };
}

/**
 * φ of an optimizer; `bias_hh` is added to `bias_ih`.
 *
 * @throws Error naming the tensor that is missing or of the wrong length (a file that was read has been checked)
 */
export function phiFromLearnedOptimizer(optimizer: LearnedOptimizer): Float32Array {
  const { config, tensors } = optimizer;
  const phi = new Float32Array(lstmWeightCount(config));
  for (const { name, offset, size } of lstmTensorShapes(config)) {
    const values = tensors[name]?.values;
    if (values?.length !== size) {
      throw new Error(`tensor ${name} has ${values?.length ?? 0} numbers, expected ${size}`);
    }
    phi.set(values, offset);
    const second = tensors[name.replace('bias_ih', 'bias_hh')]?.values;
    if (name.endsWith('bias_ih') && second !== undefined) {
      for (const [i, value] of second.entries()) phi[offset + i] = (phi[offset + i] ?? 0) + value;
    }
  }
  return phi;
}
