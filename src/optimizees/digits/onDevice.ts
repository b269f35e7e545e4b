import type { DigitSet } from '../../datasets/digits';
import { type BufferPool, bufferPool, uniforms } from '../../runtime/webgpu/buffers';
import {
  type ComputeKernel,
  computeKernel,
  gpuDevice,
  spread,
  submitRecorded,
} from '../../runtime/webgpu/computePass';
import { openDevice } from '../../runtime/webgpu/device';
import { watch } from '../../runtime/webgpu/failures';
import { GATHER_WORKGROUP, gatherWgsl, IMAGE_WORDS, numbersEach } from './gather.wgsl';

const sets = new WeakMap<GPUDevice, WeakMap<DigitSet, GPUBuffer>>();

/** A set on the device, where it stays for as long as both are in use. */
function onDevice(device: GPUDevice, set: DigitSet): GPUBuffer {
  let known = sets.get(device);
  if (known === undefined) {
    known = new WeakMap();
    sets.set(device, known);
  }
  let buffer = known.get(set);
  if (buffer === undefined) {
    const { count, images, labels } = set;
    buffer = filled(device, 4 * (count * IMAGE_WORDS + Math.ceil(count / 4)), (bytes) => {
      const all = new Uint8Array(bytes);
      all.set(images);
      all.set(labels, images.length);
    });
    known.set(set, buffer);
  }
  return buffer;
}

function filled(device: GPUDevice, size: number, fill: (bytes: ArrayBuffer) => void): GPUBuffer {
  return watch(device, 'there is no memory for the digits on the graphics device', () => {
    const usage = GPUBufferUsage.STORAGE;
    const buffer = device.createBuffer({ size, usage, mappedAtCreation: true });
    fill(buffer.getMappedRange());
    buffer.unmap();
    return buffer;
  });
}

/** Rows of pixels and their labels on the graphics device. The last ones gathered stay until others are. */
export class RowsOnDevice {
  readonly device: GPUDevice;
  readonly #pool: BufferPool;
  readonly #set: DigitSet;
  readonly #side: number;
  readonly #kernel: ComputeKernel;
  /** Lists of examples that have been sent, and the first step that they are for. */
  #lists: { buffer: GPUBuffer; first: number; steps: number } | null = null;
  #rows: { inputs: GPUBuffer; labels: GPUBuffer; room: number } | null = null;

  constructor(set: DigitSet, side: number) {
    this.device = gpuDevice();
    this.#pool = bufferPool();
    this.#set = set;
    this.#side = side;
    this.#kernel = computeKernel('digits, gather', gatherWgsl(side));
  }

  /**
   * Inputs [picked, side²] and labels [picked], by one launch.
   *
   * @param ahead for how many steps lists are sent at once; they must be equally long
   */
  gather(
    step: number,
    picked: (step: number) => Int32Array,
    ahead: number,
  ): { inputs: GPUBuffer; labels: GPUBuffer; count: number } {
    const { buffer, first, count } = this.#list(step, picked, ahead);
    const { inputs, labels } = this.#roomFor(count);
    const invocations = count * (this.#side ** 2 / numbersEach(this.#side));
    const numbers = uniforms([count, first, this.#set.count]);
    this.#kernel.dispatch(
      [numbers, buffer, onDevice(this.device, this.#set), inputs, labels],
      spread(Math.ceil(invocations / GATHER_WORKGROUP)),
    );
    return { inputs, labels, count };
  }

  /** Where the list of a step is on the device. */
  #list(step: number, picked: (step: number) => Int32Array, ahead: number) {
    const { device } = this;
    let lists = this.#lists;
    if (lists === null || step < lists.first || step >= lists.first + lists.steps) {
      this.#dropLists();
      const first = step - (step % ahead);
      const numbers = Array.from({ length: ahead }, (_, k) => picked(first + k));
      const length = numbers.reduce((sum, list) => sum + list.length, 0);
      const buffer = filled(device, 4 * length, (bytes) => {
        const words = new Int32Array(bytes);
        let at = 0;
        for (const list of numbers) {
          words.set(list, at);
          at += list.length;
        }
      });
      lists = { buffer, first, steps: ahead };
      this.#lists = lists;
    }
    const count = lists.buffer.size / 4 / lists.steps;
    return { buffer: lists.buffer, first: (step - lists.first) * count, count };
  }

  #roomFor(count: number): { inputs: GPUBuffer; labels: GPUBuffer } {
    if (this.#rows === null || this.#rows.room < count) {
      this.#giveRows();
      const inputs = this.#pool.take(4 * count * this.#side ** 2);
      this.#rows = { inputs, labels: this.#pool.take(4 * count), room: count };
    }
    return this.#rows;
  }

  /** Lists are new buffers each time: what is recorded may still read the old ones. */
  #dropLists(): void {
    if (this.#lists === null) return;
    if (openDevice()?.device === this.device) submitRecorded();
    this.#lists.buffer.destroy();
    this.#lists = null;
  }

  #giveRows(): void {
    if (this.#rows === null) return;
    this.#pool.give(this.#rows.inputs);
    this.#pool.give(this.#rows.labels);
    this.#rows = null;
  }

  dispose(): void {
    this.#dropLists();
    this.#giveRows();
  }
}
