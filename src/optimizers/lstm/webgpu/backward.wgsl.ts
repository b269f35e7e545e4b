/**
 * One step of the LSTM backwards for all coordinates in one launch, all layers: from λ = ∂L/∂u and the cotangents of the
 * state behind the step to those of its gates' sums, of the state before it, and, if asked, of ∇. From the last layer to
 * the first, with ' for what belongs to the state behind the step:
 *
 *     dy  = outputScale · λ,   dh'ᴸ += w dy          (where u is bounded: dy · (1 − tanh² y))
 *     do  = dh' tanh(c') o (1 − o)              dc' += dh' o (1 − tanh²(c'))
 *     di  = dc' g i (1 − i),   df = dc' c f (1 − f),   dg = dc' i (1 − g²),   dc = dc' f
 *     [dx; dh] = Wᵀ [di; df; dg; do]            dx is added to dh' of the layer below
 *
 * As going forward, an invocation takes its LANES coordinates through everything. The gates' cotangents replace the
 * gates, and the carried cotangents of h and c are replaced where they lie:
 *
 *     carried              layer 0: dh [H], dc [H] | layer 1: dh, dc | … | (F rows) | moments: dm, dv
 *
 * The product goes by inputs: each input of a tile has an accumulator, and one unit's gate cotangents are read once for
 * the tile. The weights of as many inputs as fit are brought into workgroup memory at a time:
 *
 *                  inputs →  one tile       next tile
 *      units ↓   ┌────────────────────────┬──────────
 *                │ quad quad quad …       │
 *                │ quad quad quad …       │           sums down the columns: a0, a1, … += quad · (di, df, dg, do)
 *
 * What dL/dW gets from it comes later, for several steps at once (weightGradient.wgsl.ts).
 */
import { sigmoidAndTanh } from '../../../runtime/webgpu/activations.wgsl';
import { definitions, MAIN, reader, repeat, writer } from './common.wgsl';
import { inputsAtATime, type KernelShape } from './shape';

/** Bindings: weights, states, numbers, gates, carried, λ; with `throughInputs` the cotangent of ∇. */
export function backwardWgsl(shape: KernelShape, throughInputs: boolean): string {
  const inTile = (text: (q: number) => string) => repeat(shape.inputs, text);
  return `${definitions(shape)}
@group(0) @binding(0) var<storage, read> weights: array<vec4f, PACKED>;
@group(0) @binding(1) var<storage, read> states: array<V>;
@group(0) @binding(2) var<uniform> numbers: Numbers;
@group(0) @binding(3) var<storage, read_write> gates: array<V>;
@group(0) @binding(4) var<storage, read_write> carried: array<V>;
@group(0) @binding(5) var<storage, read> lambda: array<f32>;
${throughInputs ? INPUT_BINDING : ''}
${sigmoidAndTanh('V')}
${reader(shape, 'lambda')}
${throughInputs ? writer(shape, 'input') : ''}
${sharedWeights(shape)}
${MAIN}
  let before = numbers.step * STATE_ROWS;
  let gatesAt = numbers.step * GATE_ROWS;
  var dy = V(0);
  if (live) {
    dy = numbers.outputScale * lambda_read(column);
    ${shape.bounded ? THROUGH_BOUND : ''}
    gates[(gatesAt + 4 * LAYERS * HIDDEN) * columns + column] = dy;
  }
  for (var above = LAYERS; above > 0; above--) {
    let l = above - 1;
    let inputs = INPUTS[l];
    let start = START[l];
    let lower = select(HIDDEN, FEATURES, l == 0);
    let hAt = 2 * HIDDEN * l * columns + column;
    let lowerAt = 2 * HIDDEN * (max(l, 1) - 1) * columns + column;
    let gateAt = (gatesAt + 4 * HIDDEN * l) * columns + column;
    if (live) {
      ${THROUGH_GATES}
    }
    // Nobody asks for the features' cotangents but who wants ∇'s.
    let lowest = ${throughInputs ? '0u' : 'select(0, lower, l == 0)'};
    for (var first = lowest; first < lower + HIDDEN; first += INPUTS_AT_A_TIME) {
      ${bringWeights(shape)}
      if (live) {
        let end = min(first + INPUTS_AT_A_TIME, lower + HIDDEN);
        for (var k = first; k < end; k += INPUTS_TILE) {
${inTile((q) => `          var a${q} = V(0);`)}
          for (var j = 0u; j < HIDDEN; j++) {
            let at = gateAt + 4 * j * columns;
            let di = gates[at];
            let df = gates[at + columns];
            let dg = gates[at + 2 * columns];
            let dO = gates[at + 3 * columns];
            let w = ${shape.workgroupBytes === 0 ? 'start + j * inputs + k' : 'j * INPUTS_AT_A_TIME + k - first'};
${inTile((q) => `            { let quad = weight(w + ${q}); a${q} += quad.x * di + quad.y * df + quad.z * dg + quad.w * dO; }`)}
          }
${inTile((q) => storeTileEntry(q, throughInputs))}
        }
      }
    }
  }
  ${throughInputs ? INPUT_COTANGENT[shape.preprocess] : ''}
}
`;
}

const INPUT_BINDING = `
@group(0) @binding(6) var<storage, read_write> input: array<f32>;
var<private> dx: array<V, FEATURES>;`;

