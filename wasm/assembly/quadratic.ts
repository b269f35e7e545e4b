/**
 * Random quadratics, f and its gradient together, for problems that stand one behind the other:
 *
 *     r = W θ − y,     f = Σ r²,     ∇f = 2 Wᵀ r                      (W [n, n], y [n])
 *
 * A product of a matrix and a vector is a sum of the matrix's columns, each times one number. So W θ reads the columns
 * of W and Wᵀ r its rows, four neighbours in the lanes, and no lane is ever added to another. For that a problem is
 * laid out with both, every row filled up with zeros to m, the next multiple of four:
 *
 *            m numbers →
 *     Wᵀ   [ column 0 of W | column 1 | …  | column n − 1 ]
 *     W    [ row 0 of W    | row 1    | …  | row n − 1    ]
 *     y    [ m ]
 *     r    [ m ]    scratch; here, so that each problem has its own and threads do not meet
 *
 * θ and ∇f are not filled up: problem b's begin at float b·n. Each sum has one order, whatever thread takes it.
 */
import { madd } from './lanes';

/** n rounded up to whole vectors, in bytes. */
@inline
function rowBytes(n: i32): usize {
  return (((n + 3) & ~3) << 2) as usize;
}

/** Bytes of one packed problem. */
export function quadraticBytes(n: i32): i32 {
  return ((2 * n + 2) * (rowBytes(n) as i32)) as i32;
}

/** Packs `count` problems from W [count][n][n] and y [count][n]. */
export function packQuadratics(w: usize, y: usize, n: i32, count: i32, packed: usize): void {
  const row = rowBytes(n);
  const bytes = quadraticBytes(n) as usize;
  const column = (n as usize) << 2;
  memory.fill(packed, 0, bytes * count);
  for (let b = 0; b < count; b++) {
    const rows = packed + n * row;
    for (let i = 0; i < n; i++) {
      memory.copy(rows + i * row, w, column);
      for (let j = 0; j < n; j++) {
        f32.store(packed + j * row + ((i as usize) << 2), f32.load(w + ((j as usize) << 2)));
      }
      w += column;
    }
    memory.copy(rows + n * row, y, column);
    y += column;
    packed += bytes;
  }
}

/**
 * θ [count][n] in; f [count] and, unless `gradient` is 0, ∇f [count][n] out.
 *
 * @param packed the first problem's place
 */
export function quadratics(
  theta: usize,
  packed: usize,
  n: i32,
  count: i32,
  loss: usize,
  gradient: usize,
): void {
  const row = rowBytes(n);
  const bytes = quadraticBytes(n) as usize;
  const stride = (n as usize) << 2;
  for (let b = 0; b < count; b++) {
    const rows = packed + n * row;
    const y = rows + n * row;
    const r = y + row;
    combine(packed, row, n, theta, 1, r, row);
    f32.store(loss, residual(r, y, row));
    if (gradient != 0) {
      combine(rows, row, n, r, 2, gradient, stride);
      gradient += stride;
    }
    theta += stride;
    loss += 4;
    packed += bytes;
  }
}

/** r = Wθ − y, where r is Wθ before; gives Σ r². */
@inline
function residual(r: usize, y: usize, row: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < row; at += 16) {
    const difference = f32x4.sub(v128.load(r + at), v128.load(y + at));
    v128.store(r + at, difference);
    sum = madd(difference, difference, sum);
  }
  return laneSum(sum);
}

/** The four lanes added, in pairs. */
@inline
function laneSum(x: v128): f32 {
  const even = f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 2);
  return even + (f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 3));
}

/** Bytes of four vectors: so many sums go on at a time that none waits for its own last addition. */
const TILE: usize = 64;

/** out = scale · Σₖ factorₖ rowₖ over n rows; `size` bytes of it, which need not be whole vectors. */
function combine(
  rows: usize,
  row: usize,
  n: i32,
  factors: usize,
  scale: f32,
  out: usize,
  size: usize,
): void {
  const last = factors + ((n as usize) << 2);
  const times = f32x4.splat(scale);
  let at: usize = 0;
  for (; at + TILE <= size; at += TILE) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let from = rows + at;
    for (let factor = factors; factor < last; factor += 4) {
      const x = v128.load32_splat(factor);
      s0 = madd(x, v128.load(from), s0);
      s1 = madd(x, v128.load(from, 16), s1);
      s2 = madd(x, v128.load(from, 32), s2);
      s3 = madd(x, v128.load(from, 48), s3);
      from += row;
    }
    v128.store(out + at, f32x4.mul(s0, times));
    v128.store(out + at, f32x4.mul(s1, times), 16);
    v128.store(out + at, f32x4.mul(s2, times), 32);
    v128.store(out + at, f32x4.mul(s3, times), 48);
  }
  for (; at < size; at += 16) {
    let sum = f32x4.splat(0);
    let from = rows + at;
    for (let factor = factors; factor < last; factor += 4) {
      sum = madd(v128.load32_splat(factor), v128.load(from), sum);
      from += row;
    }
    storePart(out + at, f32x4.mul(sum, times), size - at);
  }
}

/** The first `bytes` of a vector, or all of it. */
@inline
function storePart(place: usize, x: v128, bytes: usize): void {
  if (bytes >= 16) {
    v128.store(place, x);
    return;
  }
  v128.store_lane<f32>(place, x, 0);
  if (bytes > 4) v128.store_lane<f32>(place, x, 1, 4);
  if (bytes > 8) v128.store_lane<f32>(place, x, 2, 8);
}

/**
 * A job for the threads (jobs.ts): problems in chunks, one chunk a unit. All fields are 32 bits wide.
 *
 *     byte   0  θ [count][n]            16  n
 *            4  packed problems         20  count
 *            8  f [count]               24  problems in a chunk
 *           12  ∇f [count][n], or 0
 */
export function quadraticUnit(job: usize, unit: i32): void {
  const n = i32.load(job, 16);
  const chunk = i32.load(job, 24);
  const first = unit * chunk;
  const count = min(chunk, i32.load(job, 20) - first);
  const stride = ((first * n) as usize) << 2;
  const gradient = i32.load(job, 12) as usize;
  quadratics(
    (i32.load(job) as usize) + stride,
    (i32.load(job, 4) as usize) + (first as usize) * quadraticBytes(n),
    n,
    count,
    (i32.load(job, 8) as usize) + ((first as usize) << 2),
    gradient == 0 ? 0 : gradient + stride,
  );
}
