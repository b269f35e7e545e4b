/** Validation: a race of the optimizer alone, on problems that training never sees, the same ones every time. */
import { checkByDefinition } from '../evaluation/definitionCheck';
import { type RaceResult, race } from '../evaluation/race';
import { mean, median } from '../evaluation/summary';
import type { Optimizee } from '../optimizees/optimizee';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import type { Optimizer } from '../optimizers/optimizer';
import { type Control, withinUnit } from '../runtime/control';
import { type Tensor2D, tf } from '../runtime/tf';
import type { Divergence } from '../specs/race';
import type { TaskSpec } from '../specs/task';
import type { TrainConfig } from '../specs/training';
import { tasksOf } from './horizonPlan';

type Measure = TrainConfig['validation']['measure'];

export interface ValidationResult {
  /** Mean and median over the problems of what is measured. */
  mean: number;
  median: number;
  /** f̄(θₜ) for t = 0 … T. */
  curve: Float32Array;
  divergence: Divergence | null;
}

/** The problems of one task. */
interface Part {
  sample(): Optimizee;
  optimizee: Optimizee;
  theta0: Tensor2D;
}

/** As many problems of each task that the training is about; all count alike. */
export class ValidationSet {
  readonly steps: number;
  readonly #parts: Part[];
  readonly #measure: Measure;

  constructor(config: TrainConfig) {
    const { horizon, seed, validation } = config;
    const { problems, steps, measure } = validation;
    this.steps = steps ?? horizon;
    this.#measure = measure;
    this.#parts = tasksOf(config).map((task) => partOf(task, problems, seed));
  }

  /**
   * A divergence gives a mean of infinity: such weights are never the best.
   *
   * @param anew makes the optimizer once more, to check a divergence by the definition
   * @throws KernelFailure where the definition does not diverge
   */
  async evaluate(
    optimizer: Optimizer,
    control: Control,
    anew: () => Optimizer,
  ): Promise<ValidationResult> {
    const { steps } = this;
    const measured: number[] = [];
    const curve = new Float32Array(steps + 1);
    for (const part of this.#parts) {
      const result = await this.#race(part, optimizer, control, anew);
      const { losses, divergence } = result;
      const { problems } = part.optimizee;
      for (let t = 0; t <= steps; t++) {
        const here = mean(losses.subarray(t * problems, (t + 1) * problems));
        curve[t] = (curve[t] as number) + here / this.#parts.length;
      }
      if (divergence !== null) {
        const never = Number.POSITIVE_INFINITY;
        return { mean: never, median: never, curve, divergence };
      }
      const own = this.#measure === 'area' ? areas(losses, problems) : await final(part, result);
      measured.push(...own);
    }
    const all = Float32Array.from(measured);
    return { mean: mean(all), median: median(all), curve, divergence: null };
  }

  async #race(
    { sample, optimizee, theta0 }: Part,
    optimizer: Optimizer,
    control: Control,
    anew: () => Optimizer,
  ): Promise<RaceResult> {
    const { steps } = this;
    const record = await race(optimizee, [optimizer], {
      steps,
      theta0,
      control: withinUnit(control),
      confirm: (_, divergence) =>
        checkByDefinition(divergence, theta0, steps, control, () => ({
          optimizee: sample(),
          optimizer: anew(),
        })),
    });
    return record.results[0] as RaceResult;
  }

  dispose(): void {
    for (const { theta0, optimizee } of this.#parts) {
      theta0.dispose();
      optimizee.dispose();
    }
  }
}

function partOf(task: TaskSpec, problems: number, seed: number): Part {
  const sample = () => sampleOptimizee(task, problems, seed, 'validation');
  const optimizee = sample();
  return { sample, optimizee, theta0: sampleStart(optimizee, seed, 'validation') };
}

/** f(θ_T) of each problem; of networks over all held-back examples, as one minibatch says little. */
async function final({ optimizee }: Part, result: RaceResult): Promise<Float32Array> {
  const { problems, coordinates } = optimizee;
  const { losses, finalTheta } = result;
  if (optimizee.score === undefined) return losses.slice(-problems);
  const theta = tf.tensor2d(finalTheta, [problems, coordinates]);
  try {
    return (await optimizee.score(theta, 'validation')).loss;
  } finally {
    theta.dispose();
  }
}

/** The mean over the steps 1 … T of each problem's losses [(T + 1) × B]: [B]. */
export function areas(losses: Float32Array, problems: number): Float32Array {
  const steps = losses.length / problems - 1;
  return Float32Array.from({ length: problems }, (_, b) => {
    let sum = 0;
    for (let t = 1; t <= steps; t++) sum += losses[t * problems + b] as number;
    return sum / steps;
  });
}
