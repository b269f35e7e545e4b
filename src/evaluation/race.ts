/**
 * A race: every optimizer minimises the same problems from the same starts, in lockstep, so that all curves grow
 * together. Losses of every problem are kept; memory on the device does not grow with the number of steps.
 */
import type { Optimizee } from '../optimizees/optimizee';
import {
  advance,
  disposeState,
  isSearching,
  type OptimizerState,
  type Point,
  type Racer,
  type Step,
} from '../optimizers/optimizer';
import { type Control, freeRunning } from '../runtime/control';
import { readFloats, type Tensor, type Tensor2D, tf } from '../runtime/tf';
import { settleKernels } from '../runtime/webgpu/computePass';
import type { Divergence } from '../specs/race';
import { findDivergence } from './divergence';
import { Pending } from './pending';
import { mean } from './summary';

export interface RaceOptions {
  /** T, updates to make. */
  steps: number;
  /** θ₀ [B, n]; stays the caller's. */
  theta0: Tensor2D;
  control?: Control;
  /** Also report θₜ at every step (two-dimensional tasks: the paths on the contour map). */
  keepPaths?: boolean;
  /** Looks at θₜ [B, n] of each optimizer at some steps; θ stays the race's. */
  observe?: Observer;
  /** Keeps gradients and updates of each optimizer. */
  record?: Recorder;
  /** How long results may be held back before they are reported, in ms. */
  reportEveryMs?: number;
  onSteps?(batch: RaceBatch): void;
  onDiverged?(optimizer: number, divergence: Divergence): void;
  /** Asked before a divergence counts; may throw (see definitionCheck.ts). */
  confirm?(optimizer: number, divergence: Divergence): Promise<void>;
}

export interface Observer {
  /** Whether it looks at step t. */
  at(step: number): boolean;
  look(optimizer: number, step: number, theta: Tensor2D): Promise<void>;
}

/** Keeps what optimizers met and did, or a part of it. Numbers are read with the losses, many steps at once. */
export interface Recorder {
  /**
   * What is to be kept of ∇ₜ or uₜ [B, n], as many numbers each time.
   *
   * @returns a tensor of its own, the race's (a clone, where it is all of them)
   */
  pick(values: Tensor2D): Tensor;
  /**
   * What was picked at the steps from `from` on, row by step, in arrays to copy from. Every step comes once and in
   * order; those from a divergence on do not come.
   */
  recorded(
    optimizer: number,
    from: number,
    picked: { gradients: Float32Array; updates: Float32Array },
  ): void;
}

/** Steps from … from + count − 1. Losses after a divergence are NaN. */
export interface RaceBatch {
  from: number;
  count: number;
  /** Per optimizer [count × B]. */
  losses: Float32Array[];
  /** Per optimizer [count × B × n], where paths are kept. */
  paths?: Float32Array[];
  /**
   * Per optimizer [count]: how many evaluations of f and ∇f it has had before step t, the mean over the problems. Null for
   * those that have one each step; absent where nobody has more.
   */
  evaluations?: (Float32Array | null)[];
}

export interface RaceResult {
  name: string;
  /** f(θₜ) for t = 0 … T, [(T + 1) × B]; NaN from a divergence on. */
  losses: Float32Array;
  /** θ at the end, [B × n]; NaN after a divergence. */
  finalTheta: Float32Array;
  divergence: Divergence | null;
  /** As in `RaceBatch` [T + 1]. */
  evaluations: Float32Array | null;
}

export interface RaceRecord {
  problems: number;
  steps: number;
  results: RaceResult[];
}

/** So many steps at most are under way to the device between two reports, … */
const MOST_PENDING = 64;
const FIRST_PENDING = 4;
/** … or as many numbers, … */
const MOST_PENDING_BYTES = 2 ** 24;
/** … and so few that it does not keep us waiting for longer: a press of Pause waits for it, too. */
const LONGEST_WAIT_MS = 120;

