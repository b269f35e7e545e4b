/**
 * The two meta-gradients against finite differences of the meta-loss itself. Along a direction d of length 1,
 *
 *     D(ε) = (L(φ + ε d) − L(φ − ε d)) / 2ε
 *
 * should be ⟨∇L, d⟩, and errs by ε² L‴/6 where ε is large and by the rounding of L over ε where it is small. It is taken
 * at steps ε that halve; the three neighbours that lie closest together, as a part of what they say, are believed, and
 * the two larger steps extrapolated to ε = 0 (Richardson): (4 D(ε/2) − D(ε)) / 3.
 */
import type { Optimizee } from '../../optimizees/optimizee';
import { advance, disposeState } from '../../optimizers/optimizer';
import type { Control } from '../../runtime/control';
import { RandomStream } from '../../runtime/random';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import { LabError } from '../../specs/errors';
import type { DirectionSlope, SlopeCheck } from '../../specs/metaGradients';
import type { TrainConfig } from '../../specs/training';
import { metaLoss, norm } from '../objective';
import { startRollout } from '../rollout';
import { type ComparedHorizon, dot, finite, openHorizon, type PlannedUnroll } from './setting';

/** The largest step, as a part of ‖φ‖, and how often it is halved. */
const LARGEST_STEP = 2 ** -4;
const HALVINGS = 12;
/** Neighbours that lie this close to each other, as a part of what they say, are good enough. */
const CLOSE_ENOUGH = 1e-4;

/** Random directions besides that of the full gradient, unless told. */
export const RANDOM_DIRECTIONS = 3;

/**
 * The first unroll that counts, from θ₀ on, is differentiated; steps before it only move θ, and are taken with φ as it
 * is, as in a training.
 *
 * @param given φ, flattened as in a checkpoint; null: the random weights that a training would begin with
 * @param horizon whose functions are rolled: its number, counted from 0
 * @param onProgress is told how many of the unrolls are done
 * @throws LabError `stopped`; `diverged` where the meta-loss is not finite; `bad-input` where φ does not fit, no step
 *   counts, or the task has no second derivatives
 */
export async function slopeCheck(
  config: TrainConfig,
  given: Float32Array | null,
  horizon: number,
  control: Control,
  onProgress: (done: number, total: number) => void = () => {},
  randomDirections = RANDOM_DIRECTIONS,
): Promise<SlopeCheck> {
  const opened = openHorizon(config, given, horizon);
  /** Unrolls that a direction takes at most. */
  const most = 2 * (HALVINGS + 1);
  const total = 2 + most * (1 + randomDirections);
  let done = 0;
  const progress = () => onProgress(Math.min(++done, total), total);
  try {
    const unroll = firstCounting(opened);
    const phi = await readFloats(opened.phi);
    const [first, full] = await bothGradients(opened, unroll, control, progress);
    const loss = async (weights: Float32Array) => {
      const value = await metaLossAt(opened, unroll, weights, control);
      progress();
      return value;
    };
    const directions: DirectionSlope[] = [];
    for (let k = 0; k <= randomDirections; k++) {
      const rng = RandomStream.of(config.seed, 'direction', horizon, k);
      const d = unit(k === 0 ? full : rng.normals(phi.length));
      done = 2 + k * most;
      directions.push({
        along: k === 0 ? 'gradient' : 'random',
        ...(await differenceAlong(loss, phi, d)),
        first: dot(first, d),
        full: dot(full, d),
      });
    }
    const { fromStep, toStep } = unroll;
    return { fromStep, toStep, metaLoss: await loss(phi), directions };
  } finally {
    opened.dispose();
  }
}

function firstCounting({ unrolls }: ComparedHorizon): PlannedUnroll {
  const unroll = unrolls.find(({ counts }) => counts);
  if (unroll !== undefined) return unroll;
  throw new LabError({
    code: 'bad-input',
    message: 'No step of this horizon counts in the meta-loss.',
    remedy: 'Choose other step weights.',
  });
}

/** dL/dφ of the unroll, first-order and full. */
async function bothGradients(
  { optimizee, rule, phi, config, ...opened }: ComparedHorizon,
  { fromStep, weights }: PlannedUnroll,
  control: Control,
  progress: () => void,
): Promise<[first: Float32Array, full: Float32Array]> {
  const gradients: Float32Array[] = [];
  for (const kind of ['first-order', 'full'] as const) {
    const rollout = startRollout(optimizee, rule, opened.start(), config.unroll, null, kind);
    try {
      while (rollout.step < fromStep) {
        await rollout.coast(phi, Math.min(config.unroll, fromStep - rollout.step), control);
      }
      const result = await rollout.unroll(phi, config.objective, weights, control);
      gradients.push(await readFloats(result.gradient));
      result.gradient.dispose();
      finite(result.gradientNorm, 'The meta-gradient');
    } finally {
      rollout.dispose();
    }
    progress();
  }
  return gradients as [Float32Array, Float32Array];
}

