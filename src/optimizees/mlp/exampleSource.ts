/** Where networks get their examples from, on whatever computes them. */
import type { CpuKernels } from '../../runtime/kernels/cpuKernels';
import { tf } from '../../runtime/tf';
import type { Bindable } from '../../runtime/webgpu/computePass';
import { exampleStore } from './exampleStore';
import type { MlpShape } from './layers';
import { checkedExamples, type Examples, type Minibatch } from './minibatch';

/** How many examples there are: N of them in each set. Network b takes set b mod S of either. */
export interface ExampleCounts {
  count: number;
  /** S of the inputs, and of the labels. */
  inputSets: number;
  labelSets: number;
}

/** Inputs [S, N, inputs] in float32 and labels [S, N] in int32, by their addresses in the kernels' memory. */
export interface ExamplesInMemory extends ExampleCounts {
  inputs: number;
  labels: number;
}

/** The same on the graphics device. */
export interface ExamplesOnDevice extends ExampleCounts {
  inputs: Bindable;
  labels: Bindable;
}

/** The examples of each step. The same step asked for twice has the same ones. */
export interface ExampleSource {
  /** Tensors that are made for it are the caller's to tidy up. */
  tensors(step: number): Examples;
  /** Valid until the source is asked again. */
  inMemory(kernels: CpuKernels, step: number): ExamplesInMemory;
  /** Valid for launches recorded before the source is asked again. */
  onDevice(step: number): ExamplesOnDevice;
}

/** Minibatches that are given as tensors. */
export class TensorExamples implements ExampleSource {
  readonly #minibatch: (step: number) => Minibatch;
  readonly #shape: MlpShape;
  readonly #sets: number;

  /** @param sets how many networks have a set of their own, where they have */
  constructor(minibatch: (step: number) => Minibatch, shape: MlpShape, sets: number) {
    this.#minibatch = minibatch;
    this.#shape = shape;
    this.#sets = sets;
  }

  /** @throws LabError `bad-input` where the minibatch does not fit the network */
  tensors(step: number): Examples {
    return checkedExamples(this.#minibatch(step), this.#shape, this.#sets);
  }

  inMemory(kernels: CpuKernels, step: number): ExamplesInMemory {
    return tf.tidy(() => {
      const examples = this.tensors(step);
      const { given } = examples;
      const [inputs = 0, labels = 0] = exampleStore(kernels).places([given.inputs, given.labels]);
      return { ...countsOf(examples), inputs, labels };
    });
  }

  onDevice(step: number): ExamplesOnDevice {
    const examples = this.tensors(step);
    return { ...countsOf(examples), inputs: examples.inputs, labels: examples.labels };
  }
}

function countsOf({ inputs, labels }: Examples): ExampleCounts {
  return { count: inputs.shape[1], inputSets: inputs.shape[0], labelSets: labels.shape[0] };
}
