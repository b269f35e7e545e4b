/**
 * Products of matrices, as the layers of a network need them. Matrices lie row by row, without padding, wherever they
 * happen to be (in θ, in a minibatch): nothing is packed or transposed beforehand.
 *
 *     product   C [N, c] = A [N, k] · B [k, c] + bias [c]      a layer's forward pass, X W + b
 *     outer     C [k, c] = Aᵀ [k, N] · B [N, c]                its weights' gradient, Xᵀ δ
 *     dots      C [N, k] = A [N, c] · Bᵀ [c, k]                δ for the layer below, δ Wᵀ
 *
 * The first two differ only in how one walks through A. Each is cut into tiles whose sums stay in registers:
 *
 *                     8 columns, in the lanes of two vectors
 *        4 rows   [ s00 s00 s00 s00 | s01 s01 s01 s01 ]      a step of the inner index takes two vectors of B and
 *                 [ s10 …           | s11 …           ]      four single numbers of A, each spread over the lanes:
 *                 [ s20 …           | s21 …           ]      six loads for eight multiply-adds
 *                 [ s30 …           | s31 …           ]
 *
 * In dots the inner index runs along the rows of both, so it lies in the lanes: tiles of 2 × 4 sums, whose lanes are
 * added in the end.
 *
 * Edges cost no special code: a tile that would reach over the last column is pushed back until it ends there, and a
 * row behind the last one is the last one again. Such a tile computes some numbers twice, with the same result.
 *
 * Every sum runs over its inner index from first to last (dots: over fours, then the rest), however rows are divided
 * among threads.
 */

import { madd } from './lanes';

/** Bytes of `count` numbers. */
@inline
export function floats(count: i32): usize {
  return (count as usize) << 2;
}

const ZEROS: usize = memory.data<f32>([0, 0, 0, 0, 0, 0, 0, 0]);
const ONE: usize = memory.data<f32>([1]);

/** C [rows, columns] = A [rows, inner] · B [inner, columns] + bias [columns] */
export function product(
  a: usize,
  rows: i32,
  inner: i32,
  b: usize,
  bias: usize,
  columns: i32,
  c: usize,
): void {
  walk(a, floats(inner), 4, rows, inner, b, bias, columns, c);
}

/** Rows [first, last) of C [width, columns] = Aᵀ [width, count] · B [count, columns]; `c` is row 0 of C. */
export function outer(
  a: usize,
  width: i32,
  first: i32,
  last: i32,
  b: usize,
  columns: i32,
  count: i32,
  c: usize,
): void {
  const target = c + floats(first * columns);
  walk(a + floats(first), 4, floats(width), last - first, count, b, 0, columns, target);
}

/** C [columns]: the sum of B's rows, B [count, columns]. */
export function columnSums(b: usize, columns: i32, count: i32, c: usize): void {
  walk(ONE, 0, 0, 1, count, b, 0, columns, c);
}

// The tile that is computed. Globals instead of a dozen parameters; each thread has its own.
/** Bytes from a row of A to its next row, for rows 1 to 3 of the tile (the last one again where there are fewer). */
let a1: usize = 0;
let a2: usize = 0;
let a3: usize = 0;
/** The same for C. */
let c1: usize = 0;
let c2: usize = 0;
let c3: usize = 0;

/**
 * C(i, j) = start(j) + Σₖ A(i, k) B(k, j), where A(i, k) stands i · across + k · along bytes behind A's beginning, and
 * start is a row of numbers, or 0 for zeros.
 */
function walk(
  a: usize,
  across: usize,
  along: usize,
  rows: i32,
  inner: i32,
  b: usize,
  start: usize,
  columns: i32,
  c: usize,
): void {
  const row = floats(columns);
  const end = b + inner * row;
  for (let i = 0; i < rows; i += 4) {
    const last = rows - 1 - i;
    const one = min(1, last) as usize;
    const two = min(2, last) as usize;
    const three = min(3, last) as usize;
    a1 = one * across;
    a2 = two * across;
    a3 = three * across;
    c1 = one * row;
    c2 = two * row;
    c3 = three * row;
    let at: usize = 0;
    for (; at + 32 <= row; at += 32) tile8(a, along, b + at, row, end, begin(start, at), c + at);
    const rest = row - at;
    if (rest > 16 && at > 0) {
      at = row - 32;
      tile8(a, along, b + at, row, end, begin(start, at), c + at);
    } else if (row < 16) {
      for (; at < row; at += 4) tile1(a, along, b + at, row, end, begin(start, at), c + at);
    } else {
      if (rest > 16) tile4(a, along, b, row, end, begin(start, 0), c);
      at = row - 16;
      if (rest > 0) tile4(a, along, b + at, row, end, begin(start, at), c + at);
    }
    a += 4 * across;
    c += 4 * row;
  }
}

@inline
function begin(start: usize, at: usize): usize {
  return start == 0 ? ZEROS : start + at;
}

/** 4 rows × 8 columns. */
function tile8(a: usize, along: usize, b: usize, row: usize, end: usize, start: usize, c: usize): void {
  let s00 = v128.load(start);
  let s01 = v128.load(start, 16);
  let s10 = s00;
  let s11 = s01;
  let s20 = s00;
  let s21 = s01;
  let s30 = s00;
  let s31 = s01;
  const second = a1;
  const third = a2;
  const fourth = a3;
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a);
    s00 = madd(x0, b0, s00);
    s01 = madd(x0, b1, s01);
    const x1 = v128.load32_splat(a + second);
    s10 = madd(x1, b0, s10);
    s11 = madd(x1, b1, s11);
    const x2 = v128.load32_splat(a + third);
    s20 = madd(x2, b0, s20);
    s21 = madd(x2, b1, s21);
    const x3 = v128.load32_splat(a + fourth);
    s30 = madd(x3, b0, s30);
    s31 = madd(x3, b1, s31);
    a += along;
    b += row;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c + c1, s10);
  v128.store(c + c1, s11, 16);
  v128.store(c + c2, s20);
  v128.store(c + c2, s21, 16);
  v128.store(c + c3, s30);
  v128.store(c + c3, s31, 16);
}

