import { type Tensor, tf } from '../../runtime/tf';
import { LabError } from '../../specs/errors';
import type { MlpShape } from './layers';

/**
 * The examples of one step, N of them: for all networks the same, or for each its own.
 * Tensors made while the minibatch is asked for are disposed of after the step; tensors that were there before
 * are left alone, and may be given again at other steps: they are not copied anew each time.
 */
export interface Minibatch {
  /** [N, inputs], or [B, N, inputs] */
  inputs: tf.Tensor2D | tf.Tensor3D;
  /** Class indices (int32): [N], or [B, N] */
  labels: tf.Tensor1D | tf.Tensor2D;
}

/** A minibatch that was looked at. Network b takes set b mod S of either. */
export interface Examples {
  /** As it was given. */
  given: Minibatch;
  /** [S, N, inputs] */
  inputs: tf.Tensor3D;
  /** [S, N], each a class that there is */
  labels: tf.Tensor2D;
}

/**
 * The minibatch with an axis for the sets.
 *
 * @param sets how many networks have a set of their own, where they have
 * @throws LabError `bad-input` where shapes do not fit the network or each other, or a label is not one of the classes
 */
export function checkedExamples(minibatch: Minibatch, shape: MlpShape, sets: number): Examples {
  const inputs = withSets<tf.Tensor3D>(minibatch.inputs, 3);
  const labels = withSets<tf.Tensor2D>(minibatch.labels, 2);
  const [inputSets, count, width] = inputs.shape;
  const fits =
    width === shape.inputs &&
    count > 0 &&
    inputs.dtype === 'float32' &&
    labels.dtype === 'int32' &&
    labels.shape[1] === count &&
    [inputSets, labels.shape[0]].every((given) => given === 1 || given === sets);
  if (!fits) {
    throw refused(
      `A minibatch for ${sets} networks with ${shape.inputs} inputs cannot be of ${described(minibatch.inputs)} and ${described(minibatch.labels)}.`,
      'Give inputs [N, inputs] or [networks, N, inputs] as float32, and labels [N] or [networks, N] as int32.',
    );
  }
  const range = labelRange(minibatch.labels);
  if (range !== null && !(range.least >= 0 && range.most < shape.classes)) {
    throw refused(
      `A minibatch has the labels ${range.least} to ${range.most}, but there are ${shape.classes} classes.`,
      `Labels are whole numbers from 0 to ${shape.classes - 1}.`,
    );
  }
  return { given: minibatch, inputs, labels };
}

const described = ({ dtype, shape }: Tensor) => `${dtype} [${shape.join(', ')}]`;

const refused = (message: string, remedy: string) =>
  new LabError({ code: 'bad-input', message, remedy });

function withSets<T extends Tensor>(tensor: Tensor, rank: number): T {
  return (tensor.rank === rank ? tensor : tf.expandDims(tensor, 0)) as T;
}

interface Range {
  least: number;
  most: number;
}

/** By the tensors' data, which never change. */
const ranges = new WeakMap<object, Range>();

/** The smallest and the largest label; null where they are known to the graphics device only, which would have to wait. */
function labelRange(labels: Tensor): Range | null {
  let range = ranges.get(labels.dataId);
  if (range !== undefined) return range;
  const values = valuesAtHand(labels);
  if (values === null) return null;
  range = { least: 0, most: 0 };
  for (const value of values) {
    range.least = Math.min(range.least, value);
    range.most = Math.max(range.most, value);
  }
  ranges.set(labels.dataId, range);
  return range;
}

/** What TensorFlow.js' WebGPU backend keeps of a tensor that was made from numbers. */
interface KeptValues {
  tensorMap: { get(dataId: object): { values?: Int32Array | null } | undefined };
}

function valuesAtHand(tensor: Tensor): Int32Array | null {
  if (tf.getBackend() !== 'webgpu') return tensor.dataSync<'int32'>() as Int32Array;
  const backend = tf.backend() as unknown as KeptValues;
  return backend.tensorMap.get(tensor.dataId)?.values ?? null;
}
