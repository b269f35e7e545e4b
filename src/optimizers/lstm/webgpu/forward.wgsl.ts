/**
 * One step of the LSTM for all coordinates in one launch: preprocessing, all layers, output.
 *
 *     x⁰ = preprocess(∇)
 *     z  = Wˡ [xˡ; hˡ; 1]                     for each unit a quad: i, f, g, o
 *     cˡ ← σ(f) ⊙ cˡ + σ(i) ⊙ tanh(g)
 *     hˡ ← σ(o) ⊙ tanh(cˡ),   xˡ⁺¹ = hˡ
 *     u  = outputScale · w [hᴸ; 1], or outputScale · tanh(w [hᴸ; 1])
 *
 * A coordinate needs nothing of another one, so an invocation takes LANES of them through everything, and no invocation
 * waits for another's numbers. The workgroup shares the weights:
 *
 *                     inputs of the layer (x, h, 1) →
 *      units ↓   ┌──────────────────────────────────┐
 *     a tile of  │ quad quad quad …                 │ ─┐
 *     UNITS_TILE │ quad quad quad …                 │ ─┤→ accumulators z0, z1, … of this invocation
 *                ├──────────────────────────────────┤
 *                │ next tile …                      │    as many tiles as fit are brought into workgroup memory at a
 *                └──────────────────────────────────┘    time; then all invocations of the group read the same quad at
 *                                                        the same moment, which is one access.
 *
 * Every input is read once for a whole tile of units, from a row where neighbours have neighbouring addresses.
 */
import { sigmoidAndTanh } from '../../../runtime/webgpu/activations.wgsl';
import { definitions, MAIN, reader, repeat, writer } from './common.wgsl';
import { type KernelShape, layerInputs, unitsAtATime } from './shape';

/**
 * `inPlace`: state 0 is replaced, nothing is kept (racing). `states`: state s + 1 is made from state s, with the
 * features. `record`: the gates as well. `again`: only the gates, from states and features that are there.
 */
export type ForwardKind = 'inPlace' | 'states' | 'record' | 'again';

/** Bindings: weights, states, numbers; but for `again` gradient, update; for `record` and `again` gates. */
export function forwardWgsl(shape: KernelShape, kind: ForwardKind): string {
  const again = kind === 'again';
  const gates = again || kind === 'record';
  return `${definitions(shape)}
@group(0) @binding(0) var<storage, read> weights: array<vec4f, PACKED>;
@group(0) @binding(1) var<storage, read_write> states: array<V>;
@group(0) @binding(2) var<uniform> numbers: Numbers;
${again ? '' : GRADIENT_AND_UPDATE}
${gates ? `@group(0) @binding(${again ? 3 : 5}) var<storage, read_write> gates: array<V>;` : ''}
${sigmoidAndTanh('V')}
${again ? '' : reader(shape, 'gradient') + writer(shape, 'update') + FEATURES[shape.preprocess]}
${sharedWeights(shape)}
${MAIN}
  let before = numbers.step * STATE_ROWS;
  let after = ${kind === 'inPlace' ? 'before' : 'before + STATE_ROWS'};
  let xRow = before + 2 * LAYERS * HIDDEN;
  ${again ? '' : WRITE_FEATURES[shape.preprocess]}
  ${kind === 'inPlace' ? 'var fresh: array<V, HIDDEN>;' : ''}
  for (var l = 0u; l < LAYERS; l++) {
    let lower = select(HIDDEN, FEATURES, l == 0);
    let inputs = INPUTS[l];
    let start = START[l];
    let lowerAt = select(after + 2 * HIDDEN * (max(l, 1) - 1), xRow, l == 0) * columns + column;
    let ownAt = (before + 2 * HIDDEN * l) * columns + column;
    for (var first = 0u; first < HIDDEN; first += UNITS_AT_A_TIME) {
      ${bringWeights(shape)}
      if (live) {
        for (var j = first; j < min(first + UNITS_AT_A_TIME, HIDDEN); j += UNITS_TILE) {
${repeat(shape.units, (u) => tileStart(shape, u))}
          for (var k = 0u; k < lower; k++) {
            let x = states[lowerAt + k * columns];
${repeat(shape.units, (u) => `            { let w = weight(w${u} + k); i${u} += w.x * x; f${u} += w.y * x; g${u} += w.z * x; o${u} += w.w * x; }`)}
          }
          for (var k = 0u; k < HIDDEN; k++) {
            let x = states[ownAt + k * columns];
${repeat(shape.units, (u) => `            { let w = weight(w${u} + lower + k); i${u} += w.x * x; f${u} += w.y * x; g${u} += w.z * x; o${u} += w.w * x; }`)}
          }
${repeat(shape.units, (u) => tileEnd(kind, u))}
        }
      }
    }
    ${kind === 'inPlace' ? KEEP_FRESH : ''}
  }
  ${again ? '' : output(shape)}
}
`;
}

const GRADIENT_AND_UPDATE = `
@group(0) @binding(3) var<storage, read> gradient: array<f32>;
@group(0) @binding(4) var<storage, read_write> update: array<f32>;`;

/**
 * A NaN would be lost in max and clamp, and a comparison with itself may be taken for true: told by its bits, it is
 * handed on.
 */
