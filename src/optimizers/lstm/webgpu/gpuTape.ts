import type { Control } from '../../../runtime/control';
import { type Tensor1D, type Tensor2D, tf } from '../../../runtime/tf';
import { settleKernels, storageTensor } from '../../../runtime/webgpu/computePass';
import type { LstmConfig } from '../../../specs/optimizer';
import type { CotangentSource, FullCotangents, UnrollTape } from '../../learnedRule';
import type { OptimizerState } from '../../optimizer';
import { SteppedTape } from '../../steppedTape';
import { GpuLstm } from './gpuLstm';
import type { GpuState } from './gpuState';
import { PartTape, type Sums } from './partTape';
import { gateRows, type Tuning } from './shape';

/**
 * From this many bytes a step on, records go without the gates and the way back computes them anew: an unroll of 20
 * steps then stays below what a small device has.
 */
const MOST_BYTES_A_STEP = 2 ** 24;

/**
 * The tape of an unroll in buffers of our own. Nothing is read back; a step forward is one launch, a step back one (or
 * two, where gates are computed anew), and a few steps together one more for the weights.
 */
export class GpuTape extends SteppedTape implements UnrollTape {
  readonly #lstm: GpuLstm;
  readonly #state: GpuState;
  readonly #parts: readonly PartTape[];
  #open = true;

  /**
   * Takes over `state`; `phi` [P] stays the caller's.
   *
   * @param keepGates whether records have the gates; by their size unless told
   * @param tuning how the work is cut; as the device asks for unless told
   */
  constructor(
    config: LstmConfig,
    phi: Tensor1D,
    state: GpuState,
    keepGates?: boolean,
    tuning: Tuning | null = null,
  ) {
    super();
    this.#lstm = new GpuLstm(config, phi, tuning);
    this.#state = state;
    this.#parts = state.parts.map((part) => {
      const bytes = 4 * gateRows(this.#lstm.shape(part)) * state.coordinates;
      return new PartTape(this.#lstm, part, keepGates ?? bytes <= MOST_BYTES_A_STEP);
    });
  }

  step(gradient: Tensor2D): Tensor2D {
    this.#lstm.check(gradient, this.#state);
    const update = storageTensor<Tensor2D>(gradient.shape);
    try {
      for (const part of this.#parts) part.forward(gradient, update);
    } catch (thrown) {
      update.dispose();
      throw thrown;
    }
    return update;
  }

  protected async goBack(
    source: CotangentSource,
    throughInputs: boolean,
    control: Control,
  ): Promise<FullCotangents> {
    const steps = this.#parts[0]?.steps ?? 0;
    const sums = this.#takeSums();
    let behind: Tensor2D | null = null;
    try {
      for (const part of this.#parts) part.startBack();
      for (let t = steps - 1; t >= 0; t--) {
        const input: Tensor2D | null = this.#stepBack(t, source, behind, throughInputs, sums);
        behind?.dispose();
        behind = input;
        await control.breathe();
      }
      await settleKernels();
      const weights = this.#weights(sums);
      const firstGradient = behind;
      behind = null;
      return { weights, firstGradient };
    } finally {
      behind?.dispose();
      this.#lstm.pool.give(sums.buffer);
    }
  }

  #takeSums(): Sums {
    // The first part is the largest.
    const [part] = this.#state.parts;
    if (part === undefined) throw new Error('a state without coordinates');
    const slots = this.#lstm.slots(part);
    return { buffer: this.#lstm.pool.take(this.#lstm.sumsBytes(part)), slots, begun: false };
  }

  /** Back through step t; dL/d∇ₜ, if asked for. */
  #stepBack(
    t: number,
    source: CotangentSource,
    behind: Tensor2D | null,
    throughInputs: boolean,
    sums: Sums,
  ): Tensor2D | null {
    const lambda = source(t, behind);
    let input: Tensor2D | null = null;
    try {
      this.#lstm.check(lambda, this.#state);
      if (throughInputs) input = storageTensor<Tensor2D>(lambda.shape);
      for (const part of this.#parts) part.back(t, lambda, input, sums);
    } catch (thrown) {
      input?.dispose();
      throw thrown;
    } finally {
      lambda.dispose();
    }
    return input;
  }

  #weights({ buffer, slots, begun }: Sums): Tensor1D {
    if (!begun) return tf.zeros([this.#lstm.weightCount]);
    return this.#lstm.weightGradient(buffer, slots);
  }

  close(): OptimizerState {
    const steps = this.#parts[0]?.steps ?? 0;
    for (const part of this.#parts) part.copyLast();
    const state = this.#state.moveOn(steps);
    this.dispose();
    return state;
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const part of this.#parts) part.dispose();
    this.#state.dispose();
    this.#lstm.dispose();
  }
}
