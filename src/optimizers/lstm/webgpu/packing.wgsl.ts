/**
 * Between φ as everybody knows it and the quads that the shaders read (common.wgsl.ts).
 *
 *     φ, layer by layer    weight_ih [4H, x], weight_hh [4H, H], bias [4H], rows split as i, f, g, o; then w [H], bias
 *     packed               for each unit its quads (i, f, g, o): inputs x, own h, bias; then w and its bias in x
 *
 * One invocation a quad: `packWgsl` gathers its four numbers from φ; `sumWgsl` adds up the slots of its gradient, in
 * their order, and scatters the four sums. Units that only fill up a tile have no place in φ: zero weights, no gradient.
 */
import { lstmTensorShapes } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';
import { byLayer, definitions } from './common.wgsl';
import type { KernelShape } from './shape';

/** Where the tensors of layer l begin in φ. */
function phiStart(config: LstmConfig, l: number): number {
  return lstmTensorShapes(config)[3 * l]?.offset ?? 0;
}

function place(shape: KernelShape, config: LstmConfig): string {
  return `${definitions(shape)}
const PHI_START = ${byLayer(shape, (l) => phiStart(config, l))};
const NOWHERE = 0xffffffffu;

/** The place in φ of a quad's first number, and the way to its next ones (0 where there is one only). */
struct Place { at: u32, next: u32 }

fn place(quad: u32) -> Place {
  var l = 0u;
  while (l < LAYERS && quad >= START[l + 1]) { l++; }
  let unit = (quad - START[l]) / INPUTS[l];
  let k = (quad - START[l]) % INPUTS[l];
  if (l == LAYERS) { return Place(PHI_START[l] + k, 0); }
  if (unit >= HIDDEN) { return Place(NOWHERE, 0); }
  let x = select(HIDDEN, FEATURES, l == 0);
  if (k < x) { return Place(PHI_START[l] + unit * x + k, HIDDEN * x); }
  let own = PHI_START[l] + 4 * HIDDEN * x;
  if (k < x + HIDDEN) { return Place(own + unit * HIDDEN + k - x, HIDDEN * HIDDEN); }
  return Place(own + 4 * HIDDEN * HIDDEN + unit, HIDDEN);
}
`;
}

const MAIN = `
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = id.x;
  if (quad >= PACKED) { return; }
  let to = place(quad);
`;

/** Bindings: φ, packed weights. One invocation a quad, 64 a workgroup. */
export function packWgsl(shape: KernelShape, config: LstmConfig): string {
  return `${place(shape, config)}
@group(0) @binding(0) var<storage, read> phi: array<f32>;
@group(0) @binding(1) var<storage, read_write> packed: array<vec4f>;
${MAIN}
  var numbers = vec4f(0);
  if (to.at != NOWHERE) {
    numbers.x = phi[to.at];
    if (to.next > 0) {
      numbers.y = phi[to.at + to.next];
      numbers.z = phi[to.at + 2 * to.next];
      numbers.w = phi[to.at + 3 * to.next];
    }
  }
  packed[quad] = numbers;
}
`;
}

/** Bindings: sums, dL/dφ, how many slots. One invocation a quad, 64 a workgroup. */
export function sumWgsl(shape: KernelShape, config: LstmConfig): string {
  return `${place(shape, config)}
@group(0) @binding(0) var<storage, read> sums: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(2) var<uniform> slots: u32;
${MAIN}
  if (to.at == NOWHERE) { return; }
  var sum = vec4f(0);
  for (var slot = 0u; slot < slots; slot++) { sum += sums[slot * PACKED + quad]; }
  gradient[to.at] = sum.x;
  if (to.next > 0) {
    gradient[to.at + to.next] = sum.y;
    gradient[to.at + 2 * to.next] = sum.z;
    gradient[to.at + 3 * to.next] = sum.w;
  }
}
`;
}
