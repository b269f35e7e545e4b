import type { Control } from '../../../runtime/control';
import { type CpuKernels, JobKind } from '../../../runtime/kernels/cpuKernels';
import { KernelFailure } from '../../../runtime/kernels/failure';
import { type Tensor1D, type Tensor2D, tf } from '../../../runtime/tf';
import type { LstmConfig } from '../../../specs/optimizer';
import type { CotangentSource, FullCotangents, UnrollTape } from '../../learnedRule';
import type { OptimizerState } from '../../optimizer';
import type { KernelState } from './kernelState';
import { type Blocks, groupCount, readRow, takeRow, writeRow } from './layout';
import { LstmJob, RECORDS } from './lstmJob';
import { PackedWeights } from './packedWeights';
import { type Sizes, sizesOf } from './sizes';

/**
 * From this many bytes a step on, records go without the gates and the way back computes them anew: an unroll of 20
 * steps then stays below what a browser's tab gets on a small device.
 */
const MOST_BYTES_A_STEP = 2 ** 24;

/** What a step forward and a step back do with each weight, in multiplications. */
const BACK_PASSES = { full: 2, slim: 3 };

/**
 * The tape of an unroll in the kernels' memory: a record of each step (features, gates, c and h of all blocks) and its
 * gradient. Backwards, all steps of a block come before the next block, unless each step's cotangents depend on what
 * the step behind it gave.
 */
export class KernelTape implements UnrollTape {
  readonly #kernels: CpuKernels;
  readonly #weights: PackedWeights;
  readonly #blocks: Blocks;
  readonly #sizes: Sizes;
  readonly #job: LstmJob;
  readonly #updates: number;
  #state: KernelState;
  #gates: boolean;
  #shape: [number, number] = [0, 0];
  readonly #records: number[] = [];
  readonly #gradients: number[] = [];
  #open = true;

  /**
   * Takes over `state`; `phi` [P] stays the caller's.
   *
   * @param keepGates whether records have the gates; by their size unless told
   */
  constructor(
    kernels: CpuKernels,
    config: LstmConfig,
    phi: Tensor1D,
    state: KernelState,
    keepGates?: boolean,
  ) {
    this.#kernels = kernels;
    this.#weights = new PackedWeights(kernels, config, phi.dataSync<'float32'>());
    this.#state = state;
    this.#blocks = state.blocks;
    this.#sizes = sizesOf(kernels, config, state.blocks);
    this.#updates = takeRow(kernels.arena, state.blocks);
    this.#job = new LstmJob(kernels, config, state.blocks, 20);
    this.#gates = keepGates ?? state.blocks.count * this.#sizes.fullRecord <= MOST_BYTES_A_STEP;
  }