const FEATURES = {
  none: '',
  'log-sign': `
fn keepNan(feature: V, g: V) -> V {
  let bits = bitcast<Bits>(g) & Bits(0x7fffffffu);
  return select(feature, g, bits > Bits(0x7f800000u));
}
`,
  rnnprop: '',
};

const WRITE_FEATURES = {
  none: `
  if (live) { states[xRow * columns + column] = gradient_read(column); }`,
  'log-sign': `
  if (live) {
    let g = gradient_read(column);
    let magnitude = log(max(abs(g), V(numbers.smallest))) / numbers.p;
    let direction = clamp(g * numbers.steepness, V(-1), V(1));
    states[xRow * columns + column] = keepNan(magnitude, g);
    states[(xRow + 1) * columns + column] = keepNan(direction, g);
  }`,
  rnnprop: `
  if (live) {
    let g = gradient_read(column);
    let oldAt = (before + MOMENTS) * columns + column;
    let newAt = (after + MOMENTS) * columns + column;
    let m = DECAY * states[oldAt] + REST * g;
    let v = DECAY * states[oldAt + columns] + REST * g * g;
    let c = DECAY * states[oldAt + 2 * columns] + V(REST);
    states[newAt] = m;
    states[newAt + columns] = v;
    states[newAt + 2 * columns] = c;
    let size = sqrt(max(v / c, V(LEAST_SQUARE))) + V(EPSILON);
    states[xRow * columns + column] = m / c / size;
    states[(xRow + 1) * columns + column] = g / size;
  }`,
};

/** In place, no unit's h may be replaced while others still read the old ones. */
const KEEP_FRESH = `
    if (live) {
      for (var j = 0u; j < HIDDEN; j++) { states[ownAt + j * columns] = fresh[j]; }
    }`;

const output = ({ bounded }: KernelShape): string => `
  if (live) {
    let topAt = (after + 2 * HIDDEN * (LAYERS - 1)) * columns + column;
    var y = V(weights[START[LAYERS] + HIDDEN].x);
    for (var k = 0u; k < HIDDEN; k++) {
      y += weights[START[LAYERS] + k].x * states[topAt + k * columns];
    }
    update_write(column, numbers.outputScale * ${bounded ? 'tangens(y)' : 'y'});
  }`;

/** Sums begin with the bias. */
function tileStart({ workgroupBytes }: KernelShape, u: number): string {
  const unit = workgroupBytes === 0 ? `start + (j + ${u}) * inputs` : `(j - first + ${u}) * inputs`;
  return `          let w${u} = ${unit};
          let b${u} = weight(w${u} + inputs - 1);
          var i${u} = V(b${u}.x); var f${u} = V(b${u}.y); var g${u} = V(b${u}.z); var o${u} = V(b${u}.w);`;
}

/** From the sums to the unit's new c and h; units that only fill up the last tile are dropped. */
function tileEnd(kind: ForwardKind, u: number): string {
  const gateRow = `(numbers.step * GATE_ROWS + 4 * (l * HIDDEN + j + ${u}))`;
  const record = `
            let gateAt = ${gateRow} * columns + column;
            gates[gateAt] = i; gates[gateAt + columns] = f;
            gates[gateAt + 2 * columns] = g; gates[gateAt + 3 * columns] = o;`;
  const state = `
            let cAt = ((2 * l + 1) * HIDDEN + j + ${u}) * columns + column;
            let c = f * states[before * columns + cAt] + i * g;
            states[after * columns + cAt] = c;`;
  const hAt = `(after + 2 * HIDDEN * l + j + ${u}) * columns + column`;
  const h = kind === 'inPlace' ? `fresh[j + ${u}]` : `states[${hAt}]`;
  return `          if (j + ${u} < HIDDEN) {
            let i = sigmoid(i${u}); let f = sigmoid(f${u}); let g = tangens(g${u}); let o = sigmoid(o${u});${
              kind === 'record' || kind === 'again' ? record : ''
            }${kind === 'again' ? '' : state}
            ${kind === 'again' ? '' : `${h} = o * tangens(c);`}
          }`;
}

/** Where `weight` reads: workgroup memory, or the packed weights themselves. */
function sharedWeights(shape: KernelShape): string {
  const atATime = unitsAtATime(shape);
  const { lanes, units, workgroupBytes } = shape;
  const constants = `
alias Bits = ${lanes === 1 ? 'u32' : `vec${lanes}u`};
const UNITS_TILE = ${units}u;
const UNITS_AT_A_TIME = ${atATime}u;`;
  if (workgroupBytes === 0) {
    return `${constants}
fn weight(at: u32) -> vec4f { return weights[at]; }`;
  }
  const widest = Math.max(...Array.from({ length: shape.layers }, (_, l) => layerInputs(shape, l)));
  return `${constants}
var<workgroup> shared_weights: array<vec4f, ${atATime * widest}>;
fn weight(at: u32) -> vec4f { return shared_weights[at]; }`;
}

/** The quads of units first … first + UNITS_AT_A_TIME − 1, which lie one behind the other. */
function bringWeights({ workgroupBytes }: KernelShape): string {
  if (workgroupBytes === 0) return '';
  return `
      workgroupBarrier();
      for (var q = lane; q < min(UNITS_AT_A_TIME, UNITS[l] - first) * inputs; q += GROUP) {
        shared_weights[q] = weights[start + first * inputs + q];
      }
      workgroupBarrier();`;
}
