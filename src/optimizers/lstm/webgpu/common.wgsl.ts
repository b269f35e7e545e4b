/** What the LSTM's shaders have in common: vectors of coordinates, rows, packed weights, σ and tanh. */
import { LEAST_SQUARE, MOMENT_DECAY, MOMENT_EPSILON } from '../preprocess';
import {
  gateRows,
  type KernelShape,
  layerInputs,
  momentsRow,
  packedCount,
  packedStart,
  packedUnits,
  stateRows,
} from './shape';

/** The same text for 0 … count − 1, a line each. */
export function repeat(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('\n');
}

/** An array of constants by layer, the output last. */
export function byLayer(shape: KernelShape, value: (l: number) => number): string {
  const values = Array.from({ length: shape.layers + 1 }, (_, l) => `${value(l)}u`);
  return `array<u32, ${shape.layers + 1}>(${values.join(', ')})`;
}

/**
 * Names and sizes.
 *
 * Coordinates. An invocation has LANES neighbouring coordinates, a `V`; `column` is its place in a row. All arrays are
 * [row][coordinate], so that neighbouring invocations read neighbouring addresses. Rows are filled up to `stride`, a
 * multiple of four; those coordinates have gradients and cotangents of zero and are computed like the others.
 *
 *     state of a step      layer 0: h [H], c [H] | layer 1: h, c | … | features x [F] of the step made from it
 *                          | moments [M]: what the preprocessing remembered before that step
 *     gates of a step      layer 0: unit 0: i f g o | unit 1: i f g o | … | layer 1 … | dL/dy of the output
 *     several steps        one behind the other; step s makes state s + 1 from state s
 *
 * Weights. A quad (vec4f) has the weights of one input to the four gates i, f, g, o of one unit:
 *
 *     layer l              unit 0: inputs from below | own h | bias,   unit 1: …     (units filled up to whole tiles)
 *     output, behind them  the last layer's h | bias                                 (only x of each quad is used)
 */
export function definitions(shape: KernelShape): string {
  const { lanes, layers, hidden, features, group } = shape;
  return `
alias V = ${lanes === 1 ? 'f32' : `vec${lanes}f`};
const LANES = ${lanes}u;
const GROUP = ${group}u;
const LAYERS = ${layers}u;
const HIDDEN = ${hidden}u;
const FEATURES = ${features}u;
const STATE_ROWS = ${stateRows(shape)}u;
const MOMENTS = ${momentsRow(shape)}u;
const GATE_ROWS = ${gateRows(shape)}u;
// By layer, the output last: quads of a unit, units as packed, where its quads begin.
const INPUTS = ${byLayer(shape, (l) => layerInputs(shape, l))};
const UNITS = ${byLayer(shape, (l) => packedUnits(shape, l))};
const START = ${byLayer(shape, (l) => packedStart(shape, l))};
// Quads in all: arrays of known length are read with less checking.
const PACKED = ${packedCount(shape)}u;

// Of the preprocessing rnnprop.
const DECAY = f32(${MOMENT_DECAY});
const REST = f32(${1 - MOMENT_DECAY});
const EPSILON = f32(${MOMENT_EPSILON});
const LEAST_SQUARE = f32(${LEAST_SQUARE});

struct Numbers {
  // The part's place in the tensors, its size, and numbers in a row.
  first: u32,
  coordinates: u32,
  stride: u32,
  // The step among those in the buffers; how many there are; whether sums go on from what is there (1) or begin.
  step: u32,
  steps: u32,
  goesOn: u32,
  outputScale: f32,
  // Of the preprocessing: p, e⁻ᵖ, eᵖ.
  p: f32,
  smallest: f32,
  steepness: f32,
}
`;
}

/** Which invocation has which column. */
export const MAIN = `
@compute @workgroup_size(GROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let column = (group.x + group.y * groups.x) * GROUP + lane;
  let columns = numbers.stride / LANES;
  let live = column < columns;
`;

/**
 * Reads and writes tensors of one number a coordinate by columns; behind the last coordinate stands 0.
 *
 * @param name of a binding that is an array of f32
 */
export function reader({ lanes }: KernelShape, name: string): string {
  const one = (c: number) => `${name}_at(c + ${c}u)`;
  const all = Array.from({ length: lanes }, (_, c) => one(c));
  return `
fn ${name}_at(c: u32) -> f32 {
  let place = numbers.first + min(c, numbers.coordinates - 1);
  return select(0.0, ${name}[place], c < numbers.coordinates);
}
fn ${name}_read(column: u32) -> V {
  let c = column * LANES;
  return V(${all.join(', ')});
}
`;
}

export function writer({ lanes }: KernelShape, name: string): string {
  const lane = (c: number) => (lanes === 1 ? 'v' : `v[${c}]`);
  return `
fn ${name}_write(column: u32, v: V) {
  let c = column * LANES;
${repeat(lanes, (q) => `  if (c + ${q}u < numbers.coordinates) { ${name}[numbers.first + c + ${q}u] = ${lane(q)}; }`)}
}
`;
}
