/**
 * φ comes as a flat vector (for each layer weight_ih [4H, I], weight_hh [4H, H], bias [4H], rows in the order
 * i, f, g, o; then the output's [H] and its bias) and is laid out anew, so that products read it front to back.
 *
 *     for each layer
 *       forward    for each unit:  one four (i, f, g, o) for each of the I + H inputs, then the four biases
 *     output       w [H], bias, and padding to a four
 *     for each layer, only where there is a way back
 *       from x     for each tile of 4 inputs, for each unit, for each gate:  the weights of the 4 inputs
 *       from h     the same for the H recurrent inputs           (tiles are filled up with zeros)
 *
 * Gradients are collected in the layout of the forward parts: one lane for each gate.
 */
import { hidden, inputs, layers, tiled } from './shape';

/** Floats in a layer's forward part. */
export function forwardFloats(l: i32): i32 {
  return 4 * hidden * (inputs(l) + hidden + 1);
}

/** Floats in the transposed part that leads from a layer's gates back to its x. */
export function fromInputFloats(l: i32): i32 {
  return 4 * hidden * tiled(inputs(l));
}

function fromHiddenFloats(): i32 {
  return 4 * hidden * tiled(hidden);
}

/** Where a layer's forward part begins; with l = layers, the output's weights. */
export function packedLayer(packed: usize, l: i32): usize {
  let at = packed;
  for (let below = 0; below < l; below++) at += forwardFloats(below) << 2;
  return at;
}

/** Where a layer's transposed parts begin, that to x and then that to h. */
export function transposedLayer(packed: usize, l: i32): usize {
  let at = packedLayer(packed, layers) + (tiled(hidden + 1) << 2);
  for (let below = 0; below < l; below++) at += (fromInputFloats(below) + fromHiddenFloats()) << 2;
  return at;
}

/** @param back with the parts for the way back */
export function packedBytes(back: bool): i32 {
  return transposedLayer(0, back ? layers : 0) as i32;
}

/** Where a layer's gradient begins; with l = layers, the output's: w and bias, each a four of partial sums. */
export function gradientLayer(gradient: usize, l: i32): usize {
  let at = gradient;
  for (let below = 0; below < l; below++) at += forwardFloats(below) << 2;
  return at;
}

export function gradientBytes(): i32 {
  return (gradientLayer(0, layers) as i32) + ((hidden + 1) << 4);
}

/** @param back with the parts for the way back */
export function pack(phi: usize, packed: usize, back: bool): void {
  const H = hidden;
  let source = phi;
  for (let l = 0; l < layers; l++) {
    const I = inputs(l);
    const fromInput = source;
    const fromHidden = fromInput + ((4 * H * I) << 2);
    const bias = fromHidden + ((4 * H * H) << 2);
    let target = packedLayer(packed, l);
    for (let j = 0; j < H; j++) {
      for (let k = 0; k < I; k++) target = fourGates(fromInput, I, j, k, target);
      for (let k = 0; k < H; k++) target = fourGates(fromHidden, H, j, k, target);
      target = fourGates(bias, 1, j, 0, target);
    }
    if (back) {
      target = transposed(fromInput, I, transposedLayer(packed, l));
      transposed(fromHidden, H, target);
    }
    source = bias + ((4 * H) << 2);
  }
  memory.copy(packedLayer(packed, layers), source, (H + 1) << 2);
}

/** Column k of unit j's rows in the four gates; `columns` numbers a row. */
function fourGates(matrix: usize, columns: i32, j: i32, k: i32, target: usize): usize {
  for (let gate = 0; gate < 4; gate++) {
    f32.store(target, f32.load(matrix + (((gate * hidden + j) * columns + k) << 2)));
    target += 4;
  }
  return target;
}

function transposed(matrix: usize, columns: i32, target: usize): usize {
  for (let tile = 0; tile < columns; tile += 4) {
    for (let j = 0; j < hidden; j++) {
      for (let gate = 0; gate < 4; gate++) {
        for (let k = tile; k < tile + 4; k++) {
          const at = matrix + (((gate * hidden + j) * columns + k) << 2);
          f32.store(target, k < columns ? f32.load(at) : 0);
          target += 4;
        }
      }
    }
  }
  return target;
}

/** The gradient of φ from the sums of all groups, which are added in their order. */
export function unpack(sums: usize, groups: i32, phi: usize): void {
  const bytes = gradientBytes() as usize;
  for (let group = 1; group < groups; group++) {
    const other = sums + group * bytes;
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(sums + at, f32x4.add(v128.load(sums + at), v128.load(other + at)));
    }
  }
  spreadOut(sums, phi);
}

/** From the layout in which gradients are collected to that of φ. */
function spreadOut(gradient: usize, phi: usize): void {
  const H = hidden;
  let source = gradient;
  let target = phi;
  for (let l = 0; l < layers; l++) {
    const I = inputs(l);
    const fromHidden = target + ((4 * H * I) << 2);
    const bias = fromHidden + ((4 * H * H) << 2);
    for (let j = 0; j < H; j++) {
      for (let k = 0; k < I; k++) source = spread(source, target, I, j, k);
      for (let k = 0; k < H; k++) source = spread(source, fromHidden, H, j, k);
      source = spread(source, bias, 1, j, 0);
    }
    target = bias + ((4 * H) << 2);
  }
  for (let j = 0; j <= H; j++) {
    const lower = f32.load(source) + f32.load(source, 4);
    const upper = f32.load(source, 8) + f32.load(source, 12);
    f32.store(target, lower + upper);
    source += 16;
    target += 4;
  }
}

function spread(source: usize, matrix: usize, columns: i32, j: i32, k: i32): usize {
  for (let gate = 0; gate < 4; gate++) {
    f32.store(matrix + (((gate * hidden + j) * columns + k) << 2), f32.load(source));
    source += 4;
  }
  return source;
}