const PARTS = ['losses', 'thetas', 'gradients', 'updates'] as const;
type Numbers = [Float32Array, Float32Array, Float32Array, Float32Array];

interface Lane {
  optimizer: Racer;
  theta: Tensor2D;
  state: OptimizerState;
  /** What is on the device still. */
  pending: Record<(typeof PARTS)[number], Pending>;
  startMean: number;
  result: RaceResult;
}

function remedyFor(optimizer: Racer): string {
  if (isSearching(optimizer)) return 'Start closer to a minimum, or race fewer steps.';
  return optimizer.name === 'lstm'
    ? 'It was not trained for this task: train one here, or race fewer steps.'
    : 'Lower its learning rate, or tune it for this task.';
}

function startLane(
  optimizer: Racer,
  { problems, coordinates }: Optimizee,
  { steps, theta0 }: RaceOptions,
): Lane {
  return {
    optimizer,
    state: optimizer.init(problems, coordinates),
    theta: theta0.clone(),
    pending: {
      losses: new Pending(),
      thetas: new Pending(),
      gradients: new Pending(),
      updates: new Pending(),
    },
    startMean: Number.NaN,
    result: {
      name: optimizer.name,
      losses: new Float32Array((steps + 1) * problems).fill(Number.NaN),
      finalTheta: new Float32Array(0),
      divergence: null,
      evaluations: isSearching(optimizer) ? new Float32Array(steps + 1) : null,
    },
  };
}

/** One step of one optimizer: f(θₜ), and θₜ₊₁ unless this is the last. */
async function moveLane(
  lane: Lane,
  optimizee: Optimizee,
  t: number,
  { steps, record, control = freeRunning }: RaceOptions,
): Promise<void> {
  const { losses, gradients, updates } = lane.pending;
  if (t === steps) {
    losses.push(optimizee.loss(lane.theta, t));
    return;
  }
  const { loss, gradient } = optimizee.lossAndGradient(lane.theta, t);
  losses.push(loss);
  try {
    const here: Point = {
      theta: lane.theta,
      loss,
      gradient,
      evaluate: (theta) => optimizee.lossAndGradient(theta, t),
    };
    const { update, state } = await stepLane(lane, here, t, control);
    lane.state = state;
    if (record !== undefined) {
      gradients.push(record.pick(gradient));
      updates.push(record.pick(update));
    }
    const theta: Tensor2D = tf.add(lane.theta, update);
    tf.dispose([update, lane.theta]);
    lane.theta = theta;
  } finally {
    gradient.dispose();
  }
}

/** The optimizer's own part of a step. Takes over the lane's state. */
async function stepLane(lane: Lane, at: Point, t: number, control: Control): Promise<Step> {
  const { optimizer, state, result } = lane;
  if (!isSearching(optimizer)) return advance(optimizer, at.gradient, state, at.theta);
  const { evaluations, ...next } = await optimizer.search(at, state, control);
  disposeState(state);
  if (result.evaluations !== null) {
    result.evaluations[t + 1] = (result.evaluations[t] as number) + evaluations;
  }
  return next;
}

function pendingBytes(lanes: readonly Lane[]): number {
  let bytes = 0;
  for (const { pending } of lanes) {
    for (const list of Object.values(pending)) bytes += list.bytes;
  }
  return bytes;
}

