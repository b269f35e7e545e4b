/**
 * One step of a block, backwards. In: λ = dL/du, and from the step behind (t + 1) the cotangents dh and dc of this
 * step's h and c. For the layers from the top down, ⊙ left out:
 *
 *     dh  += outputScale · w λ  (top layer; bounded: λ (1 − tanh²)),  or what the layer above gave for its x
 *     dc  += dh (o − h²/o)                       o (1 − tanh²c), because h = o tanh c
 *     dzᵢ = dc g i (1 − i)      dzf = dc c₀ f (1 − f)      dzg = dc i (1 − g²)      dzₒ = dh h (1 − o)
 *     dc₀ = dc f
 *     dh₀ = Wₕᵀ dz              dx = Wₓᵀ dz
 *     dW += dz [x; h₀; 1]ᵀ
 *
 * Products by tiles of registers, as forward. Transposed: 4 inputs × 8 coordinates over all gates. For dW: the four
 * gates of a unit × 2 inputs, each sum a vector of partial sums along the coordinates; at the row's end the four are
 * turned and added to one four of numbers, in the layout of the weights.
 *
 * All steps of a block go back before the next block begins, wherever λ allows it (lstmUnits.ts), so that its gradient,
 * dz and carried cotangents stay in the cache: dz of 20 units and 96 coordinates takes 30 KB.
 */
import { madd } from './lanes';
import { throughBound, throughOutput } from './output';
import { features, hidden, inputs, layers, moments, row, tiled } from './shape';
import { fromInputFloats, gradientLayer, packedLayer, transposedLayer } from './weights';

/**
 *     work      dz [4H rows] | λ · output scale [1 row] | dx [F rows in whole tiles]
 *     carried   Σ of λ [1 row], then for each layer: dc [H rows] | dh [H rows in whole tiles];
 *               then, where there are moments: dm [1 row] | dv [1 row]
 */
export function workBytes(): i32 {
  return (4 * hidden + 1 + tiled(features)) * row;
}

export function carryBytes(): i32 {
  return (1 + layers * (hidden + tiled(hidden)) + (moments > 0 ? 2 : 0)) * row;
}

/** dm and dv, in the place that `carryBytes` leaves for them. */
@inline
export function momentCotangents(carry: usize): usize {
  return carry + (1 + layers * (hidden + tiled(hidden))) * row;
}

/** λ · output scale, in the place that `workBytes` leaves for it. */
@inline
export function lambdaRow(work: usize): usize {
  return work + 4 * hidden * row;
}

/** dx, the same. */
@inline
export function inputRows(work: usize): usize {
  return work + (4 * hidden + 1) * row;
}

/**
 * @param record c of the first layer in this step's record, which has its gates
 * @param recordStride from a layer's c to the next's
 * @param before c of the first layer before this step
 * @param beforeStride from a layer's c to the next's
 * @param work with λ in its place
 * @param gradient dL/dφ, added to
 * @param bounded whether u is bounded by tanh
 * @param through whether dx of the first layer is wanted
 */
export function backward(
  packed: usize,
  x: usize,
  record: usize,
  recordStride: i32,
  before: usize,
  beforeStride: i32,
  work: usize,
  carry: usize,
  gradient: usize,
  bounded: bool,
  through: bool,
): void {
  const stride = row;
  const rows = hidden * stride;
  const dz = work;
  const carried = carry + stride;
  const carriedStride = rows + tiled(hidden) * stride;
  const top = layers - 1;
  const highest = record + top * recordStride + rows;
  if (bounded) throughBound(packedLayer(packed, layers), highest, lambdaRow(work));
  throughOutput(
    packedLayer(packed, layers),
    highest,
    lambdaRow(work),
    carried + top * carriedStride + rows,
    gradientLayer(gradient, layers),
  );
  for (let l = top; l >= 0; l--) {
    const collected = gradientLayer(gradient, l);
    const c = record + l * recordStride;
    const c0 = before + l * beforeStride;
    const dc = carried + l * carriedStride;
    const dh = dc + rows;
    const inputCount = inputs(l);
    const unitBytes = (inputCount + hidden + 1) << 4;
    const below = l == 0 ? x : c - recordStride + rows;
    cells(c, c0, dc, dh, dz, collected + unitBytes - 16, unitBytes);
    outer(dz, below, inputCount, collected, unitBytes);
    outer(dz, c0 + rows, hidden, collected + (inputCount << 4), unitBytes);
    const fromInput = transposedLayer(packed, l);
    const fromHidden = fromInput + (fromInputFloats(l) << 2);
    transposed(fromHidden, dz, dh, hidden, false);
    if (l > 0) transposed(fromInput, dz, dc - carriedStride + rows, inputCount, true);
    else if (through) transposed(fromInput, dz, inputRows(work), inputCount, false);
  }
}

