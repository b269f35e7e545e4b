/**
 * Our own compute kernels on TensorFlow.js' device, between its own. A dispatch goes into the compute pass that
 * TensorFlow.js is recording, exactly as its programs do (`WebGPUBackend.recordAndSubmit`): so everything happens in the
 * order of the calls, tensors flow from one to the other without a copy, and nothing is submitted that would not have
 * been anyway.
 *
 * What to know when writing a kernel:
 *
 * - The bindings of `dispatch` are @group(0) @binding(0), 1, 2 … in their order, and the shader must use every one: the
 *   layout is made from what it uses. No buffer may be bound twice where one of the two is written.
 * - A tensor is bound by its buffer of exactly 4 · size bytes (row by row). Tensors are immutable to TensorFlow.js, and
 *   clones and reshapes share one buffer: write only to a tensor that `storageTensor` has just made.
 * - Numbers that a launch needs come as `uniforms(…)`. Never `queue.writeBuffer` into a buffer that a recorded dispatch
 *   reads: it takes effect before all that is not yet submitted.
 * - A buffer that is given back to the pool, or a tensor that is disposed of, may be used again at once: what is
 *   recorded later runs later.
 * - Errors of the device come later than the call. `dispatch` throws what has come to light so far; `settleKernels`
 *   waits for the rest.
 */
import { KernelFailure, TooLargeForKernel } from '../kernels/failure';
import { type Tensor, tf } from '../tf';
import { openDevice } from './device';
import { settled, throwFailure, watch } from './failures';

/** What can stand behind a storage or uniform binding. */
export type Bindable = Tensor | GPUBuffer | GPUBufferBinding;

/** Workgroups in x, y, z. */
export type Groups = readonly [number, number?, number?];

export interface ComputeKernel {
  readonly label: string;
  /** Compiles it for the device in use, ahead of the first dispatch; `settleKernels` tells whether that worked. */
  prepare(): void;
  /**
   * Launches the kernel behind all that was launched before.
   *
   * @throws KernelFailure where the kernel, or an earlier one, turned out not to work on this device
   */
  dispatch(bindings: readonly Bindable[], groups: Groups): void;
}

/** What a dispatch needs of the backend; TypeScript calls some of it private. */
interface RecordingBackend {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
  tensorMap: { get(dataId: object): { resource?: GPUBuffer } };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  uploadToGPU(dataId: object): void;
  makeTensorInfo(shape: readonly number[], dtype: 'float32'): Parameters<MakeTensor>[0];
}
type MakeTensor = ReturnType<typeof tf.engine>['makeTensorFromTensorInfo'];

/** @throws KernelFailure where TensorFlow.js does not compute on WebGPU */
function inUse(): { device: GPUDevice; backend: RecordingBackend } {
  const open = openDevice();
  if (open === null) throw new KernelFailure('WebGPU is not the backend in use');
  return { device: open.device, backend: open.backend as unknown as RecordingBackend };
}

/** The device in use. @throws KernelFailure where TensorFlow.js does not compute on WebGPU */
export function gpuDevice(): GPUDevice {
  return inUse().device;
}

let launched = 0;

/** How many launches of our own kernels there have been in this thread; `tensorFlowLaunches` has the others. */
export function launchCount(): number {
  return launched;
}

interface Compiled {
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
  /** Set once the device has said that it did not compile. */
  failure: KernelFailure | null;
}

const compiledFor = new WeakMap<GPUDevice, Map<string, Compiled>>();

function compile(device: GPUDevice, label: string, code: string): Compiled {
  let known = compiledFor.get(device);
  if (known === undefined) {
    known = new Map();
    compiledFor.set(device, known);
  }
  const before = known.get(code);
  if (before !== undefined) return before;
  const made = watch<Compiled>(
    device,
    `the shader "${label}" does not compile`,
    () => {
      const module = device.createShaderModule({ label, code });
      const compute = { module, entryPoint: 'main' };
      const pipeline = device.createComputePipeline({ label, layout: 'auto', compute });
      return { pipeline, layout: pipeline.getBindGroupLayout(0), failure: null };
    },
    (failure) => {
      made.failure = failure;
    },
  );
  known.set(code, made);
  return made;
}

/**
 * A kernel from WGSL whose entry point is `main`. It is compiled once for each device; kernels with the same text share
 * what was compiled.
 *
 * @param constants become `const NAME = value;` in front of the text: whole numbers go as u32, i32 and f32 there, others
 * as f32
 */
