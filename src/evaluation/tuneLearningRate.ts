/** Learning rates for the hand-designed optimizers, chosen on a log grid by the final loss on problems of their own. */
import type { Optimizee } from '../optimizees/optimizee';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import { advance, disposeState, type Optimizer } from '../optimizers/optimizer';
import { makeBaseline } from '../optimizers/registry';
import { type Control, freeRunning } from '../runtime/control';
import { readFloats, type Tensor2D, tf } from '../runtime/tf';
import { settleKernels } from '../runtime/webgpu/computePass';
import type { BaselineName } from '../specs/optimizer';
import type { TunedRate } from '../specs/race';
import type { TaskSpec } from '../specs/task';
import { mean } from './summary';

/** 24 rates from 10⁻⁴ to 10¹: neighbours differ by a factor of 1.65. */
export const LEARNING_RATE_GRID: readonly number[] = Array.from({ length: 24 }, (_, i) =>
  Number((10 ** (-4 + (5 * i) / 23)).toPrecision(3)),
);

export interface TuneOptions {
  task: TaskSpec;
  optimizers: readonly BaselineName[];
  steps: number;
  problems: number;
  seed: number;
  grid?: readonly number[];
}

/**
 * For each optimizer the rate of the lowest mean loss after `steps` steps. The problems come from the stream
 * `tuning`, so they are never those of a race, a validation or a training, whatever the seeds.
 * All rates of an optimizer run side by side on copies of the problems; a rate that diverges on any of them is out.
 *
 * @throws LabError `stopped`
 */
export async function tuneLearningRates(
  options: TuneOptions,
  control: Control = freeRunning,
  onProgress?: (done: number, total: number) => void,
): Promise<Partial<Record<BaselineName, TunedRate>>> {
  const { task, optimizers, steps, problems, seed, grid = LEARNING_RATE_GRID } = options;
  const once = sampleOptimizee(task, problems, seed, 'tuning');
  const start = sampleStart(once, seed, 'tuning');
  const optimizee = once.repeat(grid.length);
  const theta0 = tf.tile(start, [grid.length, 1]);
  const column = tf.tensor2d(
    grid.flatMap((rate) => new Array<number>(problems).fill(rate)),
    [grid.length * problems, 1],
  );
  const rates: Partial<Record<BaselineName, TunedRate>> = {};
  try {
    for (const [index, name] of optimizers.entries()) {
      const optimizer = makeBaseline(name, column);
      const final = await finalLosses(optimizee, optimizer, theta0, steps, control, (t) =>
        onProgress?.(index * steps + t, optimizers.length * steps),
      );
      const losses = grid.map((_, i) => {
        const loss = mean(final.subarray(i * problems, (i + 1) * problems));
        return Number.isFinite(loss) ? loss : null;
      });
      rates[name] = bestRate(grid, losses, { steps, problems, seed });
    }
    await settleKernels();
    return rates;
  } finally {
    tf.dispose([start, theta0, column]);
    once.dispose();
    optimizee.dispose();
  }
}

/** f(θ_T) of every problem. */
async function finalLosses(
  optimizee: Optimizee,
  optimizer: Optimizer,
  theta0: Tensor2D,
  steps: number,
  control: Control,
  onStep: (step: number) => void,
): Promise<Float32Array> {
  let theta = theta0.clone();
  let state = optimizer.init(optimizee.problems, optimizee.coordinates);
  try {
    for (let t = 0; t < steps; t++) {
      const { loss, gradient } = optimizee.lossAndGradient(theta, t);
      const next = advance(optimizer, gradient, state);
      state = next.state;
      const moved: Tensor2D = tf.add(theta, next.update);
      tf.dispose([loss, gradient, next.update, theta]);
      theta = moved;
      onStep(t + 1);
      await control.breathe();
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

function bestRate(
  grid: readonly number[],
  losses: readonly (number | null)[],
  protocol: { steps: number; problems: number; seed: number },
): TunedRate {
  let best = 0;
  for (const [i, loss] of losses.entries()) {
    if (loss !== null && loss < (losses[best] ?? Number.POSITIVE_INFINITY)) best = i;
  }
  return {
    learningRate: grid[best] as number,
    loss: losses[best] ?? Number.NaN,
    ...protocol,
    grid: grid.map((learningRate, i) => ({ learningRate, loss: losses[i] ?? null })),
  };
}
