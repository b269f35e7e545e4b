/** How far σ and tanh of the WebGPU kernels are off. WGSL lets exp err by 3 + 2|x| units of the last place. */
import { expect, test } from 'vitest';
import { readFloats, type Tensor1D, tf } from '../../src/runtime/tf';
import { sigmoidAndTanh } from '../../src/runtime/webgpu/activations.wgsl';
import { computeKernel, storageTensor } from '../../src/runtime/webgpu/computePass';
import { onWebgpu } from '../helpers/backends';

const kernel = (name: string) =>
  computeKernel(
    name,
    `
alias V = f32;
${sigmoidAndTanh('V')}
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&x)) { y[id.x] = ${name}(x[id.x]); }
}`,
  );

async function values(name: string, xs: Float32Array): Promise<Float32Array> {
  const x = tf.tensor1d(xs);
  const y = storageTensor<Tensor1D>(x.shape);
  kernel(name).dispatch([x, y], [Math.ceil(xs.length / 64)]);
  const result = await readFloats(y);
  tf.dispose([x, y]);
  return result;
}

const COUNT = 2 ** 14;

async function largestError(
  name: string,
  exact: (x: number) => number,
  range: number,
): Promise<number> {
  const xs = Float32Array.from({ length: COUNT }, (_, i) => range * ((2 * i + 1) / COUNT - 1));
  const ys = await values(name, xs);
  const errors = Array.from(xs, (x, i) => Math.abs((ys[i] ?? Number.NaN) / exact(x) - 1));
  return Math.max(...errors);
}

onWebgpu(() => {
  // Measured on SwiftShader: 7e-7, and 2.2e-7 for tanh.
  test.each([0.01, 1, 10])('σ on ±%f', async (range) => {
    const error = await largestError('sigmoid', (x) => 1 / (1 + Math.exp(-x)), range);
    expect(error).toBeLessThan(3e-6);
  });

  test.each([1e-3, 0.1, 0.6, 0.7, 4, 20])('tanh on ±%f', async (range) => {
    expect(await largestError('tangens', Math.tanh, range)).toBeLessThan(1e-6);
  });

  test('far away they saturate', async () => {
    const far = Float32Array.of(-3e38, -200, 200, 3e38, 0);
    expect(await values('sigmoid', far)).toEqual(Float32Array.of(0, 0, 1, 1, 0.5));
    expect(await values('tangens', far)).toEqual(Float32Array.of(-1, -1, 1, 1, 0));
  });
});
