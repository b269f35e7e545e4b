/**
 * Counts what any library asks of a WebGPU device: launches of compute shaders, and bytes of buffers that exist. By
 * wrapping the browser's own classes, so that it counts alike for TensorFlow.js, jax-js and our kernels. To be called
 * before a library starts.
 */

let launched = 0;
let bytes = 0;
let mostBytes = 0;

export function watchGpu(): void {
  if (typeof GPUComputePassEncoder === 'undefined') return;
  const pass = GPUComputePassEncoder.prototype;
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = pass;
  pass.dispatchWorkgroups = function (...groups) {
    launched++;
    return dispatchWorkgroups.apply(this, groups);
  };
  pass.dispatchWorkgroupsIndirect = function (...place) {
    launched++;
    return dispatchWorkgroupsIndirect.apply(this, place);
  };
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    bytes += descriptor.size;
    mostBytes = Math.max(mostBytes, bytes);
    sizes.set(buffer, descriptor.size);
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    bytes -= sizes.get(this) ?? 0;
    sizes.delete(this);
    return destroy.call(this);
  };
}

const sizes = new WeakMap<GPUBuffer, number>();

export const gpuLaunches = (): number => launched;

/** Bytes of buffers now, and the most since the last call of `resetMostGpuBytes`. */
export const gpuBytes = (): { now: number; most: number } => ({ now: bytes, most: mostBytes });

export function resetMostGpuBytes(): void {
  mostBytes = bytes;
}
