/**
 * One step of a block, backwards. In: λ = dL/du, and from the step behind (t + 1) the cotangents dh and dc of this
 * step's h and c. For the layers from the top down, ⊙ left out:
 *
 *     dh  += outputScale · w λ  (top layer),  or what the layer above gave for its x
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
 * All steps of a block go back before the next block begins, so that its gradient, dz and carried cotangents stay in
 * the cache.
 */
import { features, hidden, inputs, layers, row, tiled } from './shape';
import { forwardFloats, fromInputFloats, gradientBytes, gradientLayer, packedLayer } from './weights';

/**
 *     scratch   dz [4H rows] | λ [1 row] | for each layer: dc [H rows], dh [H rows in whole tiles] | dx [F, tiled]
 */
export function carryBytes(): i32 {
  return layers * (hidden + tiled(hidden)) * row;
}

export function scratchBytes(): i32 {
  return (4 * hidden + 1 + tiled(features)) * row + carryBytes();
}

/** Nothing is carried behind the last step, and nothing collected yet. */
export function startBlock(scratch: usize, gradient: usize): void {
  memory.fill(scratch + (4 * hidden + 1) * row, 0, carryBytes());
  memory.fill(gradient, 0, gradientBytes());
}

/** total += gradient of a block */
export function endBlock(gradient: usize, total: usize): void {
  const bytes = gradientBytes() as usize;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(total + at, f32x4.add(v128.load(total + at), v128.load(gradient + at)));
  }
}

/**
 * @param record c of the first layer in this step's record, which has its gates
 * @param recordStride from a layer's c to the next's
 * @param before c of the first layer before this step
 * @param beforeStride from a layer's c to the next's
 */
export function backward(
  packed: usize,
  x: usize,
  record: usize,
  recordStride: i32,
  before: usize,
  beforeStride: i32,
  cotangent: usize,
  outputScale: f32,
  scratch: usize,
  gradient: usize,
): void {
  const stride = row;
  const rows = hidden * stride;
  const dz = scratch;
  const lambda = dz + 4 * rows;
  const carried = lambda + stride;
  const carriedStride = rows + tiled(hidden) * stride;
  fetch(record - 4 * rows, layers * recordStride);
  scaled(cotangent, outputScale, lambda);
  const top = layers - 1;
  output(
    packedLayer(packed, layers),
    record + top * recordStride + rows,
    lambda,
    carried + top * carriedStride + rows,
    gradientLayer(gradient, layers),
  );
  for (let l = top; l >= 0; l--) {
    const weights = packedLayer(packed, l);
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
    const fromInput = weights + (forwardFloats(l) << 2);
    const fromHidden = fromInput + (fromInputFloats(l) << 2);
    transposed(fromHidden, dz, dh, hidden, false);
    if (l > 0) transposed(fromInput, dz, dc - carriedStride + rows, inputCount, true);
  }
}

/** Keeps the loads of `fetch` from being left out. */
let fetched: i32 = 0;

/**
 * Reads a number of every cache line. The tape of many coordinates lies in slow memory; asked for all at once, its
 * lines come while others are still on their way, which saves a twelfth of the time of a large unroll.
 */
function fetch(from: usize, bytes: usize): void {
  let sum: i32 = 0;
  for (let at = from; at + 256 <= from + bytes; at += 256) {
    sum += load<i32>(at) + load<i32>(at, 64) + load<i32>(at, 128) + load<i32>(at, 192);
  }
  fetched = sum;
}

function scaled(source: usize, scale: f32, target: usize): void {
  for (let at: usize = 0; at < (row as usize); at += 16) {
    v128.store(target + at, f32x4.mul(v128.load(source + at), f32x4.splat(scale)));
  }
}

/** dh += w λ,  dw += Σ λ h,  db += Σ λ  (the sums stay fours of partial sums) */
function output(weights: usize, h: usize, lambda: usize, dh: usize, gradient: usize): void {
  const stride = row as usize;
  const end = weights + (hidden << 2);
  for (; weights < end; weights += 4) {
    const w = v128.load32_splat(weights);
    let sum = v128.load(gradient);
    for (let at: usize = 0; at < stride; at += 16) {
      const l = v128.load(lambda + at);
      v128.store(dh + at, f32x4.add(v128.load(dh + at), f32x4.mul(w, l)));
      sum = f32x4.add(sum, f32x4.mul(l, v128.load(h + at)));
    }
    v128.store(gradient, sum);
    gradient += 16;
    dh += stride;
    h += stride;
  }
  let sum = v128.load(gradient);
  for (let at: usize = 0; at < stride; at += 16) sum = f32x4.add(sum, v128.load(lambda + at));
  v128.store(gradient, sum);
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
      const d = f32x4.add(v128.load(dc + at), f32x4.mul(fromH, slope));
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
        i0 = f32x4.add(i0, f32x4.mul(zi, x0));
        i1 = f32x4.add(i1, f32x4.mul(zi, x1));
        const zf = v128.load(dz + at + stride);
        f0 = f32x4.add(f0, f32x4.mul(zf, x0));
        f1 = f32x4.add(f1, f32x4.mul(zf, x1));
        const zg = v128.load(dz + at + 2 * stride);
        g0 = f32x4.add(g0, f32x4.mul(zg, x0));
        g1 = f32x4.add(g1, f32x4.mul(zg, x1));
        const zo = v128.load(dz + at + 3 * stride);
        o0 = f32x4.add(o0, f32x4.mul(zo, x0));
        o1 = f32x4.add(o1, f32x4.mul(zo, x1));
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
        i0 = f32x4.add(i0, f32x4.mul(v128.load(dz + at), x0));
        f0 = f32x4.add(f0, f32x4.mul(v128.load(dz + at + stride), x0));
        g0 = f32x4.add(g0, f32x4.mul(v128.load(dz + at + 2 * stride), x0));
        o0 = f32x4.add(o0, f32x4.mul(v128.load(dz + at + 3 * stride), x0));
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
        a0 = f32x4.add(a0, f32x4.mul(wa, x0));
        a1 = f32x4.add(a1, f32x4.mul(wa, x1));
        const wb = v128.load32_splat(w, 4);
        b0 = f32x4.add(b0, f32x4.mul(wb, x0));
        b1 = f32x4.add(b1, f32x4.mul(wb, x1));
        const wc = v128.load32_splat(w, 8);
        c0 = f32x4.add(c0, f32x4.mul(wc, x0));
        c1 = f32x4.add(c1, f32x4.mul(wc, x1));
        const wd = v128.load32_splat(w, 12);
        d0 = f32x4.add(d0, f32x4.mul(wd, x0));
        d1 = f32x4.add(d1, f32x4.mul(wd, x1));
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
