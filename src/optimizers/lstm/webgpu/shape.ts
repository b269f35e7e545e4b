/** How the LSTM's WebGPU kernels are cut for a configuration and a device, and where they put things. */
import { gpuDevice } from '../../../runtime/webgpu/computePass';
import { openDevice } from '../../../runtime/webgpu/device';
import { inputFeatures, momentCount } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';

/** What the kernels are written and tested for; the definition computes larger ones. */
const MOST_LAYERS = 3;
const MOST_HIDDEN_UNITS = 64;
/** Workgroup memory that every device has; taking more would let fewer workgroups run side by side. */
const WORKGROUP_BYTES = 16_384;
/** Weights of the four gates, one vec4f. */
const QUAD_BYTES = 16;
/** Storage buffers that the way back through ∇ binds, more than any other kernel. */
const STORAGE_BUFFERS = 6;

/** How the work is cut. What is fastest differs between a graphics card and a CPU that plays one. */
export interface Tuning {
  /** Coordinates that an invocation carries side by side, as the lanes of a vector. */
  readonly lanes: 1 | 2 | 4;
  /** Invocations of a workgroup. */
  readonly group: number;
  /** Units whose gates the forward pass sums at a time, each input read once for them. */
  readonly units: number;
  /** The most inputs whose cotangents the backward pass sums at a time. */
  readonly inputs: number;
  /** Bytes of workgroup memory that weights are brought into; 0: they are read where they lie. */
  readonly workgroupBytes: number;
  /** The most slots of partial sums that weight gradients are divided into. */
  readonly slots: number;
}

/** Everything that the shaders' text depends on. */
export interface KernelShape extends Tuning {
  readonly layers: number;
  readonly hidden: number;
  readonly features: number;
  /** Rows that the preprocessing remembers from step to step. */
  readonly moments: number;
  readonly preprocess: LstmConfig['preprocess'];
  /** Whether u is bounded by tanh. */
  readonly bounded: boolean;
}

/** So many coordinates fill a card also when an invocation has several, and weights are then fetched less often. */
const MANY = 2 ** 16;

/** The tuning for N coordinates on the device in use. */
export function tuningFor(coordinates: number): Tuning {
  if (openDevice()?.software === true) {
    // A CPU: vectors are its own, workgroup memory is memory like any other, and waiting for others is dear.
    return { lanes: 4, group: 16, units: 2, inputs: 8, workgroupBytes: 0, slots: 16 };
  }
  const { maxComputeWorkgroupStorageSize } = gpuDevice().limits;
  const many = coordinates >= MANY;
  return {
    lanes: many ? 2 : 1,
    group: many ? 128 : 64,
    units: 4,
    inputs: 8,
    workgroupBytes: Math.min(WORKGROUP_BYTES, maxComputeWorkgroupStorageSize),
    slots: 128,
  };
}

export function kernelShape(config: LstmConfig, tuning: Tuning): KernelShape {
  const { layers, hiddenUnits, preprocess, output } = config;
  return {
    ...tuning,
    layers,
    hidden: hiddenUnits,
    features: inputFeatures(config),
    moments: momentCount(config),
    preprocess,
    bounded: output === 'tanh',
  };
}

/** Inputs of layer l's product: those from below, its own h, and 1 for the bias. The output has the last layer's h. */
export function layerInputs({ layers, hidden, features }: KernelShape, l: number): number {
  if (l === layers) return hidden + 1;
  return (l === 0 ? features : hidden) + hidden + 1;
}

/** Units of layer l as packed: filled up to whole tiles of units. */
export function packedUnits({ layers, hidden, units }: KernelShape, l: number): number {
  return l === layers ? 1 : Math.ceil(hidden / units) * units;
}

/** Where the weights of layer l begin, in quads; of layer L + 1: their number. */
export function packedStart(shape: KernelShape, l: number): number {
  let start = 0;
  for (let below = 0; below < l; below++) {
    start += packedUnits(shape, below) * layerInputs(shape, below);
  }
  return start;
}

/** Quads in the packed weights. */
export function packedCount(shape: KernelShape): number {
  return packedStart(shape, shape.layers + 1);
}

