/**
 * f and ∇f of B perceptrons with L hidden layers, the networks independent of each other:
 *
 *     a₀ = x,   aₖ = act(aₖ₋₁ Wₖ + bₖ),   logits = a_L W_{L+1} + b_{L+1},   f = mean over N examples of the loss
 *     δ_{L+1} = (softmax(logits) − onehot) / N,   δₖ = (δₖ₊₁ Wₖ₊₁ᵀ) ⊙ act′(aₖ)
 *     ∂f/∂Wₖ = aₖ₋₁ᵀ δₖ,   ∂f/∂bₖ = Σ over examples of δₖ
 *
 * Forward and back to the δ, an example needs no other example; the gradient of a row of W needs all examples, but no
 * other row. So there are two phases, each of many units for the threads, and neither the number of threads nor who
 * takes which unit changes a sum:
 *
 *     phase 0   a unit = 32 examples of one network:        a and δ of all layers, losses
 *     phase 1   a unit = 64 rows of one layer's weights:    ∂f/∂W; with a layer's last rows ∂f/∂b, with the first f
 *
 * In between a network keeps, each part beginning on a cache line,
 *
 *     losses [N] | right [N] | δ₁ [N, u₁] | a₁ [N, u₁] | δ₂ [N, u₂] | a₂ [N, u₂] | … | δ_{L+1} [N, classes]
 *
 * The weights are used where they are, in θ, and the minibatch in its place, too: nothing is packed (see dense.ts).
 *
 * A job's description, all fields 32 bits wide:
 *
 *     byte   0  θ [B, n]                  24  B                     48  phase
 *            4  f [B]                     28  S of the inputs       52  L + 1
 *            8  ∇f [B, n], or 0           32  N                     56  accuracy [B], or 0
 *           12  inputs [S, N, I]          36  n                     60  widths: inputs, u₁, …, u_L, classes
 *           16  labels [S, N] (int32)     40  activation: 0 sigmoid, 1 tanh, 2 relu
 *           20  scratch                   44  S of the labels
 *
 * Network b takes inputs and labels b mod S. Without ∇f, phase 1 has one unit a network, for f. The accuracy is the
 * share of examples that are right: whose class has the largest logit, and is the first of several such.
 */
import { sigmoid, tanh } from './activations';
import { columnSums, dots, floats, outer, product } from './dense';
import { softmax } from './softmax';

const EXAMPLES = 32;
const ROWS = 64;

const SIGMOID = 0;
const TANH = 1;

@inline
function field(job: usize, at: usize): i32 {
  return i32.load(job + at);
}

@inline
function place(job: usize, at: usize): usize {
  return i32.load(job + at) as usize;
}

/** Units of layer k, 0 being the inputs. */
@inline
function width(job: usize, k: i32): i32 {
  return i32.load(job + 60 + floats(k));
}

@inline
function cacheLines(count: i32): usize {
  return (floats(count) + 63) & ~63;
}

/** Where δₖ begins in a network's scratch, k from 1; aₖ follows it. With k = L + 2: the end. */
function delta(job: usize, scratch: usize, k: i32): usize {
  const N = field(job, 32);
  const layers = field(job, 52);
  let at = scratch + 2 * cacheLines(N);
  for (let below = 1; below < k; below++) {
    at += cacheLines(N * width(job, below)) * (below < layers ? 2 : 1);
  }
  return at;
}

function scratchOf(job: usize, network: i32): usize {
  return place(job, 20) + network * delta(job, 0, field(job, 52) + 1);
}

/** Bytes of scratch for all networks of a job: more, perhaps, than can be addressed. */
export function mlpScratchBytes(job: usize): f64 {
  return (field(job, 24) as f64) * (delta(job, 0, field(job, 52) + 1) as f64);
}

function blocks(job: usize): i32 {
  return (field(job, 32) + EXAMPLES - 1) / EXAMPLES;
}

function parts(rows: i32): i32 {
  return (rows + ROWS - 1) / ROWS;
}

/** Units of the job's phase. */
export function mlpUnits(job: usize): i32 {
  const B = field(job, 24);
  if (field(job, 48) == 0) return B * blocks(job);
  return B * gradientUnits(job);
}

/** Units of one network in phase 1. */
function gradientUnits(job: usize): i32 {
  if (place(job, 8) == 0) return 1;
  let units = 0;
  for (let k = 0; k < field(job, 52); k++) units += parts(width(job, k));
  return units;
}

