/** Validation: a race of the optimizer alone, on problems that training never sees, the same ones every time. */
import { checkByDefinition } from '../evaluation/definitionCheck';
import { race } from '../evaluation/race';
import { mean, median } from '../evaluation/summary';
import type { Optimizee } from '../optimizees/optimizee';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import type { Optimizer } from '../optimizers/optimizer';
import { type Control, withinUnit } from '../runtime/control';
import type { Tensor2D } from '../runtime/tf';
import type { Divergence } from '../specs/race';
import type { TaskSpec } from '../specs/task';

export interface ValidationResult {
  /** Mean and median over the problems of f(θ_T). */
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

  constructor(task: TaskSpec, problems: number, steps: number, seed: number) {
    this.steps = steps;
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
    const { losses, divergence } = record.results[0] as (typeof record.results)[number];
    const final = losses.subarray(steps * problems);
    const curve = Float32Array.from({ length: steps + 1 }, (_, t) =>
      mean(losses.subarray(t * problems, (t + 1) * problems)),
    );
    return divergence === null
      ? { mean: mean(final), median: median(final), curve, divergence }
      : { mean: Number.POSITIVE_INFINITY, median: Number.POSITIVE_INFINITY, curve, divergence };
  }

  dispose(): void {
    this.#theta0.dispose();
    this.#optimizee.dispose();
  }
}