/** From dh and dc to dz, dc₀ and the biases' gradients. */
function cells(
  c: usize,
  c0: usize,
  dc: usize,
  dh: usize,
  dz: usize,
  bias: usize,
  unitBytes: usize,
): void {
  const stride = row as usize;
  const one = f32x4.splat(1);
  const rows = (hidden as usize) * stride;
  let gates = c - 4 * rows;
  let h = c + rows;
  for (let j = 0; j < hidden; j++) {
    let si = f32x4.splat(0);
    let sf = si;
    let sg = si;
    let so = si;
    for (let at: usize = 0; at < stride; at += 16) {
      const i = v128.load(gates + at);
      const f = v128.load(gates + at + stride);
      const g = v128.load(gates + at + 2 * stride);
      const o = v128.load(gates + at + 3 * stride);
      const hNow = v128.load(h + at);
      const fromH = v128.load(dh + at);
      const slope = f32x4.sub(o, f32x4.div(f32x4.mul(hNow, hNow), o));
      const d = madd(fromH, slope, v128.load(dc + at));
      const di = f32x4.mul(d, i);
      const df = f32x4.mul(d, f);
      const zi = f32x4.mul(f32x4.mul(di, g), f32x4.sub(one, i));
      const zf = f32x4.mul(f32x4.mul(df, v128.load(c0 + at)), f32x4.sub(one, f));
      const zg = f32x4.mul(di, f32x4.sub(one, f32x4.mul(g, g)));
      const zo = f32x4.mul(f32x4.mul(fromH, hNow), f32x4.sub(one, o));
      v128.store(dc + at, df);
      v128.store(dz + at, zi);
      v128.store(dz + at + stride, zf);
      v128.store(dz + at + 2 * stride, zg);
      v128.store(dz + at + 3 * stride, zo);
      si = f32x4.add(si, zi);
      sf = f32x4.add(sf, zf);
      sg = f32x4.add(sg, zg);
      so = f32x4.add(so, zo);
    }
    collect(bias, si, sf, sg, so);
    bias += unitBytes;
    gates += 4 * stride;
    dz += 4 * stride;
    c0 += stride;
    h += stride;
    dc += stride;
    dh += stride;
  }
}

/** Adds the sums of four vectors' lanes to the four numbers at `target`. */
@inline
function collect(target: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = f32x4.add(
    v128.shuffle<f32>(a, b, 0, 4, 1, 5),
    v128.shuffle<f32>(a, b, 2, 6, 3, 7),
  );
  const cd = f32x4.add(
    v128.shuffle<f32>(c, d, 0, 4, 1, 5),
    v128.shuffle<f32>(c, d, 2, 6, 3, 7),
  );
  const sums = f32x4.add(
    v128.shuffle<f32>(ab, cd, 0, 1, 4, 5),
    v128.shuffle<f32>(ab, cd, 2, 3, 6, 7),
  );
  v128.store(target, f32x4.add(v128.load(target), sums));
}

