/** Kernels of our own between TensorFlow.js' on its device: order, memory, errors. */
import { beforeAll, describe, expect, test } from 'vitest';
import { KernelFailure } from '../../src/runtime/kernels/failure';
import { readFloats, type Tensor1D, tf } from '../../src/runtime/tf';
import { BufferPool, bufferPool, uniforms } from '../../src/runtime/webgpu/buffers';
import {
  clearBuffer,
  computeKernel,
  copyBuffer,
  gpuDevice,
  launchCount,
  settleKernels,
  spread,
  storageTensor,
} from '../../src/runtime/webgpu/computePass';
import { tensorFlowLaunches } from '../../src/runtime/webgpu/device';
import { reportFailure } from '../../src/runtime/webgpu/failures';
import { onWebgpu } from '../helpers/backends';

/** y = FACTOR · x + c */
const affine = computeKernel(
  'affine',
  `
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
struct Numbers { n: u32, c: f32 }
@group(0) @binding(2) var<uniform> numbers: Numbers;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) lane: u32) {
  let i = (group.x + group.y * groups.x) * 64 + lane;
  if (i < numbers.n) { y[i] = FACTOR * x[i] + numbers.c; }
}`,
  { FACTOR: 2 },
);

function doubled(x: Tensor1D, c: number): Tensor1D {
  const y = storageTensor<Tensor1D>(x.shape);
  affine.dispatch([x, y, uniforms([x.size], [c])], spread(Math.ceil(x.size / 64)));
  return y;
}

onWebgpu(() => {
  beforeAll(() => {
    affine.prepare();
  });

  test('keeps its place among the operations of TensorFlow.js', async () => {
    const before = tf.memory().numTensors;
    const result = tf.tidy(() => {
      let x: Tensor1D = tf.linspace(0, 99, 100);
      for (let i = 0; i < 20; i++) x = tf.sub(doubled(tf.mul(x, 0.5), i), i);
      return x;
    });
    await settleKernels();
    expect(await readFloats(result)).toEqual(Float32Array.from({ length: 100 }, (_, i) => i));
    result.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('takes values that are still on the CPU, more than a row of workgroups, and counts', async () => {
    const own = launchCount();
    const others = tensorFlowLaunches();
    const x = tf.tensor1d([1, 2, 3]);
    const y = doubled(x, 1);
    expect(launchCount() - own).toBe(1);
    expect(tensorFlowLaunches()).toBe(others);
    expect(await readFloats(y)).toEqual(Float32Array.of(3, 5, 7));
    const most = gpuDevice().limits.maxComputeWorkgroupsPerDimension;
    const [width, rows] = spread(most + 1);
    expect([rows, width * rows > most, width <= most]).toEqual([2, true, true]);
    tf.dispose([x, y]);
  });

  test('reads uniforms as they were when it was launched', async () => {
    const x = tf.tensor1d([0]);
    const made = Array.from({ length: 40 }, (_, c) => doubled(x, c));
    const all = tf.concat(made);
    expect(await readFloats(all)).toEqual(Float32Array.from({ length: 40 }, (_, c) => c));
    tf.dispose([x, all, ...made]);
  });

  describe('buffers', () => {
    test('are used again, and cleared and copied in order', async () => {
      const pool = new BufferPool(gpuDevice());
      const numbers = pool.take(1000);
      expect([numbers.size, pool.bytesInUse, pool.bytesHeld]).toEqual([1024, 1024, 1024]);
      pool.give(numbers);
      expect(pool.take(1020)).toBe(numbers);

      const x = tf.fill([256], 3) as Tensor1D;
      const copy = pool.take(1024);
      affine.dispatch([x, numbers, uniforms([256], [0])], [4]);
      copyBuffer(numbers, 0, copy, 0, 1024);
      clearBuffer(numbers);
      const [six, none] = [storageTensor<Tensor1D>([256]), storageTensor<Tensor1D>([256])];
      affine.dispatch([{ buffer: copy }, six, uniforms([256], [0])], [4]);
      affine.dispatch([numbers, none, uniforms([256], [0])], [4]);
      pool.give(copy);
      pool.give(numbers);
      pool.trim();
      expect(pool.bytesHeld).toBe(0);
      expect(new Set(await readFloats(six))).toEqual(new Set([12]));
      expect(new Set(await readFloats(none))).toEqual(new Set([0]));
      tf.dispose([x, six, none]);
    });

    test('larger than the device takes are refused', () => {
      const { bytesHeld } = bufferPool();
      const { maxStorageBufferBindingSize } = gpuDevice().limits;
      expect(() => bufferPool().take(maxStorageBufferBindingSize + 1)).toThrow(
        'more than this device takes',
      );
      expect(bufferPool().bytesHeld).toBe(bytesHeld);
    });
  });

  describe('failures', () => {
    test('a shader that does not compile', async () => {
      const wrong = computeKernel('wrong', '@compute @workgroup_size(64) fn main() { x = 1; }');
      wrong.prepare();
      const failure = await settleKernels().catch((thrown: unknown) => thrown);
      expect(failure).toBeInstanceOf(KernelFailure);
      expect(failure).toMatchObject({
        code: 'kernel-failed',
        message: expect.stringContaining('the shader "wrong" does not compile'),
        detail: expect.stringContaining("unresolved value 'x'"),
      });
      await settleKernels();
      // It is told once for the device, and whenever that kernel is launched.
      for (let i = 0; i < 2; i++) expect(() => wrong.dispatch([], [1])).toThrow('"wrong"');
    });

    test('what the device reported stops the next launch, once', () => {
      reportFailure(gpuDevice(), 'it is only a test', '');
      reportFailure(gpuDevice(), 'a consequence', '');
      const x = tf.tensor1d([1]);
      expect(() => doubled(x, 0)).toThrow('it is only a test');
      tf.dispose([x, doubled(x, 0)]);
    });

    test('too many workgroups', () => {
      const most = gpuDevice().limits.maxComputeWorkgroupsPerDimension;
      expect(() => affine.dispatch([], [most + 1])).toThrow('more than');
    });
  });
});
