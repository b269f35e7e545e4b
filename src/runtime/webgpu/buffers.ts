/** Buffers of our own on TensorFlow.js' device: storage that is used again, and uniforms that never change. */
import { TooLargeForKernel } from '../kernels/failure';
import { gpuDevice, submitRecorded } from './computePass';
import { watch } from './failures';

/** Sizes are rounded up to this, so that nearly equal ones share a place; ranges can be bound at its multiples. */
const GRAIN = 256;
/** More than this lying idle, and more than is in use, is given back to the device. */
const MOST_IDLE = 2 ** 26;

/** Storage buffers, each used by one owner at a time and then by the next who wants that size. */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #idle = new Map<number, GPUBuffer[]>();
  #bytesInUse = 0;
  #bytesIdle = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Bytes that somebody has taken. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  /** Bytes on the device, in use or idle. */
  get bytesHeld(): number {
    return this.#bytesInUse + this.#bytesIdle;
  }

  /**
   * A buffer of at least `bytes`, its contents undefined.
   *
   * @throws TooLargeForKernel where the device binds no buffer of this size
   */
  take(bytes: number): GPUBuffer {
    const size = Math.max(Math.ceil(bytes / GRAIN), 1) * GRAIN;
    const { maxStorageBufferBindingSize, maxBufferSize } = this.#device.limits;
    if (size > Math.min(maxStorageBufferBindingSize, maxBufferSize)) {
      const mebibytes = Math.ceil(size / 2 ** 20);
      throw new TooLargeForKernel(`a buffer of ${mebibytes} MiB is more than this device takes`);
    }
    const buffer = this.#idle.get(size)?.pop();
    this.#bytesInUse += size;
    if (buffer !== undefined) {
      this.#bytesIdle -= size;
      return buffer;
    }
    if (this.#bytesIdle > Math.max(MOST_IDLE, this.#bytesInUse)) this.trim();
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return watch(this.#device, 'there is no memory for it on the graphics device', () =>
      this.#device.createBuffer({ size, usage }),
    );
  }

  /** Gives back what was taken. It may be taken again at once: launches keep their order. */
  give(buffer: GPUBuffer): void {
    const { size } = buffer;
    this.#bytesInUse -= size;
    this.#bytesIdle += size;
    const idle = this.#idle.get(size);
    if (idle === undefined) this.#idle.set(size, [buffer]);
    else idle.push(buffer);
  }

  /** Gives the idle buffers back to the device. */
  trim(): void {
    submitRecorded();
    for (const buffers of this.#idle.values()) for (const buffer of buffers) buffer.destroy();
    this.#idle.clear();
    this.#bytesIdle = 0;
  }
}

const pools = new WeakMap<GPUDevice, BufferPool>();

/** The pool of the device in use. */
export function bufferPool(): BufferPool {
  const device = gpuDevice();
  let pool = pools.get(device);
  if (pool === undefined) {
    pool = new BufferPool(device);
    pools.set(device, pool);
  }
  return pool;
}

/** How many different contents are remembered; the oldest are forgotten. */
const MOST_UNIFORMS = 1024;
const uniformsOf = new WeakMap<GPUDevice, Map<string, GPUBuffer>>();

/**
 * A uniform buffer with these numbers: first the integers as i32 or u32 (modulo 2³²), then the floats as f32, one behind
 * the other, four bytes each. Equal numbers give the same buffer, which never changes: so there is nothing to give back,
 * and nothing that a launch not yet submitted could see too early.
 */
export function uniforms(integers: readonly number[], floats: readonly number[] = []): GPUBuffer {
  const device = gpuDevice();
  let known = uniformsOf.get(device);
  if (known === undefined) {
    known = new Map();
    uniformsOf.set(device, known);
  }
  const key = `${integers.join()};${floats.join()}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const buffer = device.createBuffer({
    size: Math.ceil((integers.length + floats.length) / 4) * 16,
    usage: GPUBufferUsage.UNIFORM,
    mappedAtCreation: true,
  });
  const bytes = buffer.getMappedRange();
  new Int32Array(bytes).set(integers);
  new Float32Array(bytes, 4 * integers.length).set(floats);
  buffer.unmap();
  const [oldest] = known.keys();
  if (known.size >= MOST_UNIFORMS && oldest !== undefined) known.delete(oldest);
  known.set(key, buffer);
  return buffer;
}
