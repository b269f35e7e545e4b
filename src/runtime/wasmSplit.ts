/**
 * A quicker SplitV for TensorFlow.js' WebAssembly backend. Its own copies the whole input once for every part; this
 * one copies each part once, where the parts lie one after the other in memory (the split axis is the first that is
 * longer than 1). Other splits go to the original.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, SplitVAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from './tf';

const NAME = 'SplitV';

let installed = false;

/** To be called once the WebAssembly backend has been registered. */
export function installQuickSplit(): void {
  if (installed) return;
  installed = true;
  const original = tf.getKernel(NAME, 'wasm');
  tf.unregisterKernel(NAME, 'wasm');
  tf.registerKernel({ ...original, kernelFunc: quickSplit(original) });
}

function quickSplit(original: KernelConfig): KernelConfig['kernelFunc'] {
  return (args) => {
    const x = args.inputs.x as TensorInfo;
    const { axis, numOrSizeSplits } = args.attrs as unknown as SplitVAttrs;
    const along = axis < 0 ? axis + x.shape.length : axis;
    const contiguous = x.shape.slice(0, along).every((length) => length === 1);
    if (!contiguous || x.dtype !== 'float32') return original.kernelFunc(args);

    const backend = args.backend as BackendWasm;
    const length = x.shape[along] as number;
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along);
    const rowSize = tf.util.sizeFromShape(x.shape) / Math.max(1, length);
    let from = 0;
    return sizes.map((size) => {
      const shape = [...x.shape];
      shape[along] = size;
      const part = backend.makeOutput(shape, x.dtype);
      // Views are taken after the allocation: it may have grown (and so moved) the memory.
      const source = backend.typedArrayFromHeap(x);
      const target = backend.typedArrayFromHeap(part);
      target.set(source.subarray(from * rowSize, (from + size) * rowSize));
      from += size;
      return part;
    });
  };
}
