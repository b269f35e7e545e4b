/**
 * The description of a job of the LSTM, as the host writes it, and where its arrays stand. All fields are 32 bits wide.
 *
 *     byte  0 layers         4 hidden units    8 features        12 width: coordinates of a block
 *          16 blocks        20 groups         24, 28 part: of each group's blocks, the n-th to before the m-th
 *          32 packed weights                  36 sums: for each group a gradient of φ
 *          40 scratch       44 bytes of one thread's scratch
 *          48 output scale  52 p             56 e⁻ᵖ            60 eᵖ           (float32)
 *          64 states        68 K              72 steps            76, 80 first step, end (of those to be done)
 *          84 records: 0 none, 1 slim, 2 full, 3 full and of one block at a time, in the scratch (a job that goes back
 *             then makes them itself, from the states and the gradients)
 *          88 bytes from a block's record to the next block's
 *          92 update row    96 θ's row or 0  100 carries or 0     104 row of dL/d∇ or 0
 *         108 suffix: 1 where λ is a sum of scaled rows
 *         112 packed quadratics              116 n               120 problems of a block     124 problems
 *         128 back: 1 where a roll goes back as well         132 f(θ₀), or 0: where f and ∇f of θ₀ are wanted first
 *         136 preprocessing: 0 none, 1 log-sign, 2 rnnprop   140 bounded: 1 where u is outputScale · tanh y
 *         144 M: moments  148 β of their averages            152 ε    156 the least v̂                  (float32)
 *
 * A step has 32 bytes in a table of K:
 *
 *     byte  0 record of block 0               4 row of ∇f(θₜ)
 *           8 row of λₜ, or with `suffix` of ∇f(θₜ₊₁)            12 its scale (float32)
 *          16 f(θₜ₊₁)
 *
 * Blocks are dealt out to groups in runs. A group is what one thread does; it has a sum of its own, and the host adds
 * the groups' sums in their order: so the result does not depend on how many threads there are.
 */
import { configure } from './shape';
import { gradientBytes } from './weights';

export const LOG_SIGN = 1;
export const RNNPROP = 2;

export const NO_RECORDS = 0;
export const SLIM_RECORDS = 1;
export const FULL_RECORDS = 2;
export const ONE_BLOCK = 3;

export let width: i32 = 0;
export let packed: usize = 0;
export let outputScale: f32 = 0;
export let p: f32 = 0;
export let smallest: f32 = 0;
export let steepness: f32 = 0;
export let states: usize = 0;
export let stepCount: i32 = 0;
export let firstStep: i32 = 0;
export let endStep: i32 = 0;
export let records: i32 = 0;
export let recordSpacing: usize = 0;
export let updates: usize = 0;
export let theta: usize = 0;
export let carries: usize = 0;
export let inputCotangents: usize = 0;
export let suffix: bool = false;
export let back: bool = false;
export let preprocessing: i32 = 0;
export let bounded: bool = false;
export let decay: f32 = 0;
export let epsilon: f32 = 0;
export let leastSquare: f32 = 0;

/** This thread's scratch. */
export let scratch: usize = 0;
/** The group's gradient of φ. */
export let sum: usize = 0;
/** The group's blocks that are to be done. */
export let firstBlock: i32 = 0;
export let endBlock: i32 = 0;

let steps: usize = 0;

/** Makes `job` and one of its groups the current ones of this thread. */
export function open(job: usize, group: i32, thread: i32): void {
  width = i32.load(job, 12);
  configure(i32.load(job), i32.load(job, 4), i32.load(job, 8), i32.load(job, 144), width);
  const blocks = i32.load(job, 16);
  const groups = i32.load(job, 20);
  const first = start(group, blocks, groups);
  firstBlock = first + i32.load(job, 24);
  endBlock = min(first + i32.load(job, 28), start(group + 1, blocks, groups));
  packed = load<usize>(job, 32);
  sum = load<usize>(job, 36) + group * gradientBytes();
  scratch = load<usize>(job, 40) + thread * load<usize>(job, 44);
  outputScale = f32.load(job, 48);
  p = f32.load(job, 52);
  smallest = f32.load(job, 56);
  steepness = f32.load(job, 60);
  states = load<usize>(job, 64);
  stepCount = i32.load(job, 68);
  steps = load<usize>(job, 72);
  firstStep = i32.load(job, 76);
  endStep = i32.load(job, 80);
  records = i32.load(job, 84);
  recordSpacing = load<usize>(job, 88);
  updates = load<usize>(job, 92);
  theta = load<usize>(job, 96);
  carries = load<usize>(job, 100);
  inputCotangents = load<usize>(job, 104);
  suffix = i32.load(job, 108) != 0;
  back = i32.load(job, 128) != 0;
  preprocessing = i32.load(job, 136);
  bounded = i32.load(job, 140) != 0;
  decay = f32.load(job, 148);
  epsilon = f32.load(job, 152);
  leastSquare = f32.load(job, 156);
}

/** The first block of a group: runs whose lengths differ by one at most. */
function start(group: i32, blocks: i32, groups: i32): i32 {
  return ((group as i64) * (blocks as i64) / (groups as i64)) as i32;
}

@inline
function step(t: i32): usize {
  return steps + ((t as usize) << 5);
}

@inline
export function gradientRow(t: i32): usize {
  return load<usize>(step(t), 4);
}

/** The row of λₜ or of ∇f(θₜ₊₁). */
@inline
export function rowBehind(t: i32): usize {
  return load<usize>(step(t), 8);
}

@inline
export function scaleBehind(t: i32): f32 {
  return f32.load(step(t), 12);
}

@inline
export function lossBehind(t: i32): usize {
  return load<usize>(step(t), 16);
}

/** Where the records of a step begin. */
@inline
export function recordsOf(t: i32): usize {
  return load<usize>(step(t));
}
