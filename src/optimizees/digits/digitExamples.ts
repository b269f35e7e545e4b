import type { DigitSet } from '../../datasets/digits';
import type { CpuKernels } from '../../runtime/kernels/cpuKernels';
import { tf } from '../../runtime/tf';
import { gpuDevice } from '../../runtime/webgpu/computePass';
import type { ExampleSource, ExamplesInMemory, ExamplesOnDevice } from '../mlp';
import { RowsInMemory } from './inMemory';
import { RowsOnDevice } from './onDevice';
import { labelsOf, pixels } from './pixels';

/** Which examples of a set each step has: S lists of N one behind the other, S · N as long. */
export interface Selection {
  set: DigitSet;
  /** S, sets of examples: one for all networks, or one for each. */
  sets: number;
  picked(step: number): Int32Array;
  /** For how many steps at once the graphics device is told; then all steps have as many examples. */
  ahead: number;
}

/**
 * Digits as networks see them, wherever these are computed: bytes are gathered where the networks' kernels are, once a
 * step, however many ask for it.
 */
export class DigitExamples implements ExampleSource {
  readonly #selection: Selection;
  readonly #side: number;
  #rows: RowsInMemory | null = null;
  #inMemory: { step: number; examples: ExamplesInMemory } | null = null;
  #device: RowsOnDevice | null = null;
  #onDevice: { step: number; examples: ExamplesOnDevice } | null = null;
  #owners = 1;

  /** @param side pixels along a side of what networks see */
  constructor(selection: Selection, side: number) {
    this.#selection = selection;
    this.#side = side;
  }

  tensors(step: number) {
    const { set, sets, picked } = this.#selection;
    const which = picked(step);
    const count = which.length / sets;
    const inputs = tf.tensor3d(pixels(set, which, this.#side), [sets, count, this.#side ** 2]);
    const labels = tf.tensor2d(labelsOf(set, which), [sets, count], 'int32');
    return { given: { inputs, labels }, inputs, labels };
  }

  inMemory(kernels: CpuKernels, step: number): ExamplesInMemory {
    if (this.#rows?.kernels !== kernels) {
      this.#rows?.dispose();
      this.#rows = new RowsInMemory(kernels, this.#side);
      this.#inMemory = null;
    }
    if (this.#inMemory?.step !== step) {
      const { set, sets, picked } = this.#selection;
      this.#inMemory = null;
      const which = picked(step);
      const rows = this.#rows.gather(set, which);
      this.#inMemory = { step, examples: { ...rows, ...countsOf(sets, which.length) } };
    }
    return this.#inMemory.examples;
  }

  onDevice(step: number): ExamplesOnDevice {
    const { set, sets, picked, ahead } = this.#selection;
    if (this.#device?.device !== gpuDevice()) {
      this.#device?.dispose();
      this.#device = new RowsOnDevice(set, this.#side);
      this.#onDevice = null;
    }
    if (this.#onDevice?.step !== step) {
      this.#onDevice = null;
      const { inputs, labels, count } = this.#device.gather(step, picked, ahead);
      this.#onDevice = { step, examples: { inputs, labels, ...countsOf(sets, count) } };
    }
    return this.#onDevice.examples;
  }

  /** One more owner, who disposes of it, too. */
  shared(): this {
    this.#owners += 1;
    return this;
  }

  /** What has been gathered goes with the last owner. */
  dispose(): void {
    this.#owners -= 1;
    if (this.#owners > 0) return;
    this.#rows?.dispose();
    this.#device?.dispose();
    this.#rows = null;
    this.#inMemory = null;
    this.#device = null;
    this.#onDevice = null;
  }
}

function countsOf(sets: number, all: number) {
  return { inputSets: sets, labelSets: sets, count: all / sets };
}