export function mlpUnit(job: usize, unit: i32): void {
  if (field(job, 48) == 0) {
    const network = unit / blocks(job);
    examples(job, network, (unit - network * blocks(job)) * EXAMPLES);
  } else {
    const units = gradientUnits(job);
    const network = unit / units;
    gradients(job, network, unit - network * units);
  }
}

/** Phase 0 for the network's examples from `first`. */
function examples(job: usize, network: i32, first: i32): void {
  const N = field(job, 32);
  const layers = field(job, 52);
  const count = min(EXAMPLES, N - first);
  const set = network % field(job, 28);
  const labelSet = network % field(job, 44);
  const scratch = scratchOf(job, network);
  const theta = place(job, 0) + floats(network * field(job, 36));

  let input = place(job, 12) + floats((set * N + first) * width(job, 0));
  let weights = theta;
  for (let k = 1; k <= layers; k++) {
    const rows = width(job, k - 1);
    const columns = width(job, k);
    const bias = weights + floats(rows * columns);
    let output = delta(job, scratch, k) + floats(first * columns);
    if (k < layers) output += cacheLines(N * columns);
    product(input, count, rows, weights, bias, columns, output);
    if (k < layers) activate(output, count * columns, field(job, 40));
    input = output;
    weights = bias + floats(columns);
  }
  const labels = place(job, 16) + floats(labelSet * N + first);
  const losses = scratch + floats(first);
  const right = place(job, 56) == 0 ? 0 : losses + cacheLines(N);
  softmax(input, width(job, layers), labels, count, 1 / (N as f32), losses, right);

  if (place(job, 8) == 0) return;
  for (let k = layers; k > 1; k--) {
    const columns = width(job, k);
    const rows = width(job, k - 1);
    weights -= floats((rows + 1) * columns);
    const above = delta(job, scratch, k) + floats(first * columns);
    const below = delta(job, scratch, k - 1) + floats(first * rows);
    dots(above, count, columns, weights, rows, below);
    timesSlope(below, below + cacheLines(N * rows), count * rows, field(job, 40));
  }
}

/** Phase 1: rows of one layer's gradient. */
function gradients(job: usize, network: i32, unit: i32): void {
  const N = field(job, 32);
  const scratch = scratchOf(job, network);
  if (unit == 0) {
    f32.store(place(job, 4) + floats(network), mean(scratch, N));
    const accuracy = place(job, 56);
    if (accuracy != 0) f32.store(accuracy + floats(network), mean(scratch + cacheLines(N), N));
  }
  if (place(job, 8) == 0) return;

  let gradient = place(job, 8) + floats(network * field(job, 36));
  let k = 1;
  while (unit >= parts(width(job, k - 1))) {
    unit -= parts(width(job, k - 1));
    gradient += floats((width(job, k - 1) + 1) * width(job, k));
    k++;
  }
  const rows = width(job, k - 1);
  const columns = width(job, k);
  const first = unit * ROWS;
  const last = min(first + ROWS, rows);
  const above = delta(job, scratch, k);
  const input =
    k == 1
      ? place(job, 12) + floats((network % field(job, 28)) * N * rows)
      : delta(job, scratch, k - 1) + cacheLines(N * rows);
  outer(input, rows, first, last, above, columns, N, gradient);
  if (last == rows) columnSums(above, columns, N, gradient + floats(rows * columns));
}

/** Of `count` numbers; the sum in float64, a network may be judged on tens of thousands of examples. */
function mean(x: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (let at = x; at < x + floats(count); at += 4) sum += f32.load(at) as f64;
  return (sum / (count as f64)) as f32;
}

/** a = act(z) in its place, by whole vectors: up to three numbers behind it change as well. */
function activate(z: usize, count: i32, activation: i32): void {
  const end = z + floats(count);
  if (activation == SIGMOID) {
    for (; z < end; z += 16) v128.store(z, sigmoid(v128.load(z)));
  } else if (activation == TANH) {
    for (; z < end; z += 16) v128.store(z, tanh(v128.load(z)));
  } else {
    for (; z < end; z += 16) v128.store(z, f32x4.max(v128.load(z), f32x4.splat(0)));
  }
}

/** d ⊙ act′, as a function of a = act(z), into d's place. */
function timesSlope(d: usize, a: usize, count: i32, activation: i32): void {
  const end = d + floats(count);
  for (; d < end; d += 16) {
    const x = v128.load(d);
    const y = v128.load(a);
    let result: v128;
    if (activation == SIGMOID) {
      result = f32x4.mul(x, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
    } else if (activation == TANH) {
      result = f32x4.mul(x, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)));
    } else {
      result = v128.and(x, f32x4.gt(y, f32x4.splat(0)));
    }
    v128.store(d, result);
    a += 16;
  }
}