/** dW += dz xᵀ for all units and `count` rows of x. */
function outer(dz: usize, x: usize, count: i32, gradient: usize, unitBytes: usize): void {
  const stride = row as usize;
  for (let j = 0; j < hidden; j++) {
    let source = x;
    let target = gradient;
    let k = 0;
    for (; k + 2 <= count; k += 2) {
      let i0 = f32x4.splat(0);
      let f0 = i0;
      let g0 = i0;
      let o0 = i0;
      let i1 = i0;
      let f1 = i0;
      let g1 = i0;
      let o1 = i0;
      for (let at: usize = 0; at < stride; at += 16) {
        const x0 = v128.load(source + at);
        const x1 = v128.load(source + at + stride);
        const zi = v128.load(dz + at);
        i0 = madd(zi, x0, i0);
        i1 = madd(zi, x1, i1);
        const zf = v128.load(dz + at + stride);
        f0 = madd(zf, x0, f0);
        f1 = madd(zf, x1, f1);
        const zg = v128.load(dz + at + 2 * stride);
        g0 = madd(zg, x0, g0);
        g1 = madd(zg, x1, g1);
        const zo = v128.load(dz + at + 3 * stride);
        o0 = madd(zo, x0, o0);
        o1 = madd(zo, x1, o1);
      }
      collect(target, i0, f0, g0, o0);
      collect(target + 16, i1, f1, g1, o1);
      source += 2 * stride;
      target += 32;
    }
    if (k < count) {
      let i0 = f32x4.splat(0);
      let f0 = i0;
      let g0 = i0;
      let o0 = i0;
      for (let at: usize = 0; at < stride; at += 16) {
        const x0 = v128.load(source + at);
        i0 = madd(v128.load(dz + at), x0, i0);
        f0 = madd(v128.load(dz + at + stride), x0, f0);
        g0 = madd(v128.load(dz + at + 2 * stride), x0, g0);
        o0 = madd(v128.load(dz + at + 3 * stride), x0, o0);
      }
      collect(target, i0, f0, g0, o0);
    }
    dz += 4 * stride;
    gradient += unitBytes;
  }
}

/** target [count rows, in whole tiles] = Wᵀ dz, or with `add` +=. */
function transposed(weights: usize, dz: usize, target: usize, count: i32, add: bool): void {
  const stride = row as usize;
  const tileBytes = hidden << 6;
  for (let tile = 0; tile < count; tile += 4) {
    for (let at: usize = 0; at < stride; at += 32) {
      let a0 = f32x4.splat(0);
      let b0 = a0;
      let c0 = a0;
      let d0 = a0;
      let a1 = a0;
      let b1 = a0;
      let c1 = a0;
      let d1 = a0;
      let source = dz + at;
      const end = weights + tileBytes;
      for (let w = weights; w < end; w += 16) {
        const x0 = v128.load(source);
        const x1 = v128.load(source, 16);
        const wa = v128.load32_splat(w);
        a0 = madd(wa, x0, a0);
        a1 = madd(wa, x1, a1);
        const wb = v128.load32_splat(w, 4);
        b0 = madd(wb, x0, b0);
        b1 = madd(wb, x1, b1);
        const wc = v128.load32_splat(w, 8);
        c0 = madd(wc, x0, c0);
        c1 = madd(wc, x1, c1);
        const wd = v128.load32_splat(w, 12);
        d0 = madd(wd, x0, d0);
        d1 = madd(wd, x1, d1);
        source += stride;
      }
      put(target + at, a0, a1, add);
      put(target + at + stride, b0, b1, add);
      put(target + at + 2 * stride, c0, c1, add);
      put(target + at + 3 * stride, d0, d1, add);
    }
    weights += tileBytes;
    target += 4 * stride;
  }
}

@inline
function put(target: usize, first: v128, second: v128, add: bool): void {
  if (add) {
    v128.store(target, f32x4.add(v128.load(target), first));
    v128.store(target, f32x4.add(v128.load(target, 16), second), 16);
  } else {
    v128.store(target, first);
    v128.store(target, second, 16);
  }
}