export function computeKernel(
  label: string,
  wgsl: string,
  constants: Readonly<Record<string, number>> = {},
): ComputeKernel {
  const head = Object.entries(constants).map(([name, value]) => `const ${name} = ${value};\n`);
  const code = head.join('') + wgsl;
  let last: { device: GPUDevice; compiled: Compiled } | null = null;
  const compiled = (device: GPUDevice): Compiled => {
    if (last?.device !== device) last = { device, compiled: compile(device, label, code) };
    return last.compiled;
  };
  return {
    label,
    prepare() {
      compiled(gpuDevice());
    },
    dispatch(bindings, groups) {
      const { device, backend } = inUse();
      throwFailure(device);
      const most = device.limits.maxComputeWorkgroupsPerDimension;
      if (groups.some((count) => (count ?? 1) > most)) {
        throw new TooLargeForKernel(`${label} would need more than ${most} workgroups in a row`);
      }
      const { pipeline, layout, failure } = compiled(device);
      if (failure !== null) throw failure;
      const entries = bindings.map((bindable, binding) => {
        return { binding, resource: bound(backend, bindable) };
      });
      record(backend, pipeline, device.createBindGroup({ layout, entries }), groups);
    },
  };
}

function bound(backend: RecordingBackend, bindable: Bindable): GPUBufferBinding {
  if (!('dataId' in bindable)) return 'buffer' in bindable ? bindable : { buffer: bindable };
  const buffer = uploaded(backend, bindable);
  // As for its own programs: the buffer is not handed on before these commands are submitted.
  backend.commandQueueOwnedIds.add(bindable.dataId);
  return { buffer };
}

function uploaded(backend: RecordingBackend, { dataId }: Tensor): GPUBuffer {
  // Moves the values here where another backend has them.
  const data = backend.tensorMap.get(dataId);
  backend.uploadToGPU(dataId);
  return data.resource as GPUBuffer;
}

function record(
  backend: RecordingBackend,
  pipeline: GPUComputePipeline,
  group: GPUBindGroup,
  [x, y = 1, z = 1]: Groups,
): void {
  backend.ensureCommandEncoderReady();
  backend.computePassEncoder ??= (backend.commandEncoder as GPUCommandEncoder).beginComputePass();
  const pass = backend.computePassEncoder;
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(x, y, z);
  launched += 1;
  backend.dispatchCountInPass += 1;
  if (backend.dispatchCountInPass >= tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) {
    submitRecorded();
  }
}

/** Submits what has been recorded so far, if anything: before buffers are destroyed that it may use. */
export function submitRecorded(): void {
  const { backend } = inUse();
  if (backend.commandEncoder === null) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/**
 * Waits until the device has answered for all kernels and buffers so far; at once where WebGPU is not in use. Before
 * numbers are handed out that kernels have computed.
 *
 * @throws KernelFailure where one failed
 */
export async function settleKernels(): Promise<void> {
  const open = openDevice();
  if (open !== null) await settled(open.device);
}

/** Workgroups for `count` pieces, folded into rows: the piece's number is workgroup_id.x + workgroup_id.y · num_workgroups.x. */
export function spread(count: number): [number, number] {
  const most = gpuDevice().limits.maxComputeWorkgroupsPerDimension;
  const rows = Math.ceil(count / most);
  return [Math.ceil(count / Math.max(rows, 1)), rows];
}

/** A new tensor of floats on the device, its values undefined until a kernel writes them; the caller's. */
export function storageTensor<T extends Tensor = Tensor>(shape: T['shape']): T {
  const { backend } = inUse();
  const info = backend.makeTensorInfo(shape, 'float32');
  backend.uploadToGPU(info.dataId);
  return tf.engine().makeTensorFromTensorInfo(info) as unknown as T;
}

/** Sets all bytes of a buffer to zero, in order with the dispatches. */
export function clearBuffer(buffer: GPUBuffer): void {
  encoder().clearBuffer(buffer);
}

/** Copies bytes between two buffers, in order with the dispatches. */
export function copyBuffer(
  from: GPUBuffer,
  fromOffset: number,
  to: GPUBuffer,
  toOffset: number,
  bytes: number,
): void {
  encoder().copyBufferToBuffer(from, fromOffset, to, toOffset, bytes);
}

/** The commands being recorded, outside a compute pass. */
function encoder(): GPUCommandEncoder {
  const { backend } = inUse();
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  return backend.commandEncoder as GPUCommandEncoder;
}
