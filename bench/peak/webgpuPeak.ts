/**
 * fp32 GFLOP/s of a WebGPU device: every invocation multiplies and adds in eight independent vectors and touches no
 * memory. What a kernel with memory to read could reach at the very most.
 */

const ROUNDS = 256;
const VECTORS = 8;
const WORKGROUP = 64;

const WGSL = `
@group(0) @binding(0) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * ${WORKGROUP}u;
  let x = vec4f(f32(at % 7u)) * 1e-3;
  ${Array.from({ length: VECTORS }, (_, i) => `var a${i} = vec4f(${i}.5);`).join('\n  ')}
  for (var k = 0u; k < ${ROUNDS}u; k++) {
    ${Array.from({ length: VECTORS }, (_, i) => `a${i} = fma(a${i}, x, x);`).join('\n    ')}
  }
  let sum = ${Array.from({ length: VECTORS }, (_, i) => `a${i}`).join(' + ')};
  // Never so, but the compiler cannot know.
  if (sum.x + sum.y + sum.z + sum.w == 12345.0) { result[0] = sum.x; }
}`;

const FLOPS_A_GROUP = 2 * 4 * VECTORS * ROUNDS * WORKGROUP;
const LONG_ENOUGH_MS = 100;

export async function webgpuPeak(): Promise<number> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('no graphics adapter was found');
  const device = await adapter.requestDevice();
  const module = device.createShaderModule({ code: WGSL });
  const compute = { module, entryPoint: 'main' };
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute });
  const buffer = device.createBuffer({ size: 256, usage: GPUBufferUsage.STORAGE });
  const bindings = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer } }],
  });
  const launch = async (rows: number): Promise<number> => {
    const from = performance.now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(256, rows);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - from;
  };
  let rows = 1;
  let ms = await launch(rows);
  // Until a launch takes so long that its own cost does not count.
  while (ms < LONG_ENOUGH_MS && rows < 32_768) {
    rows *= 2;
    ms = await launch(rows);
  }
  const best = Math.min(ms, await launch(rows), await launch(rows));
  device.destroy();
  return (256 * rows * FLOPS_A_GROUP) / best / 1e6;
}
