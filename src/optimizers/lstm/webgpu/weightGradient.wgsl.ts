/**
 * dL/dW of several steps of all coordinates, in two stages without atomics, so that the same numbers are always added in
 * the same order.
 *
 *     dWˡ = Σ over steps, coordinates of [di; df; dg; do] [xˡ; hˡ; 1]ᵀ,      dw = Σ dy [hᴸ; 1]ᵀ
 *
 * Stage one is a product of matrices that are long in coordinates. Each slot has a range of coordinates, through all the
 * steps in the buffers; within it an invocation has one unit (four gates) and a tile of inputs, and takes four
 * coordinates at a time:
 *
 *                        four coordinates →                              inputs →
 *       one unit's   ┌──── d.i ────┐                                ┌ a0 a1 a2 … │ bias
 *       gates        │     d.f     │   times   x0  x1  x2 …  added  │ quads of the unit
 *                    │     d.g     │           (a tile of inputs)   └
 *                    └──── d.o ────┘
 *
 * Invocations side by side share the unit or the inputs, so rows are fetched once for several of them. The slots' sums
 *
 *     sums                 slot 0: quads as the weights are packed | slot 1: quads | …
 *
 * go on from the steps that were added before. Stage two (packing.wgsl.ts) adds up the slots, one after the other.
 */
import { byLayer, definitions, repeat } from './common.wgsl';
import { type KernelShape, layerInputs } from './shape';

/** Units of layer l that have weights; the output counts as one. */
const realUnits = ({ layers, hidden }: KernelShape, l: number) => (l === layers ? 1 : hidden);

/** Tiles of inputs, without the bias. */
const tiles = (shape: KernelShape, l: number) =>
  Math.ceil((layerInputs(shape, l) - 1) / shape.inputs);

/** How many invocations a slot has. */
export function weightGradientItems(shape: KernelShape): number {
  let items = 0;
  for (let l = 0; l <= shape.layers; l++) items += realUnits(shape, l) * tiles(shape, l);
  return items;
}

/** Bindings: states, gates' cotangents, numbers, sums. Workgroups: invocations of a slot in x, slots in y. */
export function weightGradientWgsl(shape: KernelShape): string {
  const inTile = (text: (q: number) => string) => repeat(shape.inputs, text);
  return `${definitions(shape)}
const TILE = ${shape.inputs}u;
const TILES = ${byLayer(shape, (l) => tiles(shape, l))};
const REAL_UNITS = ${byLayer(shape, (l) => realUnits(shape, l))};
const ITEMS = ${weightGradientItems(shape)}u;

@group(0) @binding(0) var<storage, read> states: array<vec4f>;
@group(0) @binding(1) var<storage, read> gates: array<vec4f>;
@group(0) @binding(2) var<uniform> numbers: Numbers;
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f>;

/** The row of input k of a layer, counted from the state before the step. */
fn inputRow(l: u32, k: u32) -> u32 {
  let lower = select(HIDDEN, FEATURES, l == 0);
  if (k >= lower) { return 2 * HIDDEN * l + k - lower; }
  if (l == 0) { return 2 * LAYERS * HIDDEN + k; }
  return STATE_ROWS + 2 * HIDDEN * (l - 1) + k;
}

@compute @workgroup_size(GROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  var item = group.x * GROUP + lane;
  if (item >= ITEMS) { return; }
  var l = 0u;
  while (item >= REAL_UNITS[l] * TILES[l]) {
    item -= REAL_UNITS[l] * TILES[l];
    l++;
  }
  let unit = item / TILES[l];
  let first = item % TILES[l] * TILE;
  let inputs = INPUTS[l] - 1;

  let columns = numbers.stride / 4;
  let share = (columns + groups.y - 1) / groups.y;
  let begin = min(group.y * share, columns);
  let end = min(begin + share, columns);

  // The output has one row where units have four.
  let gateRow = 4 * (l * HIDDEN + unit);
  let nextGate = select(columns, 0, l == LAYERS);
${inTile((q) => `  let row${q} = inputRow(l, min(first + ${q}, inputs - 1)) * columns;`)}
${inTile((q) => `  var a${q} = vec4f(0);`)}
  var bias = vec4f(0);
  for (var step = 0u; step < numbers.steps; step++) {
    let gateAt = (step * GATE_ROWS + gateRow) * columns;
    let stateAt = step * STATE_ROWS * columns;
    for (var column = begin; column < end; column++) {
      let at = gateAt + column;
      let d = mat4x4f(gates[at], gates[at + nextGate], gates[at + 2 * nextGate], gates[at + 3 * nextGate]);
      bias += vec4f(1) * d;
${inTile((q) => `      a${q} += states[stateAt + row${q} + column] * d;`)}
    }
  }

  let place = group.y * PACKED + START[l] + unit * INPUTS[l];
${inTile((q) => `  if (first + ${q} < inputs) { add(place + first + ${q}, a${q}); }`)}
  if (first == 0) { add(place + inputs, bias); }
}

fn add(place: u32, term: vec4f) {
  if (numbers.goesOn == 1) { sums[place] += term; } else { sums[place] = term; }
}
`;
}