/** L of the unroll where its steps are taken with other weights; summed in float64. */
async function metaLossAt(
  opened: ComparedHorizon,
  { fromStep, toStep, weights }: PlannedUnroll,
  moved: Float32Array,
  control: Control,
): Promise<number> {
  const { optimizee, rule, config } = opened;
  const there = tf.tensor1d(moved);
  const before = rule.optimizer(opened.phi);
  const within = rule.optimizer(there);
  const losses: Tensor1D[] = [];
  let theta = opened.start();
  let state = within.init(optimizee.problems, optimizee.coordinates);
  let gradient: Tensor2D | null = null;
  try {
    for (let t = 0; t < toStep; t++) {
      gradient ??= gradientAt(optimizee, theta, t, null);
      const { update, state: next } = advance(t < fromStep ? before : within, gradient, state);
      state = next;
      const from: Tensor2D = theta;
      theta = tf.add(from, update);
      tf.dispose([from, update, gradient]);
      gradient = gradientAt(optimizee, theta, t + 1, t < fromStep ? null : losses);
      await control.breathe();
    }
    const means = await meansOf(losses, optimizee.problems);
    return finite(metaLoss(config.objective, means, weights), 'The meta-loss');
  } finally {
    tf.dispose([theta, there, losses]);
    gradient?.dispose();
    disposeState(state);
    before.dispose();
    within.dispose();
  }
}

/** ∇f(θₜ); f(θₜ) goes to `losses` where it is wanted. */
function gradientAt(
  optimizee: Optimizee,
  theta: Tensor2D,
  step: number,
  losses: Tensor1D[] | null,
): Tensor2D {
  const { loss, gradient } = optimizee.lossAndGradient(theta, step);
  if (losses === null) loss.dispose();
  else losses.push(loss);
  return gradient;
}

async function meansOf(losses: readonly Tensor1D[], problems: number): Promise<Float64Array> {
  const joined = tf.concat1d([...losses]);
  const values = await readFloats(joined);
  joined.dispose();
  return Float64Array.from(losses, (_, k) => {
    let sum = 0;
    for (let b = 0; b < problems; b++) sum += values[k * problems + b] as number;
    return sum / problems;
  });
}

/** The difference at the steps that are trusted most. */
async function differenceAlong(
  loss: (weights: Float32Array) => Promise<number>,
  phi: Float32Array,
  direction: Float32Array,
): Promise<Pick<DirectionSlope, 'epsilon' | 'difference' | 'uncertainty'>> {
  const tried: Estimate[] = [];
  let best: Trusted | null = null;
  for (let k = 0; k <= HALVINGS; k++) {
    const epsilon = (LARGEST_STEP * norm(phi)) / 2 ** k;
    const moved = (by: number) => phi.map((value, i) => value + by * (direction[i] as number));
    const [up, down] = [moved(epsilon), moved(-epsilon)];
    // float32 rounds φ ± ε d: the step that was made, along d, is what counts.
    const made = dot(up, direction) - dot(down, direction);
    tried.push({ epsilon, value: ((await loss(up)) - (await loss(down))) / made });
    const found = trusted(tried.slice(-3));
    if (found !== null && (best === null || found.relative < best.relative)) best = found;
    if (best !== null && best.relative < CLOSE_ENOUGH) break;
  }
  const { epsilon, difference, uncertainty } = best as Trusted;
  return { epsilon, difference, uncertainty };
}

interface Estimate {
  epsilon: number;
  /** D(ε) */
  value: number;
}

interface Trusted extends Pick<DirectionSlope, 'epsilon' | 'difference' | 'uncertainty'> {
  /** The uncertainty as a part of the difference. */
  relative: number;
}

/** What three neighbours say; null where there are fewer. */
function trusted([wide, middle, narrow]: readonly Estimate[]): Trusted | null {
  if (wide === undefined || middle === undefined || narrow === undefined) return null;
  const apart = [wide.value - middle.value, middle.value - narrow.value].map(Math.abs);
  const difference = (4 * middle.value - wide.value) / 3;
  const uncertainty = Math.max(...apart);
  return {
    epsilon: wide.epsilon,
    difference,
    uncertainty,
    relative: uncertainty === 0 ? 0 : uncertainty / Math.abs(middle.value),
  };
}

function unit(values: Float32Array): Float32Array {
  const length = norm(values);
  return values.map((value) => value / length);
}
