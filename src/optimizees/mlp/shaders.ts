/**
 * Perceptrons in WGSL: at most 2 L + 2 launches for f and ∇f, L the number of hidden layers, without barriers. Every
 * number is computed by one invocation, in a sum of a fixed order, so nothing is added up across invocations:
 *
 *     forward k     aₖ = act(aₖ₋₁ Wₖ + bₖ)            4 examples × 1 unit of one network an invocation
 *     output        softmax, δ_{L+1}, the loss         1 example
 *     back k        δₖ = (δₖ₊₁ Wₖ₊₁ᵀ) ⊙ act′(aₖ)      4 examples × 1 unit
 *     gradients     ∂f/∂Wₖ = aₖ₋₁ᵀ δₖ, ∂f/∂bₖ = Σ δₖ  4 rows × 4 columns of one layer's W, or 4 of its biases; of all
 *                                                      layers at once, right into the tensor [B, n]; behind those an
 *                                                      invocation for each network's f
 *
 * Loads are what it costs, so an invocation computes several numbers from what it has loaded, and activations and δ are
 * loaded by fours. Neighbouring invocations have neighbouring units or columns: they load the same activations at the
 * same time, and neighbours among the weights or δ. Weights are read in θ (where rows of four are not aligned: one by
 * one), examples in the minibatch's tensors. What the launches hand on lies in one buffer, because a stage may bind no
 * more than eight, every row filled up to fours:
 *
 *     a₁ [B, N, u₁] | δ₁ [B, N, u₁] | a₂ | δ₂ | … | δ_{L+1} [B, N, classes] | [B, N] of the loss and whether it is right (a four each)
 */
import type { MlpLayer } from './layers';
import {
  ACTIVATIONS,
  deltaStart,
  fourExamples,
  fourSums,
  fours,
  GRADIENT,
  head,
  inputOf,
  inputRow,
  inputsOf,
  KEPT,
  keepFour,
  keptFours,
  keptRow,
  LABELS,
  LOSS,
  lastOf,
  layerAt,
  MAIN,
  outputStart,
  type ShaderShape,
  THETA,
} from './shaderParts';

/** Bindings: numbers, θ, for k = 1 the inputs, the kept numbers. */
export function forwardWgsl(shape: ShaderShape, k: number): string {
  const { layers, activation } = shape;
  const { rows, columns, start } = layerAt(layers, k);
  return `${head(shape, k === 1 ? [THETA, inputsOf(shape), KEPT] : [THETA, KEPT])}
${ACTIVATIONS[activation]}
${MAIN}
  ${fourExamples(columns)}
  let w = b * COORDINATES + ${start}u + unit;
  var sums = vec4<f32>(theta[w + ${rows * columns}u]);
  ${fourSums(inputOf(shape, k), rows, columns, (e) => inputRow(shape, k, e))}
  ${keepFour(outputStart(layers, k), columns, 'vec4<f32>(act(sums.x), act(sums.y), act(sums.z), act(sums.w))')}
}`;
}

/** δₖ from δₖ₊₁. Bindings: numbers, θ, the kept numbers. */
export function backWgsl(shape: ShaderShape, k: number): string {
  const { layers, activation } = shape;
  const { rows, columns, start } = layerAt(layers, k + 1);
  const above = (e: string) => keptRow(deltaStart(layers, k + 1), columns, e);
  const own = (q: number) =>
    `slope(kept[${keptRow(outputStart(layers, k), rows, `e${q}`)} + unit / 4u][unit % 4u])`;
  return `${head(shape, [THETA, KEPT])}
${ACTIVATIONS[activation]}
${MAIN}
  ${fourExamples(rows)}
  let w = b * COORDINATES + ${start}u + unit * ${columns}u;
  var sums = vec4<f32>(0.0);
  ${fourSums({ name: 'kept', byFours: true }, columns, 1, above)}
  ${keepFour(deltaStart(layers, k), rows, `sums * vec4<f32>(${[0, 1, 2, 3].map(own).join(', ')})`)}
}`;
}

/** Bindings: numbers, θ, labels, the kept numbers. */
export function outputWgsl(shape: ShaderShape, gradient: boolean): string {
  const { layers } = shape;
  const { rows, columns, start } = lastOf(layers);
  const delta = `
  for (var c = 0u; c < ${columns}u; c++) {
    let p = kept[d + c / 4u][c % 4u] / total;
    kept[d + c / 4u][c % 4u] = select(p, p - 1.0, c == label) / f32(numbers.examples);
  }`;
  return `${head(shape, [THETA, LABELS, KEPT])}
${MAIN}
  let b = index / numbers.examples;
  if (b >= numbers.problems) { return; }
  let e = index % numbers.examples;
  let label = u32(labels[(b % numbers.labelSets) * numbers.examples + e]);
  let a = ${inputRow(shape, layers.length, 'e')};
  let d = ${keptRow(deltaStart(layers, layers.length), columns, 'e')};
  let w = b * COORDINATES + ${start}u;
  var most = 0.0;
  var best = 0u;
  for (var c = 0u; c < ${columns}u; c++) {
    var z = theta[w + ${rows * columns}u + c];
    for (var r = 0u; r < ${rows}u; r++) { z += kept[a + r / 4u][r % 4u] * theta[w + r * ${columns}u + c]; }
    kept[d + c / 4u][c % 4u] = z;
    if (c == 0u || z > most) {
      most = z;
      best = c;
    }
  }
  var total = 0.0;
  var chosen = 0.0;
  for (var c = 0u; c < ${columns}u; c++) {
    let s = kept[d + c / 4u][c % 4u] - most;
    let power = exp(s);
    total += power;
    if (c == label) { chosen = s; }
    kept[d + c / 4u][c % 4u] = power;
  }
  ${gradient ? delta : ''}
  let right = select(0.0, 1.0, best == label && chosen == 0.0);
  kept[begin(${keptFours(shape) - 1}u) + index] = vec4<f32>(log(total) - chosen, right, 0.0, 0.0);
}`;
}

