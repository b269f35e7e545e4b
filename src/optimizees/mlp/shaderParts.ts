/** What the perceptrons' shaders (shaders.ts) have in common: places, bindings, activations, sums over layers. */
import { sigmoidAndTanh } from '../../runtime/webgpu/activations.wgsl';
import type { Activation } from '../../specs/task';
import type { MlpLayer } from './layers';

/** Invocations of a workgroup. */
export const WORKGROUP = 64;

/** What the shaders are made for. */
export interface ShaderShape {
  layers: readonly MlpLayer[];
  activation: Activation;
}

/** Fours that a row of `count` numbers takes. */
export const fours = (count: number): number => Math.ceil(count / 4);

/** Fours that the buffer between the launches has for each example of each network. */
export function keptFours({ layers }: ShaderShape): number {
  return deltaStart(layers, layers.length) + fours(lastOf(layers).columns) + 1;
}

export function lastOf(layers: readonly MlpLayer[]): MlpLayer {
  return layerAt(layers, layers.length);
}

/** Layer k, from 1 as in the equations. */
export function layerAt(layers: readonly MlpLayer[], k: number): MlpLayer {
  const layer = layers[k - 1];
  if (layer === undefined) throw new RangeError(`there is no layer ${k}`);
  return layer;
}

/** Where aₖ begins, and δₖ, in fours for each example of each network. */
export function outputStart(layers: readonly MlpLayer[], k: number): number {
  return layers.slice(0, k - 1).reduce((sum, { columns }) => sum + 2 * fours(columns), 0);
}

export function deltaStart(layers: readonly MlpLayer[], k: number): number {
  const own = k < layers.length ? fours(layerAt(layers, k).columns) : 0;
  return outputStart(layers, k) + own;
}

const SMOOTH = sigmoidAndTanh('f32');

/** act(z), and its derivative as a function of a = act(z). */
export const ACTIVATIONS: Record<Activation, string> = {
  sigmoid: `${SMOOTH}
fn act(z: f32) -> f32 { return sigmoid(z); }
fn slope(a: f32) -> f32 { return a * (1.0 - a); }`,
  tanh: `${SMOOTH}
fn act(z: f32) -> f32 { return tangens(z); }
fn slope(a: f32) -> f32 { return 1.0 - a * a; }`,
  relu: `
fn act(z: f32) -> f32 { return select(z, 0.0, z <= 0.0); }
fn slope(a: f32) -> f32 { return select(0.0, 1.0, a > 0.0); }`,
};

/** Whether the examples' rows can be loaded by fours. */
const aligned = ({ layers }: ShaderShape): boolean => layerAt(layers, 1).rows % 4 === 0;

export const THETA = '<storage, read> theta: array<f32>';
export const LABELS = '<storage, read> labels: array<i32>';
export const KEPT = '<storage, read_write> kept: array<vec4<f32>>';
export const LOSS = '<storage, read_write> loss: array<f32>';
export const GRADIENT = '<storage, read_write> gradient: array<f32>';
export const inputsOf = (shape: ShaderShape): string =>
  `<storage, read> inputs: array<${aligned(shape) ? 'vec4<f32>' : 'f32'}>`;

/** The beginning of every shader: the numbers, and bindings from 1. */
export function head(shape: ShaderShape, bindings: readonly string[]): string {
  const declared = bindings.map((binding, i) => `@group(0) @binding(${i + 1}) var${binding};`);
  return `
struct Numbers {
  problems: u32,
  examples: u32,
  inputSets: u32,
  labelSets: u32,
}
@group(0) @binding(0) var<uniform> numbers: Numbers;
${declared.join('\n')}
const COORDINATES = ${lastOf(shape.layers).end}u;

// Where a kept array begins that has so many fours before it, for each example.
fn begin(before: u32) -> u32 { return before * numbers.problems * numbers.examples; }
`;
}

export const MAIN = `
@compute @workgroup_size(${WORKGROUP})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.x + group.y * groups.x) * ${WORKGROUP}u + local;
`;

/** Network b, four of its examples e0 … e3 (the last one again where there are fewer) and a unit; `first` is e0. */
export function fourExamples(units: number): string {
  return `
  let unit = index % ${units}u;
  let tiles = (numbers.examples + 3u) / 4u;
  let b = index / ${units}u / tiles;
  if (b >= numbers.problems) { return; }
  let first = (index / ${units}u) % tiles * 4u;
  let last = numbers.examples - 1u;
  let e0 = first;
  let e1 = min(first + 1u, last);
  let e2 = min(first + 2u, last);
  let e3 = min(first + 3u, last);
`;
}

/**
 * sums.x … sums.w += Σₖ A(e0 … e3, k) w(k) over `inner` ks; w(k) stands at θ[w + k · step].
 *
 * @param source where A is: `inputs` or `kept`
 * @param rowOf the place of an example's row in it, in numbers or fours
 */
export function fourSums(
  source: { name: string; byFours: boolean },
  inner: number,
  step: number,
  rowOf: (example: string) => string,
): string {
  const examples = ['e0', 'e1', 'e2', 'e3'];
  const lanes = ['x', 'y', 'z', 'w'];
  const rows = examples.map((e, i) => `let row${i} = ${rowOf(e)};`).join('\n  ');
  const weight = (k: string) => `theta[w + (${k}) * ${step}u]`;
  if (!source.byFours) {
    return `${rows}
  for (var k = 0u; k < ${inner}u; k++) {
    sums += vec4<f32>(${examples.map((_, i) => `${source.name}[row${i} + k]`).join(', ')}) * ${weight('k')};
  }`;
  }
  const whole = Math.floor(inner / 4);
  const rest = Array.from({ length: inner % 4 }, (_, q) => {
    const column = examples.map((_, i) => `${source.name}[row${i} + ${whole}u].${lanes[q]}`);
    return `sums += vec4<f32>(${column.join(', ')}) * ${weight(`${4 * whole + q}u`)};`;
  });
  return `${rows}
  for (var k = 0u; k < ${whole}u; k++) {
    let weights = vec4<f32>(${[0, 1, 2, 3].map((q) => weight(`4u * k + ${q}u`)).join(', ')});
    sums += vec4<f32>(${examples.map((_, i) => `dot(${source.name}[row${i} + k], weights)`).join(', ')});
  }
  ${rest.join('\n  ')}`;
}

/** Layer k's input, as `fourSums` wants it. */
export function inputOf(shape: ShaderShape, k: number): { name: string; byFours: boolean } {
  return k === 1 ? { name: 'inputs', byFours: aligned(shape) } : { name: 'kept', byFours: true };
}

export function inputRow(shape: ShaderShape, k: number, example: string): string {
  const { layers } = shape;
  const { rows } = layerAt(layers, k);
  if (k > 1) return keptRow(outputStart(layers, k - 1), rows, example);
  const length = aligned(shape) ? rows / 4 : rows;
  return `((b % numbers.inputSets) * numbers.examples + ${example}) * ${length}u`;
}

/** Where example e's row of a kept array stands. */
export function keptRow(start: number, width: number, example: string): string {
  return `begin(${start}u) + (b * numbers.examples + ${example}) * ${fours(width)}u`;
}

/** Puts four examples' numbers of the unit where they belong. */
export function keepFour(start: number, width: number, values: string): string {
  const lines = [0, 1, 2, 3].map(
    (q) =>
      `if (first + ${q}u <= last) { kept[${keptRow(start, width, `e${q}`)} + unit / 4u][unit % 4u] = values[${q}]; }`,
  );
  return `let values = ${values};
  ${lines.join('\n  ')}`;
}
