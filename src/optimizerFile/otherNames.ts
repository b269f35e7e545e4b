/** Names that PyTorch's modules give to the same tensors, for files without our metadata. */
import type { StoredTensor } from './safetensors';

type Tensors = Map<string, StoredTensor>;

const PARTS = 'weight_ih|weight_hh|bias_ih|bias_hh';
/** `cells.0.weight_ih`, or any name for the list and any group in front: `module.lstms.0.weight_ih`. */
const CELL_IN_LIST = new RegExp(`^(?:.*\\.)?\\w+\\.(\\d+)\\.(${PARTS})$`);
/** `weight_ih_l0` of an `nn.LSTM`, with any group in front: `lstm.weight_ih_l0`. */
const LAYER_OF_LSTM = new RegExp(`^(?:.*\\.)?(${PARTS})_l(\\d+)$`);
/** `output.weight`, or any name for the linear layer: `net.linear.bias`. */
const LINEAR = /^(?:.*\.)?\w+\.(weight|bias)$/;

/**
 * The tensors by our names, `cells.{l}.weight_ih`, …, `output.bias`, where theirs differ in groups in front
 * (`module.`), in the names of the modules, or by being an `nn.LSTM`'s. Names that cannot be told apart so stay as they
 * are, all of them: whoever checks them then says which are missing.
 */
export function withOurNames(tensors: Tensors): Tensors {
  const renamed = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) {
    const ours = ourName(name);
    if (ours === undefined || renamed.has(ours)) return tensors;
    renamed.set(ours, tensor);
  }
  return renamed;
}

function ourName(name: string): string | undefined {
  const cell = CELL_IN_LIST.exec(name);
  if (cell !== null) return `cells.${Number(cell[1])}.${cell[2]}`;
  const layer = LAYER_OF_LSTM.exec(name);
  if (layer !== null) return `cells.${Number(layer[2])}.${layer[1]}`;
  const linear = LINEAR.exec(name);
  return linear === null ? undefined : `output.${linear[1]}`;
}
