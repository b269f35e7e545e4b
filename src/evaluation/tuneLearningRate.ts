/** Learning rates for the hand-designed optimizers, chosen on a log grid by the final loss on problems of their own. */
import type { Optimizee } from '../optimizees/optimizee';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import { advance, disposeState, type Optimizer } from '../optimizers/optimizer';
import { makeBaseline } from '../optimizers/registry';
import { type Control, freeRunning } from '../runtime/control';
import { readFloats, type Tensor2D, tf } from '../runtime/tf';
import { settleKernels } from '../runtime/webgpu/computePass';
import { LEARNING_RATES } from '../specs/baselineTuning';
import type { RatedBaseline } from '../specs/optimizer';
import type { TunedRate } from '../specs/race';
import type { TaskSpec } from '../specs/task';
import { mean, median } from './summary';

/** From 10⁻⁴ to 10¹, evenly in the logarithm. */
export const LEARNING_RATE_GRID: readonly number[] = Array.from(
  { length: LEARNING_RATES },
  (_, i) => rounded(10 ** (-4 + (5 * i) / (LEARNING_RATES - 1))),
);

/** The second grid divides the way between the two neighbours of the first one's best into so many: each a tenth up. */
const FINE_PARTS = 10;

export interface TuneOptions {
  task: TaskSpec;
  optimizers: readonly RatedBaseline[];
  steps: number;
  problems: number;
  seed: number;
  grid?: readonly number[];
  /** Also tries a second, finer grid around the best rate of the first. */
  fine?: boolean;
  /** Of networks: judges by the loss over so many training examples, not by that of one minibatch. */
  examples?: number;
}

/**
 * For each optimizer the rate of the lowest mean loss after `steps` steps. The problems come from the stream
 * `tuning`, so they are never those of a race, a validation or a training, whatever the seeds.
 * All rates of a grid run side by side on copies of the problems; a rate that diverges on any of them is out.
 *
 * @throws LabError `stopped`
 */
export async function tuneLearningRates(
  options: TuneOptions,
  control: Control = freeRunning,
  onProgress?: (done: number, total: number) => void,
): Promise<Partial<Record<RatedBaseline, TunedRate>>> {
  const { task, optimizers, steps, problems, seed, grid = LEARNING_RATE_GRID } = options;
  const once = sampleOptimizee(task, problems, seed, 'tuning');
  const start = sampleStart(once, seed, 'tuning');
  const rates: Partial<Record<RatedBaseline, TunedRate>> = {};
  const judged = once.score === undefined ? undefined : options.examples;
  // By how much there is to compute: a step of the second grid is as much less as it has fewer rates.
  const fineWork = options.fine === true ? (FINE_PARTS - 2) / grid.length : 0;
  const total = Math.round(optimizers.length * steps * (1 + fineWork));
  let before = 0;
  const tried = async (name: RatedBaseline, some: readonly number[]): Promise<Tried[]> => {
    const work = some.length / grid.length;
    const losses = await lossesAt(name, some, { once, start, options, control }, (t) =>
      onProgress?.(Math.min(total, Math.round(before + work * t)), total),
    );
    before += work * steps;
    return losses;
  };
  try {
    for (const name of optimizers) {
      const all = await tried(name, grid);
      if (options.fine === true) {
        all.push(...(await tried(name, finer(all, grid))));
        all.sort((a, b) => a.learningRate - b.learningRate);
      }
      const best = bestOf(all);
      const { learningRate, loss } = best;
      rates[name] = {
        learningRate,
        loss: loss ?? Number.NaN,
        steps,
        problems,
        seed,
        ...(judged === undefined ? {} : { examples: judged }),
        grid: all,
      };
    }
    await settleKernels();
    return rates;
  } finally {
    start.dispose();
    once.dispose();
  }
}

/** A rate with the mean and the median of the losses that it led to; null where it diverged on any problem. */
interface Tried {
  learningRate: number;
  loss: number | null;
  median: number | null;
}

interface Trial {
  once: Optimizee;
  /** θ₀ [B, n] */
  start: Tensor2D;
  options: TuneOptions;
  control: Control;
}

/** What each rate leads to, all of them side by side. */
async function lossesAt(
  name: RatedBaseline,
  rates: readonly number[],
  { once, start, options, control }: Trial,
  onStep: (step: number) => void,
): Promise<Tried[]> {
  const { problems } = once;
  const optimizee = once.repeat(rates.length);
  const theta0: Tensor2D = tf.tile(start, [rates.length, 1]);
  const column = tf.tensor2d(
    rates.flatMap((rate) => new Array<number>(problems).fill(rate)),
    [rates.length * problems, 1],
  );
  try {
    const optimizer = makeBaseline(name, column);
    const final = await finalLosses(optimizee, optimizer, theta0, options, control, onStep);
    return rates.map((learningRate, i) => {
      const losses = final.subarray(i * problems, (i + 1) * problems);
      const loss = mean(losses);
      if (!Number.isFinite(loss)) return { learningRate, loss: null, median: null };
      return { learningRate, loss, median: median(losses) };
    });
  } finally {
    tf.dispose([theta0, column]);
    optimizee.dispose();
  }
}

/** f(θ_T) of every problem; of networks over `examples`, where that is asked for. */
async function finalLosses(
  optimizee: Optimizee,
  optimizer: Optimizer,
  theta0: Tensor2D,
  { steps, examples }: Pick<TuneOptions, 'steps' | 'examples'>,
  control: Control,
  onStep: (step: number) => void,
): Promise<Float32Array> {
  let theta = theta0.clone();
  let state = optimizer.init(optimizee.problems, optimizee.coordinates);
  try {
    for (let t = 0; t < steps; t++) {
      const { loss, gradient } = optimizee.lossAndGradient(theta, t);
      const next = advance(optimizer, gradient, state, theta);
      state = next.state;
      const moved: Tensor2D = tf.add(theta, next.update);
      tf.dispose([loss, gradient, next.update, theta]);
      theta = moved;
      onStep(t + 1);
      await control.breathe();
    }
    if (examples !== undefined && optimizee.score !== undefined) {
      return (await optimizee.score(theta, 'training', examples)).loss;
    }
    const final = optimizee.loss(theta, steps);
    const values = await readFloats(final);
    final.dispose();
    return values;
  } finally {
    theta.dispose();
    disposeState(state);
  }
}

function bestOf(tried: readonly Tried[]): Tried {
  let best = tried[0] as Tried;
  for (const one of tried) {
    if (one.loss !== null && one.loss < (best.loss ?? Number.POSITIVE_INFINITY)) best = one;
  }
  return best;
}

/** Rates evenly between the best one's neighbours on the grid, in the logarithm; the best itself is known already. */
function finer(tried: readonly Tried[], grid: readonly number[]): number[] {
  const { learningRate: best } = bestOf(tried);
  const place = grid.indexOf(best);
  const step = (grid[1] ?? best) / (grid[0] ?? best) || 1;
  const low = grid[place - 1] ?? best / step;
  const high = grid[place + 1] ?? best * step;
  return Array.from({ length: FINE_PARTS - 1 }, (_, i) =>
    rounded(low * (high / low) ** ((i + 1) / FINE_PARTS)),
  ).filter((rate) => Math.abs(rate / best - 1) > 0.02);
}

/** Three significant digits. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(3));
}
