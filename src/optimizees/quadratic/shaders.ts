/**
 * Quadratics in WGSL,
 *
 *     r = Wθ − y,     f = Σ r²,     ∇f = 2 Wᵀ r
 *
 * without barriers and without sums across invocations. There are two ways, by the dimension n (a constant N of the
 * shader); in both, invocations that run together read numbers that stand together.
 *
 *     small n   one launch, an invocation a problem: r stays in its registers. What is given lies problem by problem
 *               in the innermost place:
 *                                                     problems →
 *                                        W(0, 0)   [ 0  1  2  …  B − 1 ]
 *                                        W(0, 1)   [ …
 *                                           ⋮
 *                                        y(0)      [ …
 *
 *     larger n  two launches, an invocation for each four of the n components: r first, then ∇f, with f by
 *               invocations of its own. W is kept twice, so that a launch reads along rows, by fours; every row is
 *               filled up with zeros to m, the next multiple of four:
 *
 *                                        Wᵀ [B][n][m] | W [B][n][m] | y [B][m]          r [B][m]
 *
 * Every sum runs from its first term to its last.
 */

/** Invocations of a workgroup. */
export const WORKGROUP = 64;

const HEAD = /* wgsl */ `
struct Shape { problems: u32 }
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> given: array<f32>;
`;

const ENTRY = /* wgsl */ `
@compute @workgroup_size(${WORKGROUP})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.x + group.y * groups.x) * ${WORKGROUP}u + local;
`;

/** f [B] and, with a gradient, ∇f [B, N]; an invocation for each problem. */
export function wholeProblems(gradient: boolean): string {
  return `${HEAD}
@group(0) @binding(2) var<storage, read> theta: array<f32>;
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;
${gradient ? '@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;' : ''}
${ENTRY}
  let B = shape.problems;
  if (index >= B) { return; }
  var x: array<f32, N>;
  for (var j = 0u; j < N; j++) { x[j] = theta[index * N + j]; }
  var g: array<f32, N>;
  var total = 0.0;
  for (var i = 0u; i < N; i++) {
    var at = i * N * B + index;
    var r = 0.0;
    for (var j = 0u; j < N; j++) {
      r += given[at] * x[j];
      at += B;
    }
    r -= given[(N * N + i) * B + index];
    total += r * r;
    ${
      gradient
        ? `at = i * N * B + index;
    for (var j = 0u; j < N; j++) {
      g[j] += given[at] * r;
      at += B;
    }`
        : ''
    }
  }
  loss[index] = total;
  ${gradient ? 'for (var j = 0u; j < N; j++) { gradient[index * N + j] = 2.0 * g[j]; }' : ''}
}`;
}

const BY_FOURS = `
const M = (N + 3u) / 4u;
struct Shape { problems: u32 }
@group(0) @binding(0) var<uniform> shape: Shape;
`;

/** r [B][m]; an invocation for each four. */
export const RESIDUALS = `${BY_FOURS}
@group(0) @binding(1) var<storage, read> given: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> theta: array<f32>;
@group(0) @binding(3) var<storage, read_write> residual: array<vec4<f32>>;
${ENTRY}
  let problem = index / M;
  if (problem >= shape.problems) { return; }
  var at = problem * N * M + index % M;
  var sum = vec4<f32>(0.0);
  for (var j = 0u; j < N; j++) {
    sum += given[at] * theta[problem * N + j];
    at += M;
  }
  residual[index] = sum - given[2u * shape.problems * N * M + index];
}`;

/** Σ r² of a problem; behind the last component r is 0. */
const SQUARES = `
fn squares(problem: u32) -> f32 {
  var sum = vec4<f32>(0.0);
  for (var i = problem * M; i < (problem + 1u) * M; i++) { sum += residual[i] * residual[i]; }
  return (sum.x + sum.y) + (sum.z + sum.w);
}`;

/** ∇f [B, n], an invocation for each four of a problem, and f [B], an invocation for each problem behind those. */
export const GRADIENTS = `${BY_FOURS}
@group(0) @binding(1) var<storage, read> given: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> residual: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;
${SQUARES}
${ENTRY}
  let problem = index / M;
  if (problem >= shape.problems) {
    let own = index - shape.problems * M;
    if (own < shape.problems) { loss[own] = squares(own); }
    return;
  }
  var at = (shape.problems + problem) * N * M + index % M;
  var sum = vec4<f32>(0.0);
  for (var i = 0u; i < N; i++) {
    sum += given[at] * residual[problem * M + i / 4u][i % 4u];
    at += M;
  }
  let first = index % M * 4u;
  for (var q = 0u; q < min(4u, N - first); q++) { gradient[problem * N + first + q] = 2.0 * sum[q]; }
}`;

/** f [B] alone, from r. */
export const LOSSES = `${BY_FOURS}
@group(0) @binding(1) var<storage, read> residual: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
${SQUARES}
${ENTRY}
  if (index < shape.problems) { loss[index] = squares(index); }
}`;
