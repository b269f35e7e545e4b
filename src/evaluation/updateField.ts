/**
 * The proposed update as a function of the current gradient, the history before it held fixed (paper, Appendix B,
 * Figure 11): g ↦ m(g, hₜ, φ) at chosen steps t, where hₜ is the state after ∇₀ … ∇ₜ₋₁ as they really were.
 */
import { disposeState, type Optimizer, type OptimizerState } from '../optimizers/optimizer';
import { makeBaseline, makeOptimizer } from '../optimizers/registry';
import { type Control, freeRunning } from '../runtime/control';
import { readFloats, type Tensor2D, tf } from '../runtime/tf';
import { settleKernels } from '../runtime/webgpu/computePass';
import { LabError } from '../specs/errors';
import type { GradientSpec } from '../specs/optimizer';
import {
  FIELD_LINEAR_SHARE,
  type FieldConfig,
  type TraceConfig,
  type UpdateField,
} from '../specs/trace';
import { finiteSteps } from './finiteSteps';
import { Pending } from './pending';
import { MetStates, replay } from './replay';
import { ratedBaselines } from './updateHistory';

/**
 * What an optimizer proposes at the chosen steps of one coordinate's way, and the optimizers designed by hand beside it.
 *
 * @param gradients ∇₀ … ∇_{T−1} of the coordinate [T]; behind a divergence NaN, and so is what is asked of there
 * @throws LabError `bad-input` where the sweep makes no sense, `stopped`
 * @throws KernelFailure
 */
export async function updateField(
  spec: GradientSpec,
  rates: TraceConfig['rates'],
  gradients: Float32Array,
  config: FieldConfig,
  control: Control = freeRunning,
): Promise<UpdateField> {
  checkField(config, gradients.length);
  const swept = sweptGradients(config);
  const history: History = { gradients, steps: config.steps, control };
  const sweep = async (optimizer: Optimizer, at: SweepAt): Promise<Swept> => {
    try {
      return inOrder(config, await at(optimizer, history, swept));
    } finally {
      optimizer.dispose();
    }
  };
  const own = await sweep(
    makeOptimizer(spec),
    spec.kind === 'learned' ? sweepAllSteps : sweepEachStep,
  );
  await settleKernels();
  const wouldBe: UpdateField['wouldBe'] = [];
  for (const { name, learningRate } of ratedBaselines(rates)) {
    const { proposed } = await sweep(makeBaseline(name, learningRate), sweepEachStep);
    wouldBe.push({ name, learningRate, updates: proposed });
  }
  const gradient = Float32Array.from(config.steps, (t) => gradients[t] ?? Number.NaN);
  return {
    config,
    gradients: swept,
    learned: own.proposed,
    wouldBe,
    actual: { gradient, update: own.actual },
  };
}

/**
 * The gradients of a sweep, ascending, the same to both sides of 0: in equal steps (`linear`), or in equal steps of
 * sgn(g) log(1 + |g|/g₀) with g₀ = FIELD_LINEAR_SHARE · limit (`symlog`).
 */
export function sweptGradients({ scale, limit, points }: FieldConfig): Float32Array {
  const half = (points - 1) / 2;
  const least = FIELD_LINEAR_SHARE * limit;
  const sizeAt = (share: number): number => {
    if (scale === 'linear' || share === 1) return share * limit;
    return least * Math.expm1(share * Math.log1p(1 / FIELD_LINEAR_SHARE));
  };
  const swept = new Float32Array(points);
  for (let i = 1; i <= half; i++) {
    const size = sizeAt(i / half);
    swept[half + i] = size;
    swept[half - i] = -size;
  }
  return swept;
}

function checkField({ steps, limit, points }: FieldConfig, length: number): void {
  const refuse = (message: string, remedy: string): never => {
    throw new LabError({ code: 'bad-input', message, remedy });
  };
  const outside = steps.find((t) => !Number.isInteger(t) || t < 0 || t >= length);
  if (outside !== undefined) {
    refuse(`Step ${outside} is not in the trace.`, `Choose steps from 0 to ${length - 1}.`);
  }
  if (!(Number.isFinite(limit) && Math.fround(limit * FIELD_LINEAR_SHARE) > 0)) {
    refuse(`Gradients cannot be swept up to ${limit}.`, 'Choose a positive number.');
  }
  if (!Number.isInteger(points) || points < 3 || points % 2 === 0) {
    refuse(`A sweep cannot have ${points} points.`, 'Choose an odd number of them, 3 or more.');
  }
}

