/**
 * The cotangents of an unroll's updates on WebGPU, one launch a step and nothing read back. With r from the last step
 * to the first,
 *
 *     λᵣ₋₁ = λᵣ + wᵣ / B · ∇f(θᵣ)              (`log`: divided by f̄(θᵣ), the mean of the B losses)
 *
 * one invocation an entry. Every invocation adds up the B losses by itself: that takes less than a launch of its own
 * would, and the sum is the same in all of them.
 */

import type { Tensor1D, Tensor2D } from '../runtime/tf';
import { uniforms } from '../runtime/webgpu/buffers';
import { computeKernel, spread, storageTensor } from '../runtime/webgpu/computePass';
import type { Objective } from './objective';

const WIDTH = 64;

/** w / B / f̄, where f̄ is the sum of the losses divided by B. */
const DIVIDED = `
      var sum = 0.0;
      for (var b = 0u; b < step.problems; b++) { sum += loss[b]; }
      scale = step.weight / sum;`;

/** @param log whether terms are divided by the mean loss; @param behind whether there is a λ to add to */
function wgsl(log: boolean, behind: boolean): string {
  const bindings = [
    'var<storage, read_write> lambda: array<f32>',
    'var<storage, read> gradient: array<f32>',
    'var<uniform> step: Step',
    ...(log ? ['var<storage, read> loss: array<f32>'] : []),
    ...(behind ? ['var<storage, read> behind: array<f32>'] : []),
  ];
  return `
    struct Step { size: u32, problems: u32, weight: f32 }
    ${bindings.map((text, i) => `@group(0) @binding(${i}) ${text};`).join('\n    ')}

    @compute @workgroup_size(${WIDTH})
    fn main(
      @builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u,
      @builtin(local_invocation_index) lane: u32,
    ) {
      let i = (group.x + group.y * groups.x) * ${WIDTH} + lane;
      if (i >= step.size) { return; }
      var scale = step.weight / f32(step.problems);
      ${log ? DIVIDED : ''}
      lambda[i] = scale * gradient[i] ${behind ? '+ behind[i]' : ''};
    }`;
}

const kernels = new Map(
  [false, true].flatMap((log) =>
    [false, true].map((behind) => [
      `${log}${behind}`,
      computeKernel('cotangents of the updates', wgsl(log, behind)),
    ]),
  ),
);

/** As `updateCotangents` (objective.ts). @throws KernelFailure */
export function deviceCotangents(
  objective: Objective,
  losses: readonly Tensor1D[],
  gradients: readonly Tensor2D[],
  weights: readonly number[],
): Tensor2D[] {
  const log = objective === 'log';
  const cotangents: Tensor2D[] = new Array(gradients.length);
  for (let r = gradients.length - 1; r >= 0; r--) {
    const gradient = gradients[r] as Tensor2D;
    const loss = losses[r] as Tensor1D;
    const behind = cotangents[r + 1];
    const lambda = storageTensor<Tensor2D>(gradient.shape);
    cotangents[r] = lambda;
    kernels
      .get(`${log}${behind !== undefined}`)
      ?.dispatch(
        [
          lambda,
          gradient,
          uniforms([gradient.size, loss.size], [weights[r] ?? 0]),
          ...(log ? [loss] : []),
          ...(behind === undefined ? [] : [behind]),
        ],
        spread(Math.ceil(gradient.size / WIDTH)),
      );
  }
  return cotangents;
}
