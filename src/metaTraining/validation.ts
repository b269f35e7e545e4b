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
import type { TrainConfig } from '../specs/training';

type Measure = TrainConfig['validation']['measure'];

export interface ValidationResult {
  /** Mean and median over the problems of what is measured. */
  mean: number;
  median: number;
  /** f̄(θₜ) for t = 0 … T. */
  curve: Float32Array;
  divergence: Divergence | null;
}

export class ValidationSet {
  readonly steps: number;
  readonly #sample: () => Optimizee;
  readonly #optimizee: Optimizee;
  readonly #theta0: Tensor2D;

  readonly #measure: Measure;

  constructor({ task, horizon, seed, validation }: TrainConfig) {
    const { problems, steps, measure } = validation;
    this.steps = steps ?? horizon;
    this.#measure = measure;
    this.#sample = () => sampleOptimizee(task, problems, seed, 'validation');
    this.#optimizee = this.#sample();
    this.#theta0 = sampleStart(this.#optimizee, seed, 'validation');
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
    const { problems } = this.#optimizee;
    const record = await race(this.#optimizee, [optimizer], {
      steps,
      theta0: this.#theta0,
      control: withinUnit(control),
      confirm: (_, divergence) =>
        checkByDefinition(divergence, this.#theta0, steps, control, () => ({
          optimizee: this.#sample(),
          optimizer: anew(),
        })),
    });
    const result = record.results[0] as (typeof record.results)[number];
    const { losses, divergence } = result;
    const curve = Float32Array.from({ length: steps + 1 }, (_, t) =>
      mean(losses.subarray(t * problems, (t + 1) * problems)),
    );
    if (divergence === null) {
      const measured =
        this.#measure === 'area' ? areas(losses, problems) : await this.#final(result);
      return { mean: mean(measured), median: median(measured), curve, divergence };
    }
    return { mean: Number.POSITIVE_INFINITY, median: Number.POSITIVE_INFINITY, curve, divergence };
  }

  /** f(θ_T) of each problem; of networks over all held-back examples, as one minibatch says little. */
  async #final({ losses, finalTheta }: RaceResult): Promise<Float32Array> {
    const optimizee = this.#optimizee;
    const { problems, coordinates } = optimizee;
    if (optimizee.score === undefined) return losses.subarray(this.steps * problems);
    const theta = tf.tensor2d(finalTheta, [problems, coordinates]);
    try {
      return (await optimizee.score(theta, 'validation')).loss;
    } finally {
      theta.dispose();
    }
  }

  dispose(): void {
    this.#theta0.dispose();
    this.#optimizee.dispose();
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