/** @throws LabError `stopped` where the control says so; nothing stays on the device. */
export async function race(
  optimizee: Optimizee,
  optimizers: readonly Racer[],
  options: RaceOptions,
): Promise<RaceRecord> {
  const { steps, control = freeRunning, keepPaths = false, record } = options;
  const { problems, coordinates } = optimizee;
  const lanes: Lane[] = [];
  let reported = 0;
  let lastReport = performance.now();
  let mostPending = FIRST_PENDING;

  const report = async (until: number): Promise<void> => {
    const count = until - reported;
    if (count === 0) return;
    const began = performance.now();
    const batch: RaceBatch = { from: reported, count, losses: [] };
    const diverged: [number, Divergence][] = [];
    for (const [index, lane] of lanes.entries()) {
      const losses = new Float32Array(count * problems).fill(Number.NaN);
      const pending = PARTS.map((part) => lane.pending[part]);
      const [some, thetas, gradients, updates] = (await Pending.drainAll(pending)) as Numbers;
      losses.set(some);
      const found = checkLane(lane, losses, reported, problems);
      if (found !== null) diverged.push([index, found]);
      if (keepPaths) {
        const paths = new Float32Array(count * problems * coordinates).fill(Number.NaN);
        paths.set(thetas);
        if (found !== null)
          paths.fill(Number.NaN, (found.step - reported) * problems * coordinates);
        batch.paths ??= [];
        batch.paths.push(paths);
      }
      if (record !== undefined && gradients.length > 0) {
        const width = gradients.length / (Math.min(until, steps) - reported);
        const usable = found === null ? gradients.length : (found.step - reported) * width;
        record.recorded(index, reported, {
          gradients: gradients.subarray(0, usable),
          updates: updates.subarray(0, usable),
        });
      }
      lane.result.losses.set(losses, reported * problems);
      batch.losses.push(losses);
    }
    if (lanes.some(({ result }) => result.evaluations !== null)) {
      batch.evaluations = lanes.map(
        ({ result }) => result.evaluations?.slice(reported, until) ?? null,
      );
    }
    for (const [index, divergence] of diverged) await options.confirm?.(index, divergence);
    reported = until;
    lastReport = performance.now();
    mostPending =
      lastReport - began > LONGEST_WAIT_MS
        ? Math.max(1, Math.floor(mostPending / 2))
        : Math.min(MOST_PENDING, 2 * mostPending);
    options.onSteps?.(batch);
    for (const [index, divergence] of diverged) options.onDiverged?.(index, divergence);
  };

  try {
    for (const optimizer of optimizers) lanes.push(startLane(optimizer, optimizee, options));
    for (let t = 0; t <= steps; t++) {
      const looks = options.observe?.at(t) === true;
      for (const [index, lane] of lanes.entries()) {
        if (lane.result.divergence !== null) continue;
        if (looks) await options.observe?.look(index, t, lane.theta);
        if (keepPaths) lane.pending.thetas.push(lane.theta.clone());
        await moveLane(lane, optimizee, t, options);
        await control.tick();
      }
      const waited = performance.now() - lastReport >= (options.reportEveryMs ?? 100);
      const full = t + 1 - reported >= mostPending || pendingBytes(lanes) >= MOST_PENDING_BYTES;
      if (t === 0 || t === steps || waited || full || control.aboutToWait) await report(t + 1);
      await control.unit();
    }
    for (const lane of lanes) {
      lane.result.finalTheta = await readFloats(lane.theta);
      if (lane.result.divergence !== null) lane.result.finalTheta.fill(Number.NaN);
    }
    // What a device says of its kernels may come later than their numbers.
    await settleKernels();
    return { problems, steps, results: lanes.map((lane) => lane.result) };
  } finally {
    for (const lane of lanes) {
      lane.theta.dispose();
      disposeState(lane.state);
      for (const pending of Object.values(lane.pending)) pending.dispose();
    }
  }
}

/** Marks the lane as diverged at the first bad step and blanks what follows. */
function checkLane(
  lane: Lane,
  losses: Float32Array,
  from: number,
  problems: number,
): Divergence | null {
  if (lane.result.divergence !== null) return null;
  if (from === 0) lane.startMean = mean(losses.subarray(0, problems));
  for (let row = 0; row * problems < losses.length; row++) {
    const step = losses.subarray(row * problems, (row + 1) * problems);
    const found = findDivergence(step, from + row, lane.startMean, remedyFor(lane.optimizer));
    if (found !== null) {
      losses.fill(Number.NaN, row * problems);
      lane.result.divergence = found;
      return found;
    }
  }
  return null;
}
