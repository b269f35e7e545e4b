/**
 * A rollout that never leaves the memory of the CPU's kernels: θ, gradients, losses, records and cotangents stay there
 * from the horizon's first step to its last. Around a step of the LSTM there is then one call for the optimizee and no
 * tensor; quadratics, which do not depend on each other, are rolled through all steps of an unroll in one call.
 */
import { mean } from '../evaluation/summary';
import type { CpuFunction, Optimizee } from '../optimizees/optimizee';
import type { LearnedRule } from '../optimizers/learnedRule';
import type { UnrollInPlace } from '../optimizers/lstm/wasm/unroll';
import type { Control } from '../runtime/control';
import { type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import { cotangentScales, metaLoss, norm, type Objective } from './objective';
import type { Rollout, UnrollResult } from './rollout';

export class KernelRollout implements Rollout {
  readonly #fn: CpuFunction;
  /** Given where they are rolled. */
  readonly #quadratics: CpuFunction['quadratic'];
  readonly #unroll: UnrollInPlace;
  readonly #problems: number;
  #step = 0;

  private constructor(fn: CpuFunction, unroll: UnrollInPlace, problems: number, theta0: Tensor2D) {
    this.#fn = fn;
    this.#unroll = unroll;
    this.#problems = problems;
    unroll.start(theta0.dataSync<'float32'>() as Float32Array);
    theta0.dispose();
    this.#quadratics = unroll.rolls ? fn.quadratic : undefined;
    if (this.#quadratics === undefined) this.#evaluate(0);
    else unroll.evaluate(this.#quadratics);
  }

  /**
   * @param theta0 θ₀ [B, n]; taken over unless the result is null
   * @param longest the most steps of an unroll
   * @returns null where the rule or the optimizee has no kernel on the backend in use
   */
  static open(
    optimizee: Optimizee,
    rule: LearnedRule,
    theta0: Tensor2D,
    longest: number,
  ): KernelRollout | null {
    const fn = optimizee.cpu?.() ?? null;
    if (fn === null) return null;
    const { problems, coordinates } = optimizee;
    const separable = fn.quadratic !== undefined;
    const unroll = rule.unrollInPlace?.({ problems, coordinates, separable, longest }) ?? null;
    return unroll === null ? null : new KernelRollout(fn, unroll, problems, theta0);
  }

  get step(): number {
    return this.#step;
  }

  async meanLoss(): Promise<number> {
    return mean(this.#unroll.losses(0));
  }

  async theta(): Promise<Float32Array> {
    return this.#unroll.readTheta();
  }

  async unroll(
    phi: Tensor1D,
    objective: Objective,
    weights: readonly number[],
    control: Control,
  ): Promise<UnrollResult> {
    const unroll = this.#unroll;
    const steps = weights.length;
    unroll.begin(phi.dataSync<'float32'>() as Float32Array, steps);
    const numbers = await this.#forwardAndBack(objective, weights, control);
    const meanLosses = this.#meanLosses(steps);
    unroll.end();
    this.#step += steps;
    return {
      metaLoss: metaLoss(objective, meanLosses, weights),
      meanLosses,
      gradient: tf.tensor1d(numbers),
      gradientNorm: norm(numbers),
    };
  }

  async coast(phi: Tensor1D, steps: number, control: Control): Promise<Float32Array> {
    const unroll = this.#unroll;
    unroll.begin(phi.dataSync<'float32'>() as Float32Array, steps);
    await this.#forward(steps, control);
    const meanLosses = this.#meanLosses(steps);
    unroll.end();
    this.#step += steps;
    return meanLosses;
  }

  /** dL/dφ [P] */
  async #forwardAndBack(
    objective: Objective,
    weights: readonly number[],
    control: Control,
  ): Promise<Float32Array> {
    const unroll = this.#unroll;
    const quadratics = this.#quadratics;
    const scales = () =>
      cotangentScales(objective, this.#meanLosses(weights.length), weights, this.#problems);
    if (quadratics !== undefined && objective === 'sum') {
      return unroll.rollAndBackward(quadratics, scales(), control);
    }
    await this.#forward(weights.length, control);
    return unroll.backward(scales(), control);
  }

  async #forward(steps: number, control: Control): Promise<void> {
    if (this.#quadratics !== undefined) return this.#unroll.roll(this.#quadratics, control);
    for (let t = 1; t <= steps; t++) {
      this.#unroll.step();
      this.#evaluate(t);
      await control.breathe();
    }
  }

  /** f and ∇f behind the t-th step of the unroll. */
  #evaluate(t: number): void {
    const { theta } = this.#unroll;
    const loss = this.#unroll.lossRow(t);
    this.#fn.lossAndGradient(theta, this.#step + t, loss, this.#unroll.gradientRow(t));
  }

  #meanLosses(steps: number): Float32Array {
    return Float32Array.from({ length: steps }, (_, k) => mean(this.#unroll.losses(k + 1)));
  }

  dispose(): void {
    this.#unroll.dispose();
  }
}