/** At the steps asked for: the proposed updates, a row of the sweep's points for each, and u as it was. */
interface Swept {
  proposed: Float32Array;
  actual: Float32Array;
}

/** The same by step; of steps behind a divergence there is nothing. */
interface SweptSteps {
  proposed: Map<number, Float32Array>;
  actual: Map<number, number>;
}

type SweepAt = (optimizer: Optimizer, history: History, swept: Float32Array) => Promise<SweptSteps>;

/** The coordinate's way [T], and the steps on it that are asked about. */
interface History {
  gradients: Float32Array;
  steps: readonly number[];
  control: Control;
}

function inOrder({ steps, points }: FieldConfig, found: SweptSteps): Swept {
  const proposed = new Float32Array(steps.length * points).fill(Number.NaN);
  for (const [i, t] of steps.entries()) proposed.set(found.proposed.get(t) ?? [], i * points);
  return { proposed, actual: Float32Array.from(steps, (t) => found.actual.get(t) ?? Number.NaN) };
}

/** All S steps in one batch, a column of the state for each step and point, beside gradients [S, P]. */
const sweepAllSteps: SweepAt = async (optimizer, history, swept) => {
  const states = new MetStates();
  const times: number[] = [];
  try {
    const actual = await replayTo(optimizer, history, (t, state) => {
      states.add(state);
      times.push(t);
    });
    const all = await proposeAtOnce(optimizer, states, swept);
    return { proposed: byStep(times, all, swept.length), actual };
  } finally {
    states.dispose();
  }
};

/** [S × P] */
async function proposeAtOnce(
  optimizer: Optimizer,
  states: MetStates,
  swept: Float32Array,
): Promise<Float32Array> {
  if (states.count === 0) return new Float32Array(0);
  const tensors = states.joined(swept.length);
  const gradient: Tensor2D = tf.tidy(() =>
    tf.tile(tf.tensor2d(swept, [1, swept.length]), [states.count, 1]),
  );
  try {
    const next = optimizer.step(gradient, { step: 0, tensors });
    disposeState(next.state);
    try {
      return await readFloats(next.update);
    } finally {
      next.update.dispose();
    }
  } finally {
    tf.dispose([gradient, tensors]);
  }
}

/**
 * A call for each step, all points in it: the numbers [1, 1] of its state serve every point. For optimizers designed by
 * hand, whose step may depend on how many there were before (Adam's 1 − βᵗ).
 */
const sweepEachStep: SweepAt = async (optimizer, history, swept) => {
  const row = tf.tensor2d(swept, [1, swept.length]);
  const pending = new Pending();
  const times: number[] = [];
  try {
    const actual = await replayTo(optimizer, history, (t, state) => {
      const next = optimizer.step(row, state);
      disposeState(next.state);
      pending.push(next.update);
      times.push(t);
    });
    return { proposed: byStep(times, await pending.drain(), swept.length), actual };
  } finally {
    pending.dispose();
    row.dispose();
  }
};

function byStep(times: readonly number[], all: Float32Array, points: number) {
  return new Map(times.map((t, i) => [t, all.subarray(i * points, (i + 1) * points)]));
}

/**
 * Goes the way as far as is asked, and as gradients are finite.
 *
 * @param visit sees the state before each step asked about, in order
 * @returns u at each of them
 */
async function replayTo(
  optimizer: Optimizer,
  { gradients, steps, control }: History,
  visit: (t: number, state: OptimizerState) => void,
): Promise<Map<number, number>> {
  const asked = new Set(steps);
  const end = Math.max(-1, ...asked) + 1;
  const pending = new Pending();
  const times: number[] = [];
  try {
    await replay(optimizer, {
      gradients,
      coordinates: 1,
      steps: finiteSteps(gradients.subarray(0, end)),
      control,
      before: (t, state) => {
        if (asked.has(t)) visit(t, state);
      },
      after: (t, update) => {
        if (asked.has(t)) {
          pending.push(update);
          times.push(t);
        } else update.dispose();
      },
    });
    const updates = await pending.drain();
    return new Map(times.map((t, i) => [t, updates[i] as number]));
  } finally {
    pending.dispose();
  }
}
