/**
 * One step of a block:
 *
 *     z = Wˡ [xˡ; hˡ; 1]                          four gates of a unit at a time
 *     c ← σ(f) ⊙ c + σ(i) ⊙ tanh(g)
 *     h ← σ(o) ⊙ tanh(c),    xˡ⁺¹ = h
 *     u from hᴸ                                   (output.ts)
 *
 * The product's tile is one unit's four gates × eight coordinates: eight registers of sums, and when the last input
 * has been added, all that c of that unit needs is in registers. z is never written.
 *
 *              x, h  ─┬─ k ──────────────┐  8 coordinates: two loads
 *     (i,f,g,o) of k  │ 4 × 8 sums       │
 *     four splats    ─┴──────────────────┘  8 multiply-adds for 6 loads, for each k
 *
 * A tile of 12 coordinates would load less for each multiply-add, but needs one register more than there are.
 */
import { sigmoid, tanh } from './activations';
import { madd } from './lanes';
import { output } from './output';
import { hidden, inputs, layers, row } from './shape';
import { packedLayer } from './weights';

/**
 * @param packed the weights
 * @param x the features
 * @param before c of the first layer before the step
 * @param beforeStride from a layer's c to the next's
 * @param after where c goes; may be `before`
 * @param afterStride from a layer's c to the next's
 * @param gates whether to write the gates, before each layer's c
 * @param spare H rows where after = before, else 0
 * @param bounded whether u is bounded by tanh
 * @param update u, one row
 */
export function forward(
  packed: usize,
  x: usize,
  before: usize,
  beforeStride: i32,
  after: usize,
  afterStride: i32,
  gates: bool,
  spare: usize,
  outputScale: f32,
  bounded: bool,
  update: usize,
): void {
  const rows = hidden * row;
  let below = x;
  for (let l = 0; l < layers; l++) {
    const c0 = before + l * beforeStride;
    const c = after + l * afterStride;
    const h = c + rows;
    // In place, the old h is needed until the last unit is done.
    const target = spare != 0 ? spare : h;
    layerForward(packedLayer(packed, l), below, inputs(l), c0, c, target, gates ? c - 4 * rows : 0);
    if (spare != 0) memory.copy(h, spare, rows);
    below = h;
  }
  output(packedLayer(packed, layers), below, outputScale, bounded, update);
}

function layerForward(
  weights: usize,
  x: usize,
  inputCount: i32,
  before: usize,
  c: usize,
  h: usize,
  gates: usize,
): void {
  const stride = row as usize;
  const h0 = before + (hidden as usize) * stride;
  const unitBytes = (inputCount + hidden + 1) << 4;
  for (let j = 0; j < hidden; j++) {
    const bias = weights + unitBytes - 16;
    for (let at: usize = 0; at < stride; at += 32) {
      let i0 = v128.load32_splat(bias);
      let f0 = v128.load32_splat(bias, 4);
      let g0 = v128.load32_splat(bias, 8);
      let o0 = v128.load32_splat(bias, 12);
      let i1 = i0;
      let f1 = f0;
      let g1 = g0;
      let o1 = o0;
      let w = weights;
      let source = x + at;
      let end = w + (inputCount << 4);
      for (let part = 0; part < 2; part++) {
        while (w < end) {
          const x0 = v128.load(source);
          const x1 = v128.load(source, 16);
          const wi = v128.load32_splat(w);
          i0 = madd(wi, x0, i0);
          i1 = madd(wi, x1, i1);
          const wf = v128.load32_splat(w, 4);
          f0 = madd(wf, x0, f0);
          f1 = madd(wf, x1, f1);
          const wg = v128.load32_splat(w, 8);
          g0 = madd(wg, x0, g0);
          g1 = madd(wg, x1, g1);
          const wo = v128.load32_splat(w, 12);
          o0 = madd(wo, x0, o0);
          o1 = madd(wo, x1, o1);
          w += 16;
          source += stride;
        }
        source = h0 + at;
        end = bias;
      }
      cell(i0, f0, g0, o0, before + at, c + at, h + at, gates == 0 ? 0 : gates + at, stride);
      const next = at + 16;
      cell(i1, f1, g1, o1, before + next, c + next, h + next, gates == 0 ? 0 : gates + next, stride);
    }
    exposed(c, h);
    weights += unitBytes;
    before += stride;
    c += stride;
    h += stride;
    if (gates != 0) gates += 4 * stride;
  }
}

/** What follows a unit's product, for four coordinates; o goes where h will be. */
@inline
function cell(
  zi: v128,
  zf: v128,
  zg: v128,
  zo: v128,
  before: usize,
  c: usize,
  h: usize,
  gates: usize,
  stride: usize,
): void {
  const i = sigmoid(zi);
  const f = sigmoid(zf);
  const g = tanh(zg);
  const o = sigmoid(zo);
  const state = madd(f, v128.load(before), f32x4.mul(i, g));
  v128.store(c, state);
  v128.store(h, o);
  if (gates != 0) {
    v128.store(gates, i);
    v128.store(gates + stride, f);
    v128.store(gates + 2 * stride, g);
    v128.store(gates + 3 * stride, o);
  }
}

/**
 * h = o tanh(c) along a unit's row. In a loop of its own, because here nothing waits for the gates, and several tanh
 * are computed at a time; as the gates' successor each would wait for the one before.
 */
@inline
function exposed(c: usize, h: usize): void {
  for (let at: usize = 0; at < (row as usize); at += 32) {
    const h0 = f32x4.mul(v128.load(h + at), tanh(v128.load(c + at)));
    const h1 = f32x4.mul(v128.load(h + at, 16), tanh(v128.load(c + at, 16)));
    v128.store(h + at, h0);
    v128.store(h + at, h1, 16);
  }
}