/** Rows of a state as it lies on the device: h and c of each layer, the features of the step made from it, moments. */
export function stateRows(shape: KernelShape): number {
  return momentsRow(shape) + shape.moments;
}

/** Where the moments begin. */
export function momentsRow({ layers, hidden, features }: KernelShape): number {
  return 2 * layers * hidden + features;
}

/** Rows of a step's gates: four for each unit, and one for the cotangent of the output. */
export function gateRows({ layers, hidden }: KernelShape): number {
  return 4 * layers * hidden + 1;
}

/** Units whose weights fit into workgroup memory, in whole tiles; all of them where they stay where they lie. */
export function unitsAtATime(shape: KernelShape): number {
  const { units, workgroupBytes } = shape;
  const all = packedUnits(shape, 0);
  if (workgroupBytes === 0) return all;
  const most = Math.floor(workgroupBytes / QUAD_BYTES / widestInputs(shape) / units) * units;
  return Math.min(most, all);
}

/** Inputs whose weights to all units fit into workgroup memory, in whole tiles. */
export function inputsAtATime(shape: KernelShape): number {
  const { hidden, inputs, workgroupBytes } = shape;
  const all = Math.ceil(widestInputs(shape) / inputs) * inputs;
  if (workgroupBytes === 0) return all;
  const most = Math.floor(workgroupBytes / QUAD_BYTES / hidden / inputs) * inputs;
  return Math.min(most, all);
}

function widestInputs(shape: KernelShape): number {
  return Math.max(layerInputs(shape, 0), shape.layers > 1 ? layerInputs(shape, 1) : 0);
}

/** True where the kernels serve a configuration on the device in use, else why not. */
export function webgpuKernelFits(config: LstmConfig): true | string {
  const { layers, hiddenUnits } = config;
  if (layers > MOST_LAYERS || hiddenUnits > MOST_HIDDEN_UNITS) {
    return `kernels are made for up to ${MOST_LAYERS} layers of ${MOST_HIDDEN_UNITS} units`;
  }
  const open = openDevice();
  if (open === null) return 'WebGPU is not the backend in use';
  return tuningFits(kernelShape(config, tuningFor(0)), open.device.limits);
}

/** True where a device of these limits holds kernels of this shape, else what is missing. */
export function tuningFits(shape: KernelShape, limits: GPUSupportedLimits): true | string {
  const invocations = Math.min(
    limits.maxComputeInvocationsPerWorkgroup,
    limits.maxComputeWorkgroupSizeX,
  );
  if (shape.group > invocations) {
    return `the graphics device runs ${invocations} invocations in a workgroup, ${shape.group} are needed`;
  }
  if (limits.maxStorageBuffersPerShaderStage < STORAGE_BUFFERS) {
    return `the graphics device binds ${limits.maxStorageBuffersPerShaderStage} storage buffers, ${STORAGE_BUFFERS} are needed`;
  }
  if (unitsAtATime(shape) === 0 || inputsAtATime(shape) === 0) {
    return `the weights do not fit into ${shape.workgroupBytes} bytes of workgroup memory in pieces`;
  }
  return true;
}

/** Coordinates [first, first + coordinates) of a gradient, whose state lies in buffers of its own. */
export interface Part {
  readonly first: number;
  readonly coordinates: number;
  /** Numbers in a row: the coordinates, filled up to a multiple of four. */
  readonly stride: number;
}

/** The most bytes that a buffer of ours can have on the device in use; the pool rounds sizes up a little. */
export function mostBytes(): number {
  const { maxStorageBufferBindingSize, maxBufferSize } = gpuDevice().limits;
  return Math.min(maxStorageBufferBindingSize, maxBufferSize) - 1024;
}

/** Cuts N coordinates so that two states, or the gates of a step, fit into `bytes`: one part, but for huge N. */
export function cutIntoParts(shape: KernelShape, coordinates: number, bytes: number): Part[] {
  const rows = Math.max(2 * stateRows(shape), gateRows(shape));
  const widest = Math.max(Math.floor(bytes / (4 * rows) / 4) * 4, 4);
  const parts: Part[] = [];
  for (let first = 0; first < coordinates; first += widest) {
    const count = Math.min(widest, coordinates - first);
    parts.push({ first, coordinates: count, stride: Math.ceil(count / 4) * 4 });
  }
  return parts;
}
