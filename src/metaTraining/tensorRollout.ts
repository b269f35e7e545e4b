/** A rollout whose θ, gradients and cotangents are tensors: any optimizee, any learned rule, any backend. */
import { mean } from '../evaluation/summary';
import type { Optimizee } from '../optimizees/optimizee';
import type { LearnedRule, UnrollTape } from '../optimizers/learnedRule';
import { disposeState, type OptimizerState } from '../optimizers/optimizer';
import type { Control } from '../runtime/control';
import { kernelsAllowed } from '../runtime/kernels/choice';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import type { Curvature } from './curvature';
import { deviceCotangents } from './deviceCotangents';
import type { Example } from './example';
import { metaLoss, norm, type Objective, updateCotangents } from './objective';
import type { Rollout, UnrollResult } from './rollout';

export class TensorRollout implements Rollout {
  readonly #optimizee: Optimizee;
  readonly #rule: LearnedRule;
  #step = 0;
  #theta: Tensor2D;
  /** f and ∇f at θ now. */
  #loss: Tensor1D;
  #gradient: Tensor2D;
  #state: OptimizerState;
  #open = true;
  readonly #example: Example | null;
  readonly #curvature: Curvature | null;
  readonly #cotangents =
    tf.getBackend() === 'webgpu' && kernelsAllowed() ? deviceCotangents : updateCotangents;

  /**
   * @param theta0 taken over
   * @param example whom to imitate, instead of going by the losses or besides; taken over
   * @param curvature where the full meta-gradient is wanted; taken over
   */
  constructor(
    optimizee: Optimizee,
    rule: LearnedRule,
    theta0: Tensor2D,
    example: Example | null = null,
    curvature: Curvature | null = null,
  ) {
    this.#example = example;
    this.#curvature = curvature;
    this.#optimizee = optimizee;
    this.#rule = rule;
    this.#theta = theta0;
    const { loss, gradient } = optimizee.lossAndGradient(theta0, 0);
    this.#loss = loss;
    this.#gradient = gradient;
    this.#state = rule.initialState(optimizee.problems, optimizee.coordinates);
  }

  get step(): number {
    return this.#step;
  }

  async meanLoss(): Promise<number> {
    return mean(await readFloats(this.#loss));
  }

  theta(): Promise<Float32Array> {
    return readFloats(this.#theta);
  }

  async unroll(
    phi: Tensor1D,
    objective: Objective,
    weights: readonly number[],
    control: Control,
  ): Promise<UnrollResult> {
    return this.#roll(phi, weights.length, control, async (tape, losses, gradients) => {
      const cotangents = this.#allCotangents(objective, losses, gradients, weights);
      const curvature = this.#curvature;
      const back =
        curvature === null
          ? tape.backward(cotangents, control)
          : curvature.backward(tape, cotangents, this.#step, control);
      const gradient = await back.finally(() => tf.dispose(cotangents));
      const { meanLosses, gradientNorm } = await readSummary(losses, gradient);
      return {
        metaLoss: metaLoss(objective, meanLosses, weights),
        meanLosses,
        gradient,
        gradientNorm,
      };
    });
  }

  coast(phi: Tensor1D, steps: number, control: Control): Promise<Float32Array> {
    return this.#roll(phi, steps, control, async (_, losses) => {
      this.#curvature?.forget();
      this.#example?.forget();
      return (await readSummary(losses)).meanLosses;
    });
  }

  /** K steps forward, then what `finish` does with them; the state, f and ∇f behind the last one stay. */
  async #roll<T>(
    phi: Tensor1D,
    steps: number,
    control: Control,
    finish: (tape: UnrollTape, losses: Tensor1D[], gradients: Tensor2D[]) => Promise<T>,
  ): Promise<T> {
    const tape = this.#rule.openTape(phi, this.#state);
    const losses: Tensor1D[] = [];
    const gradients: Tensor2D[] = [];
    try {
      await this.#forward(tape, steps, losses, gradients, control);
      const result = await finish(tape, losses, gradients);
      this.#state = tape.close();
      tf.dispose([this.#loss, this.#gradient]);
      this.#loss = losses.pop() as Tensor1D;
      this.#gradient = gradients.pop() as Tensor2D;
      this.#step += steps;
      return result;
    } catch (thrown) {
      // The tape had taken over the state.
      tape.dispose();
      this.#open = false;
      this.#example?.dispose();
      this.#curvature?.forget();
      tf.dispose([this.#theta, this.#loss, this.#gradient]);
      throw thrown;
    } finally {
      tf.dispose([losses, gradients]);
    }
  }

  /** λₜ by the losses, by the example, or by both. */
  #allCotangents(
    objective: Objective,
    losses: readonly Tensor1D[],
    gradients: readonly Tensor2D[],
    weights: readonly number[],
  ): Tensor2D[] {
    const byExample = this.#example?.cotangents(weights);
    if (byExample !== undefined && this.#example?.beside !== true) return byExample;
    const byLosses = this.#cotangents(objective, losses, gradients, weights);
    if (byExample === undefined) return byLosses;
    const both = byLosses.map((lambda, t): Tensor2D => tf.add(lambda, byExample[t] as Tensor2D));
    tf.dispose([byLosses, byExample]);
    return both;
  }

  /** K steps; notes f and ∇f behind each. */
  async #forward(
    tape: UnrollTape,
    steps: number,
    losses: Tensor1D[],
    gradients: Tensor2D[],
    control: Control,
  ): Promise<void> {
    for (let k = 1; k <= steps; k++) {
      const here = gradients.at(-1) ?? this.#gradient;
      const update = tape.step(here);
      const move = this.#example?.step(here, update, this.#theta) ?? update;
      const moved: Tensor2D = tf.add(this.#theta, move);
      tf.dispose([this.#theta, move]);
      this.#theta = moved;
      this.#curvature?.note(moved);
      const { loss, gradient } = this.#optimizee.lossAndGradient(moved, this.#step + k);
      losses.push(loss);
      gradients.push(gradient);
      await control.breathe();
    }
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#example?.dispose();
    this.#curvature?.forget();
    tf.dispose([this.#theta, this.#loss, this.#gradient]);
    disposeState(this.#state);
  }
}

/** f̄ of each step and ‖gradient‖₂. Read in one go and summed here: reductions on the device take longer. */
async function readSummary(
  losses: readonly Tensor1D[],
  ...gradient: Tensor1D[]
): Promise<{ meanLosses: Float32Array; gradientNorm: number }> {
  const joined = tf.concat1d([...losses, ...gradient]);
  try {
    const numbers = await readFloats(joined);
    const problems = losses[0]?.size ?? 0;
    const meanLosses = Float32Array.from(losses, (_, k) =>
      mean(numbers.subarray(k * problems, (k + 1) * problems)),
    );
    return { meanLosses, gradientNorm: norm(numbers.subarray(losses.length * problems)) };
  } finally {
    joined.dispose();
  }
}
