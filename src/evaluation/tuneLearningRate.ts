/** Learning rates for the hand-designed optimizers, chosen on a log grid by the final loss on problems of their own. */
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import { makeBaseline } from '../optimizers/registry';
import { type Control, freeRunning } from '../runtime/control';
import { tf } from '../runtime/tf';
import type { BaselineName } from '../specs/optimizer';
import type { TunedRate } from '../specs/race';
import type { TaskSpec } from '../specs/task';
import { race } from './race';
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
 * All rates of an optimizer run side by side, as lanes of one race; those that diverge drop out.
 *
 * @throws LabError `stopped`
 */
export async function tuneLearningRates(
  options: TuneOptions,
  control: Control = freeRunning,
  onProgress?: (done: number, total: number) => void,
): Promise<Partial<Record<BaselineName, TunedRate>>> {
  const { task, optimizers, steps, problems, seed, grid = LEARNING_RATE_GRID } = options;
  const optimizee = sampleOptimizee(task, problems, seed, 'tuning');
  const theta0 = sampleStart(optimizee, seed, 'tuning');
  const rates: Partial<Record<BaselineName, TunedRate>> = {};
  try {
    for (const [index, name] of optimizers.entries()) {
      onProgress?.(index * steps, optimizers.length * steps);
      const lanes = grid.map((rate) => makeBaseline(name, rate));
      const record = await race(optimizee, lanes, {
        steps,
        theta0,
        control,
        onSteps: (batch) =>
          onProgress?.(index * steps + batch.from + batch.count - 1, optimizers.length * steps),
      });
      const losses = record.results.map(({ losses, divergence }) =>
        divergence === null ? mean(losses.subarray(steps * problems)) : null,
      );
      const best = losses.reduce<number>((winner, loss, i) => {
        const champion = losses[winner];
        if (loss === null) return winner;
        return champion === null || champion === undefined || loss < champion ? i : winner;
      }, 0);
      rates[name] = {
        learningRate: grid[best] as number,
        loss: losses[best] ?? Number.NaN,
        steps,
        problems,
        seed,
        grid: grid.map((learningRate, i) => ({ learningRate, loss: losses[i] ?? null })),
      };
    }
    return rates;
  } finally {
    tf.dispose(theta0);
    optimizee.dispose();
  }
}
