/** The WebGPU adapter and device that TensorFlow.js computes on, and what happens when the device is lost. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { tf } from './tf';

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

let current: { device: GPUDevice; released: boolean } | null = null;

/** Opens a device with the adapter's own limits and makes it TensorFlow.js' backend; an earlier one is released. */
export async function openWebgpu({ adapter }: WebgpuAdapter): Promise<void> {
  const limits = adapter.limits;
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
  const opened = { device, released: false };
  device.lost.then((lost) => {
    if (opened.released) return;
    for (const listener of lostListeners) listener(lost.message || 'the graphics device was lost');
  });
  if (current !== null) current.released = true;
  if (tf.engine().registryFactory.webgpu !== undefined) tf.removeBackend('webgpu');
  current = opened;
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info), 3);
  if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js refused the device');
}