  step(gradient: Tensor2D): Tensor2D {
    const { arena } = this.#kernels;
    const t = this.#records.length;
    const row = takeRow(arena, this.#blocks);
    this.#gradients.push(row);
    writeRow(arena, this.#blocks, row, gradient.dataSync<'float32'>());
    const record = this.#takeRecord(t);
    this.#records.push(record);
    this.#shape = gradient.shape;
    this.#job.needScratch(this.#sizes.forwardScratch);
    this.#job.setStep(t, { record, gradient: row });
    this.#setShared();
    this.#job.set({ firstStep: t, endStep: t + 1, updates: this.#updates });
    this.#job.run(JobKind.lstmForward);
    return tf.tensor2d(readRow(arena, this.#blocks, this.#updates), gradient.shape);
  }

  /** A step's record; without the gates where there is no memory for them. */
  #takeRecord(t: number): number {
    const { arena } = this.#kernels;
    try {
      return arena.take(this.#recordBytes() * this.#blocks.count);
    } catch (thrown) {
      if (t > 0 || !this.#gates || !(thrown instanceof KernelFailure)) throw thrown;
      this.#gates = false;
      return arena.take(this.#recordBytes() * this.#blocks.count);
    }
  }

  #recordBytes(): number {
    return this.#gates ? this.#sizes.fullRecord : this.#sizes.slimRecord;
  }

  #setShared(): void {
    this.#job.set({
      packed: this.#weights.address,
      states: this.#state.address,
      stepCount: this.#records.length,
      records: this.#gates ? RECORDS.full : RECORDS.slim,
      recordSpacing: this.#recordBytes(),
    });
  }

  async backward(cotangents: readonly Tensor2D[], control: Control): Promise<Tensor1D> {
    return this.#back(async (take) => {
      for (const [t] of this.#records.entries()) {
        const behind = take(takeRow(this.#kernels.arena, this.#blocks));
        this.#writeCotangent(t, behind, cotangents[t] as Tensor2D);
      }
      await this.#run(0, this.#records.length, control);
    });
  }

  async backwardThrough(source: CotangentSource, control: Control): Promise<FullCotangents> {
    const { arena } = this.#kernels;
    let input: Tensor2D | null = null;
    try {
      const weights = await this.#back(async (take) => {
        const behind = take(takeRow(arena, this.#blocks));
        const row = take(takeRow(arena, this.#blocks));
        const carries = take(arena.take(this.#sizes.carry * this.#blocks.count));
        this.#job.set({ carries, inputCotangents: row });
        for (let t = this.#records.length - 1; t >= 0; t--) {
          const lambda = source(t, input);
          input?.dispose();
          input = null;
          this.#writeCotangent(t, behind, lambda);
          lambda.dispose();
          await this.#run(t, t + 1, control);
          input = tf.tensor2d(readRow(arena, this.#blocks, row), this.#shape);
        }
      });
      return { weights, firstGradient: input };
    } catch (thrown) {
      (input as Tensor2D | null)?.dispose();
      throw thrown;
    }
  }

  #writeCotangent(t: number, row: number, lambda: Tensor2D): void {
    writeRow(this.#kernels.arena, this.#blocks, row, lambda.dataSync<'float32'>());
    this.#job.setStep(t, { behind: row });
  }

  /** Steps [first, end) backwards. */
  async #run(first: number, end: number, control: Control): Promise<void> {
    this.#job.set({ firstStep: first, endStep: end });
    const passes = (end - first) * (this.#gates ? BACK_PASSES.full : BACK_PASSES.slim);
    await this.#job.runInSlices(JobKind.lstmBackward, passes, control);
  }

  /** dL/dφ of what `work` runs; places that it takes are given back in the end. */
  async #back(work: (take: (place: number) => number) => Promise<void>): Promise<Tensor1D> {
    const { arena } = this.#kernels;
    const places: number[] = [];
    const take = (place: number): number => {
      places.push(place);
      return place;
    };
    try {
      const groups = groupCount(this.#blocks);
      const sums = take(arena.takeZeroed(this.#sizes.gradient * Math.max(1, groups)));
      this.#job.needScratch(this.#sizes.backwardScratch(this.#gates ? 0 : 1));
      this.#setShared();
      this.#job.set({ sums, carries: 0, inputCotangents: 0 });
      await work(take);
      return tf.tensor1d(this.#weights.gradient(sums, groups));
    } finally {
      for (const place of places) arena.give(place);
    }
  }

  close(): OptimizerState {
    const steps = this.#records.length;
    if (steps > 0) {
      this.#setShared();
      // No step to do: the state behind the last one goes to where the first one stood.
      this.#job.set({ firstStep: steps, endStep: steps });
      this.#job.run(JobKind.lstmForward);
    }
    const state = this.#state.moveOn(steps);
    this.dispose();
    return state;
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    const { arena } = this.#kernels;
    for (const place of [...this.#records, ...this.#gradients]) arena.give(place);
    this.#records.length = 0;
    this.#gradients.length = 0;
    arena.give(this.#updates);
    this.#job.dispose();
    this.#state.dispose();
    this.#weights.dispose();
  }
}
