/**
 * What a thread does of a job of the LSTM: the loops over a group's blocks and over steps, around one step of one block
 * (forward.ts, backward.ts).
 *
 *     forward    each block one step; a record is written, or the state is replaced where it stands
 *     backward   each block from the last step to the first:  λ, then the step back, both carried along;
 *                where no records were kept, through all steps forward once more before
 *     roll       each block through all steps of the unroll, f and ∇f of its quadratics between them; then back
 *
 * Block by block and not step by step wherever the work allows it, because then weights, dz, the carried cotangents and
 * (in a roll that goes back at once) a block's whole record stay in the core's own cache:
 *
 *     scratch of a thread    gradient of φ of the block at hand | carried | work | x, one row and H rows | one record
 *
 * of which a job that goes forward only has the rows behind `work`, and the record only where it is computed anew
 * (slim records) or kept for one block at a time (then K of them).
 */
import {
  backward,
  carryBytes,
  inputRows,
  lambdaRow,
  momentCotangents,
  workBytes,
} from './backward';
import { forward } from './forward';
import { madd } from './lanes';
import {
  back,
  bounded,
  carries,
  endBlock,
  endStep,
  firstBlock,
  firstStep,
  FULL_RECORDS,
  gradientRow,
  inputCotangents,
  lossBehind,
  NO_RECORDS,
  ONE_BLOCK,
  outputScale,
  packed,
  records,
  recordSpacing,
  recordsOf,
  rowBehind,
  scaleBehind,
  scratch,
  SLIM_RECORDS,
  states,
  stepCount,
  suffix,
  sum,
  theta,
  updates,
} from './lstmJob';
import { features, throughFeatures } from './preprocess';
import { quadraticBytes, quadratics } from './quadratic';
import {
  features as featureCount,
  hidden,
  layers,
  moments as momentCount,
  momentsInRecord,
  momentsInState,
  recordBytes,
  recordStart,
  recordStride,
  row,
  stateBytes,
  stateStride,
} from './shape';
import { gradientBytes } from './weights';

/** Rows for x, for u, and for the new h while the old one is still needed. */
export function forwardScratchBytes(): i32 {
  return (featureCount + 1 + hidden) * row;
}

/** @param steps how many records of one block the scratch holds: 0, 1 or K */
export function backwardScratchBytes(steps: i32): i32 {
  return gradientBytes() + carryBytes() + workBytes() + forwardScratchBytes() + steps * recordBytes(true);
}

@inline
function workPlace(): usize {
  return scratch + gradientBytes() + carryBytes();
}

/** Rows that a step forward needs; a job that goes back has them behind its own. */
@inline
function forwardPlace(goesBack: bool): usize {
  return goesBack ? workPlace() + workBytes() : scratch;
}

@inline
function spareRecord(): usize {
  return workPlace() + workBytes() + forwardScratchBytes();
}

@inline
function hasGates(): bool {
  return records >= FULL_RECORDS;
}

/** The record of a block and step. */
@inline
function recordOf(block: i32, t: i32): usize {
  if (records == ONE_BLOCK) return spareRecord() + t * recordBytes(true);
  return recordsOf(t) + (block as usize) * recordSpacing;
}

/** c of the first layer before a step: in the record of the step before, or in the state that the unroll began with. */
@inline
function before(block: i32, t: i32): usize {
  if (t == 0 || records == NO_RECORDS) return states + (block as usize) * stateBytes();
  return recordOf(block, t - 1) + recordStart(hasGates());
}

@inline
function beforeStride(t: i32): i32 {
  return t == 0 || records == NO_RECORDS ? stateStride() : recordStride(hasGates());
}

/** The moments before a step, in the same places. */
@inline
function momentsBefore(block: i32, t: i32): usize {
  if (t == 0 || records == NO_RECORDS) {
    return states + (block as usize) * stateBytes() + momentsInState();
  }
  return recordOf(block, t - 1) + momentsInRecord();
}

/** One step of one block: u, and θ += u. */
function stepForward(block: i32, t: i32, spare: usize): void {
  const offset = (block as usize) * row;
  const state = before(block, t);
  const stride = beforeStride(t);
  const update = updates != 0 ? updates + offset : spare + featureCount * row;
  const moments = momentsBefore(block, t);
  const scale = outputScale;
  if (records == NO_RECORDS) {
    features(gradientRow(t) + offset, spare, moments, moments);
    const newer = spare + (featureCount + 1) * row;
    forward(packed, spare, state, stride, state, stride, false, newer, scale, bounded, update);
  } else {
    const x = recordOf(block, t);
    const gates = hasGates();
    features(gradientRow(t) + offset, x, moments, x + momentsInRecord());
    const c = x + recordStart(gates);
    forward(packed, x, state, stride, c, recordStride(gates), gates, 0, scale, bounded, update);
  }
  if (theta != 0) addTo(theta + offset, update);
}