/** y is not kept: it is computed anew from the last layer's h behind the step. */
const THROUGH_BOUND = `
    let topAt = (before + STATE_ROWS + 2 * HIDDEN * (LAYERS - 1)) * columns + column;
    var y = V(weights[START[LAYERS] + HIDDEN].x);
    for (var k = 0u; k < HIDDEN; k++) {
      y += weights[START[LAYERS] + k].x * states[topAt + k * columns];
    }
    let bound = tangens(y);
    dy *= V(1) - bound * bound;`;

/** From dh' and dc' to the cotangents of the gates' sums and dc. */
const THROUGH_GATES = `
      for (var j = 0u; j < HIDDEN; j++) {
        let cAt = hAt + (HIDDEN + j) * columns;
        var dh = carried[hAt + j * columns];
        if (above == LAYERS) { dh += weights[START[LAYERS] + j].x * dy; }
        let at = gateAt + 4 * j * columns;
        let i = gates[at];
        let f = gates[at + columns];
        let g = gates[at + 2 * columns];
        let o = gates[at + 3 * columns];
        let old = states[before * columns + cAt];
        let t = tangens(states[(before + STATE_ROWS) * columns + cAt]);
        let dc = carried[cAt] + dh * o * (V(1) - t * t);
        gates[at] = dc * g * i * (V(1) - i);
        gates[at + columns] = dc * old * f * (V(1) - f);
        gates[at + 2 * columns] = dc * i * (V(1) - g * g);
        gates[at + 3 * columns] = dh * t * o * (V(1) - o);
        carried[cAt] = dc * f;
      }`;

/** An input's cotangent to whom it belongs; what only fills up the last tile is dropped. */
function storeTileEntry(q: number, throughInputs: boolean): string {
  const k = `k + ${q}`;
  const own = `if (${k} >= lower) { carried[hAt + (${k} - lower) * columns] = a${q}; }`;
  const below = `carried[lowerAt + (${k}) * columns] += a${q};`;
  const lowest = `if (l == 0) { dx[${k}] = a${q}; }`;
  const lower = throughInputs ? `${lowest} else { ${below} }` : below;
  return `          if (${k} < lower + HIDDEN) { ${own} else { ${lower} } }`;
}

/**
 * Through the preprocessing. The log-sign features tell ∇ themselves: with |∇| > e⁻ᵖ the first is log|∇| / p > −1, whose
 * derivative is sgn ∇ / (p |∇|), and the second is sgn ∇; else the second is eᵖ∇ and the first does not move. So does the
 * second feature of rnnprop, ∇ / d; its moments' cotangents are carried (equations: wasm/assembly/moments.ts).
 */
const INPUT_COTANGENT = {
  none: `
  if (live) { input_write(column, dx[0]); }`,
  'log-sign': `
  if (live) {
    let xAt = (before + 2 * LAYERS * HIDDEN) * columns + column;
    let magnitude = states[xAt];
    let far = dx[0] * states[xAt + columns] * exp(-numbers.p * magnitude) / numbers.p;
    input_write(column, select(dx[1] * numbers.steepness, far, magnitude > V(-1)));
  }`,
  rnnprop: `
  if (live) {
    let xAt = (before + 2 * LAYERS * HIDDEN) * columns + column;
    let newAt = (before + STATE_ROWS + MOMENTS) * columns + column;
    let c = states[newAt + 2 * columns];
    let square = states[newAt + columns] / c;
    let root = sqrt(max(square, V(LEAST_SQUARE)));
    let d = root + V(EPSILON);
    let x1 = states[xAt + columns];
    let dd = -(states[xAt] * dx[0] + x1 * dx[1]) / d;
    let carriedAt = MOMENTS * columns + column;
    let dm = carried[carriedAt] + dx[0] / (c * d);
    let throughRoot = select(V(0), dd / (2 * root * c), square > V(LEAST_SQUARE));
    let dv = carried[carriedAt + columns] + throughRoot;
    input_write(column, dx[1] / d + REST * (dm + 2 * x1 * d * dv));
    carried[carriedAt] = DECAY * dm;
    carried[carriedAt + columns] = DECAY * dv;
  }`,
};

/** Where `weight` reads: workgroup memory, or the packed weights themselves. */
function sharedWeights(shape: KernelShape): string {
  const atATime = inputsAtATime(shape);
  const constants = `
const INPUTS_TILE = ${shape.inputs}u;
const INPUTS_AT_A_TIME = ${atATime}u;`;
  if (shape.workgroupBytes === 0) {
    return `${constants}
fn weight(at: u32) -> vec4f { return weights[at]; }`;
  }
  return `${constants}
var<workgroup> shared_weights: array<vec4f, ${atATime * shape.hidden}>;
fn weight(at: u32) -> vec4f { return shared_weights[at]; }`;
}

/** The quads of inputs first … first + INPUTS_AT_A_TIME − 1 to every unit. */
function bringWeights({ workgroupBytes }: KernelShape): string {
  if (workgroupBytes === 0) return '';
  return `
      workgroupBarrier();
      for (var q = lane; q < HIDDEN * INPUTS_AT_A_TIME; q += GROUP) {
        let k = first + q % INPUTS_AT_A_TIME;
        if (k < inputs) {
          shared_weights[q] = weights[start + q / INPUTS_AT_A_TIME * inputs + k];
        }
      }
      workgroupBarrier();`;
}
