/** The WebGPU adapter and device that TensorFlow.js computes on, and what happens when the device is lost. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { KernelFailure, TooLargeForKernel } from '../kernels/failure';
import { tf } from '../tf';
import { keepFailure } from './failures';

export interface WebgpuAdapter {
  adapter: GPUAdapter;
  /** "nvidia ampere", "google swiftshader (software)". */
  text: string;
  /** Computed by the CPU: correct, but slower than WebAssembly. */
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|warp|basic render/i;

/** The adapter there is, or why there is none. */
export async function describeAdapter(): Promise<WebgpuAdapter | string> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (gpu === undefined) return 'this browser does not offer WebGPU';
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (thrown) {
    return `the adapter request failed (${thrown instanceof Error ? thrown.message : thrown})`;
  }
  if (adapter === null) return 'no graphics adapter was found';
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const words = [vendor, architecture, device, description].filter((word) => word !== '');
  const software = isFallbackAdapter || words.some((word) => SOFTWARE.test(word));
  const text = [...new Set(words)].slice(0, 2).join(' ') || 'unnamed adapter';
  return { adapter, text: software ? `${text} (software)` : text, software };
}

type LostListener = (message: string) => void;
const lostListeners = new Set<LostListener>();

/** Calls back when the device in use is lost for a reason other than our own disposal. Returns the unsubscriber. */
export function onDeviceLost(listener: LostListener): () => void {
  lostListeners.add(listener);
  return () => lostListeners.delete(listener);
}

type ErrorListener = (failure: KernelFailure) => void;
const errorListeners = new Set<ErrorListener>();

/**
 * Calls back when the device in use reports an error that nobody was watching for (webgpu/failures.ts watches our own
 * kernels): what was computed since is not to be trusted. Returns the unsubscriber.
 */
export function onDeviceError(listener: ErrorListener): () => void {
  errorListeners.add(listener);
  return () => errorListeners.delete(listener);
}

let ofTensorFlow = 0;

/** How many programs TensorFlow.js has launched on WebGPU in this thread; uploads and read-backs do not count. */
export function tensorFlowLaunches(): number {
  return ofTensorFlow;
}

/** TensorFlow.js' backend, counting what it launches. */
class CountingBackend extends WebGPUBackend {
  override runWebGPUProgram(...given: Parameters<WebGPUBackend['runWebGPUProgram']>) {
    ofTensorFlow += 1;
    return super.runWebGPUProgram(...given);
  }
}

/**
 * Launches that are submitted together, unless somebody reads before: TensorFlow.js' 15 are three steps of ours, and a
 * submission costs more than a launch.
 */
const SUBMITTED_TOGETHER = 40;

interface OpenDevice {
  device: GPUDevice;
  backend: WebGPUBackend;
  software: boolean;
  released: boolean;
}

let current: OpenDevice | null = null;

/** The device that TensorFlow.js computes on and its backend there; null where its backend is not WebGPU. */
export function openDevice(): Readonly<OpenDevice> | null {
  return tf.getBackend() === 'webgpu' ? current : null;
}

const GRACE_MS = 1000;

/**
 * Whether the device in use was lost, or is about to be: a browser lets what waits for the device fail (`mapAsync`)
 * before it says that the device is lost.
 */
export async function deviceIsLost(): Promise<boolean> {
  const open = openDevice();
  if (open === null) return false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const grace = new Promise<false>((done) => {
    timer = setTimeout(() => done(false), GRACE_MS);
  });
  const lost = open.device.lost.then(() => true as const);
  return Promise.race([lost, grace]).finally(() => clearTimeout(timer));
}

/** Opens a device with the adapter's own limits and makes it TensorFlow.js' backend; an earlier one is released. */
export async function openWebgpu({ adapter, software }: WebgpuAdapter): Promise<void> {
  const limits = adapter.limits;
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
  const backend = new CountingBackend(device, adapter.info);
  const opened = { device, backend, software, released: false };
  device.lost.then((lost) => {
    if (opened.released) return;
    for (const listener of lostListeners) listener(lost.message || 'the graphics device was lost');
  });
  device.onuncapturederror = ({ error }) => {
    if (opened.released) return;
    const failure =
      error instanceof GPUOutOfMemoryError
        ? new TooLargeForKernel('the graphics device has no memory left', error.message)
        : new KernelFailure('the graphics device reported an error', error.message);
    // Our kernels ask before they launch again.
    keepFailure(device, failure);
    for (const listener of errorListeners) listener(failure);
  };
  const previous = current;
  if (previous !== null) previous.released = true;
  if (tf.engine().registryFactory.webgpu !== undefined) tf.removeBackend('webgpu');
  // With all that our own kernels hold on it.
  previous?.device.destroy();
  current = opened;
  tf.registerBackend('webgpu', () => backend, 3);
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', SUBMITTED_TOGETHER);
  if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js refused the device');
}