/** target += source, one row */
function addTo(target: usize, source: usize): void {
  for (let at: usize = 0; at < (row as usize); at += 16) {
    v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
  }
}

export function forwardUnit(): void {
  const spare = forwardPlace(false);
  for (let block = firstBlock; block < endBlock; block++) {
    for (let t = firstStep; t < endStep; t++) stepForward(block, t, spare);
    if (endStep == firstStep) settle(block);
  }
}

/** The state behind the last step goes to where the first one stood. */
function settle(block: i32): void {
  if (records == NO_RECORDS) return;
  const bytes = stateStride();
  const stride = recordStride(hasGates());
  const last = recordOf(block, stepCount - 1);
  let from = last + recordStart(hasGates());
  let to = states + (block as usize) * stateBytes();
  memory.copy(to + momentsInState(), last + momentsInRecord(), momentCount * row);
  for (let l = 0; l < layers; l++) {
    memory.copy(to, from, bytes);
    from += stride;
    to += bytes;
  }
}

/** The job's steps of one block, backwards. */
function blockBack(block: i32): void {
  const gradient = scratch;
  const work = workPlace();
  const offset = (block as usize) * row;
  let carry = scratch + gradientBytes();
  memory.fill(gradient, 0, gradientBytes());
  if (carries != 0) carry = carries + (block as usize) * carryBytes();
  if (endStep == stepCount) memory.fill(carry, 0, carryBytes());
  for (let t = endStep - 1; t >= firstStep; t--) {
    lambda(rowBehind(t) + offset, scaleBehind(t), carry, lambdaRow(work));
    stepBack(block, t, work, carry, gradient);
    if (inputCotangents != 0) {
      const x = recordOf(block, t);
      throughFeatures(
        gradientRow(t) + offset,
        inputRows(work),
        inputCotangents + offset,
        x,
        x + momentsInRecord(),
        momentCotangents(carry),
      );
    }
  }
  for (let at: usize = 0; at < (gradientBytes() as usize); at += 16) {
    v128.store(sum + at, f32x4.add(v128.load(sum + at), v128.load(gradient + at)));
  }
}

/** λ · output scale to `target`; with `suffix` λ is the sum so far, which stands in `total`. */
function lambda(source: usize, scale: f32, total: usize, target: usize): void {
  const times = f32x4.splat(suffix ? scale : outputScale);
  const out = f32x4.splat(outputScale);
  for (let at: usize = 0; at < (row as usize); at += 16) {
    if (suffix) {
      const sum = madd(v128.load(source + at), times, v128.load(total + at));
      v128.store(total + at, sum);
      v128.store(target + at, f32x4.mul(sum, out));
    } else {
      v128.store(target + at, f32x4.mul(v128.load(source + at), times));
    }
  }
}

function stepBack(block: i32, t: i32, work: usize, carry: usize, gradient: usize): void {
  const x = recordOf(block, t);
  const state = before(block, t);
  const stateStep = beforeStride(t);
  let record = x;
  if (records == SLIM_RECORDS) {
    record = spareRecord();
    const spare = forwardPlace(true);
    const c = record + recordStart(true);
    forward(packed, x, state, stateStep, c, recordStride(true), true, 0, outputScale, false, spare);
  } else if (records == FULL_RECORDS) {
    fetch(record, recordBytes(true));
  }
  const through = inputCotangents != 0;
  backward(
    packed,
    x,
    record + recordStart(true),
    recordStride(true),
    state,
    stateStep,
    work,
    carry,
    gradient,
    bounded,
    through,
  );
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

export function backwardUnit(): void {
  const spare = forwardPlace(true);
  for (let block = firstBlock; block < endBlock; block++) {
    if (records == ONE_BLOCK) {
      for (let t = 0; t < stepCount; t++) stepForward(block, t, spare);
    }
    blockBack(block);
  }
}

/** @param job has the fields of the quadratics */
export function rollUnit(job: usize): void {
  const problems = load<usize>(job, 112);
  const n = i32.load(job, 116);
  const perBlock = i32.load(job, 120);
  const problemCount = i32.load(job, 124);
  const atStart = load<usize>(job, 132);
  const spare = forwardPlace(back);
  for (let block = firstBlock; block < endBlock; block++) {
    const first = block * perBlock;
    const count = min(perBlock, problemCount - first);
    const offset = (block as usize) * row;
    const own = problems + (first as usize) * quadraticBytes(n);
    if (atStart != 0) {
      quadratics(theta + offset, own, n, count, atStart + (first << 2), gradientRow(0) + offset);
    }
    for (let t = firstStep; t < endStep; t++) {
      stepForward(block, t, spare);
      const losses = lossBehind(t) + (first << 2);
      quadratics(theta + offset, own, n, count, losses, rowBehind(t) + offset);
    }
    if (!back) continue;
    blockBack(block);
    settle(block);
  }
}