/** f of network b, and the share of examples that are right. In two levels, because there may be many examples. */
function means(shape: ShaderShape): string {
  return `
fn means(b: u32) -> vec2<f32> {
  let first = begin(${keptFours(shape) - 1}u) + b * numbers.examples;
  let end = first + numbers.examples;
  var sum = vec2<f32>(0.0);
  for (var start = first; start < end; start += 128u) {
    var part = vec2<f32>(0.0);
    for (var at = start; at < min(start + 128u, end); at++) { part += kept[at].xy; }
    sum += part;
  }
  return sum / f32(numbers.examples);
}`;
}

/** Tiles of the layers before layer k in one network: their rows and the biases by fours, times their columns. */
function tilesBefore(layers: readonly MlpLayer[], k: number): number {
  const tiles = ({ rows, columns }: MlpLayer) => (fours(rows) + 1) * fours(columns);
  return layers.slice(0, k - 1).reduce((sum, layer) => sum + tiles(layer), 0);
}

/** Invocations of the launch that computes the gradients and f. */
export function gradientTiles({ layers }: ShaderShape, problems: number): number {
  return problems * (tilesBefore(layers, layers.length + 1) + 1);
}

/** Bindings: numbers, inputs, the kept numbers, f, ∇f. */
export function gradientsWgsl(shape: ShaderShape): string {
  const { layers } = shape;
  const tiles = tilesBefore(layers, layers.length + 1);
  const branches = layers.map((_, i) => {
    const before = tilesBefore(layers, i + 1);
    const condition = `if (tile < ${tilesBefore(layers, i + 2)}u)`;
    return `${condition} {${gradientTile(shape, i + 1, before)}\n  }`;
  });
  return `${head(shape, [inputsOf(shape), KEPT, LOSS, GRADIENT])}
${means(shape)}
${MAIN}
  let b = index / ${tiles}u;
  if (b >= numbers.problems) {
    let network = index - numbers.problems * ${tiles}u;
    if (network < numbers.problems) { loss[network] = means(network).x; }
    return;
  }
  let tile = index % ${tiles}u;
  ${branches.join(' else ')}
}`;
}

/** A tile of layer k's gradient: 4 rows × 4 columns of W's, or behind all rows 4 of the bias's. */
function gradientTile(shape: ShaderShape, k: number, before: number): string {
  const { layers } = shape;
  const { rows, columns, start } = layerAt(layers, k);
  const across = fours(columns);
  const { name, byFours } = inputOf(shape, k);
  const lengths = byFours ? fours(rows) : rows;
  const scalars = [0, 1, 2, 3].map((q) => `${name}[x + min(r + ${q}u, ${rows - 1}u)]`);
  const four = byFours ? `${name}[x + r / 4u]` : `vec4<f32>(${scalars.join(', ')})`;
  const store = (row: string, four: string) =>
    [0, 1, 2, 3].map(
      (q) => `if (c + ${q}u < ${columns}u) { gradient[${row} + ${q}u] = ${four}[${q}]; }`,
    );
  return `
    let r = (tile - ${before}u) / ${across}u * 4u;
    let c = (tile - ${before}u) % ${across}u * 4u;
    var d = ${keptRow(deltaStart(layers, k), columns, '0u')} + c / 4u;
    var x = ${inputRow(shape, k, '0u')};
    let at = b * COORDINATES + ${start}u + c;
    var g0 = vec4<f32>(0.0);
    if (r >= ${4 * fours(rows)}u) {
      for (var e = 0u; e < numbers.examples; e++) {
        g0 += kept[d];
        d += ${across}u;
      }
      ${store(`at + ${rows * columns}u`, 'g0').join('\n      ')}
      return;
    }
    var g1 = g0;
    var g2 = g0;
    var g3 = g0;
    for (var e = 0u; e < numbers.examples; e++) {
      let four = ${four};
      let delta = kept[d];
      g0 += four.x * delta;
      g1 += four.y * delta;
      g2 += four.z * delta;
      g3 += four.w * delta;
      x += ${lengths}u;
      d += ${across}u;
    }
    ${[0, 1, 2, 3]
      .map(
        (q) => `if (r + ${q}u < ${rows}u) {
      ${store(`at + (r + ${q}u) * ${columns}u`, `g${q}`).join('\n      ')}
    }`,
      )
      .join('\n    ')}`;
}

/** f alone. Bindings: numbers, the kept numbers, f. */
export function lossesWgsl(shape: ShaderShape): string {
  return `${head(shape, [KEPT, LOSS])}
${means(shape)}
${MAIN}
  if (index < numbers.problems) { loss[index] = means(index).x; }
}`;
}

/** f and behind it the shares of right examples: [2, B]. Bindings: numbers, the kept numbers, both. */
export function scoresWgsl(shape: ShaderShape): string {
  return `${head(shape, [KEPT, LOSS])}
${means(shape)}
${MAIN}
  if (index >= numbers.problems) { return; }
  let both = means(index);
  loss[index] = both.x;
  loss[numbers.problems + index] = both.y;
}`;
}