/** 4 rows × 4 columns. */
function tile4(a: usize, along: usize, b: usize, row: usize, end: usize, start: usize, c: usize): void {
  let s0 = v128.load(start);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const second = a1;
  const third = a2;
  const fourth = a3;
  while (b < end) {
    const b0 = v128.load(b);
    s0 = madd(v128.load32_splat(a), b0, s0);
    s1 = madd(v128.load32_splat(a + second), b0, s1);
    s2 = madd(v128.load32_splat(a + third), b0, s2);
    s3 = madd(v128.load32_splat(a + fourth), b0, s3);
    a += along;
    b += row;
  }
  v128.store(c, s0);
  v128.store(c + c1, s1);
  v128.store(c + c2, s2);
  v128.store(c + c3, s3);
}

/** 4 rows × 1 column, where there are fewer than four; in vectors still, so that it rounds as the others do. */
function tile1(a: usize, along: usize, b: usize, row: usize, end: usize, start: usize, c: usize): void {
  let s0 = v128.load32_splat(start);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  while (b < end) {
    const b0 = v128.load32_splat(b);
    s0 = madd(v128.load32_splat(a), b0, s0);
    s1 = madd(v128.load32_splat(a + a1), b0, s1);
    s2 = madd(v128.load32_splat(a + a2), b0, s2);
    s3 = madd(v128.load32_splat(a + a3), b0, s3);
    a += along;
    b += row;
  }
  v128.store_lane<f32>(c, s0, 0);
  v128.store_lane<f32>(c + c1, s1, 0);
  v128.store_lane<f32>(c + c2, s2, 0);
  v128.store_lane<f32>(c + c3, s3, 0);
}

/** C [rows, width] = A [rows, inner] · Bᵀ, B [width, inner] */
export function dots(a: usize, rows: i32, inner: i32, b: usize, width: i32, c: usize): void {
  const row = floats(inner);
  const cRow = floats(width);
  const whole = row & ~15;
  for (let i = 0; i < rows; i += 2) {
    const next = (min(1, rows - 1 - i)) as usize;
    const lower = a + next * row;
    const below = next * cRow;
    for (let j = 0; j < width; j += 4) {
      // Pushed back from the edge, or narrower where there are fewer than four.
      const first = max(0, min(j, width - 4));
      const last = width - 1 - first;
      const b0 = b + first * row;
      const b1 = min(1, last) * row;
      const b2 = min(2, last) * row;
      const b3 = min(3, last) * row;
      let s00 = f32x4.splat(0);
      let s01 = s00;
      let s02 = s00;
      let s03 = s00;
      let s10 = s00;
      let s11 = s00;
      let s12 = s00;
      let s13 = s00;
      for (let k: usize = 0; k < whole; k += 16) {
        const x0 = v128.load(a + k);
        const x1 = v128.load(lower + k);
        const y0 = v128.load(b0 + k);
        s00 = madd(x0, y0, s00);
        s10 = madd(x1, y0, s10);
        const y1 = v128.load(b0 + b1 + k);
        s01 = madd(x0, y1, s01);
        s11 = madd(x1, y1, s11);
        const y2 = v128.load(b0 + b2 + k);
        s02 = madd(x0, y2, s02);
        s12 = madd(x1, y2, s12);
        const y3 = v128.load(b0 + b3 + k);
        s03 = madd(x0, y3, s03);
        s13 = madd(x1, y3, s13);
      }
      for (let k = whole; k < row; k += 4) {
        const x0 = v128.load32_zero(a + k);
        const x1 = v128.load32_zero(lower + k);
        const y0 = v128.load32_zero(b0 + k);
        s00 = madd(x0, y0, s00);
        s10 = madd(x1, y0, s10);
        const y1 = v128.load32_zero(b0 + b1 + k);
        s01 = madd(x0, y1, s01);
        s11 = madd(x1, y1, s11);
        const y2 = v128.load32_zero(b0 + b2 + k);
        s02 = madd(x0, y2, s02);
        s12 = madd(x1, y2, s12);
        const y3 = v128.load32_zero(b0 + b3 + k);
        s03 = madd(x0, y3, s03);
        s13 = madd(x1, y3, s13);
      }
      const top = c + floats(first);
      spread(laneSums(s00, s01, s02, s03), top, last);
      spread(laneSums(s10, s11, s12, s13), top + below, last);
    }
    a += 2 * row;
    c += 2 * cRow;
  }
}

/** Each vector's lanes added: four sums in four lanes. */
@inline
function laneSums(x0: v128, x1: v128, x2: v128, x3: v128): v128 {
  const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  const pairs01 = f32x4.add(low01, high01);
  const pairs23 = f32x4.add(low23, high23);
  return f32x4.add(
    v128.shuffle<f32>(pairs01, pairs23, 0, 1, 4, 5),
    v128.shuffle<f32>(pairs01, pairs23, 2, 3, 6, 7),
  );
}

/** Stores lanes 0 to `last`, or all of them. */
@inline
function spread(x: v128, place: usize, last: i32): void {
  if (last >= 3) {
    v128.store(place, x);
    return;
  }
  v128.store_lane<f32>(place, x, 0);
  if (last > 0) v128.store_lane<f32>(place, x, 1, 4);
  if (last > 1) v128.store_lane<f32>(place, x, 2, 8);
}
