import type { Control } from '../../../runtime/control';
import { recordBudget } from '../../../runtime/kernels/budget';
import { type CpuKernels, JobKind } from '../../../runtime/kernels/cpuKernels';
import { KernelFailure } from '../../../runtime/kernels/failure';
import type { LstmConfig } from '../../../specs/optimizer';
import { KernelState } from './kernelState';
import {
  type Blocks,
  cutIntoBlocks,
  groupCount,
  paddedCount,
  readRow,
  takeRow,
  writeRow,
} from './layout';
import { LstmJob, RECORDS } from './lstmJob';
import { PackedWeights } from './packedWeights';
import { type Sizes, sizesOf } from './sizes';
import type { RolledQuadratics, UnrollInPlace } from './unroll';

export interface UnrollShape {
  /** B */
  problems: number;
  /** n */
  coordinates: number;
  /** K, the most steps of an unroll. */
  steps: number;
  /** Whether `roll` will be used: a block then holds whole problems, where they are small enough for that. */
  rolled: boolean;
  /**
   * Beyond so many bytes no records are kept: the way back then computes them anew, block by block, from the state that
   * the unroll began with. By default `recordBudget`.
   */
  mostRecordBytes?: number;
}

/** Whether unrolls of such quadratics can be rolled: some whole problems have to fit into a block. */
export function canRoll(problems: number, coordinates: number): boolean {
  const { filled } = cutIntoBlocks(problems * coordinates, coordinates);
  return filled % coordinates === 0;
}

/** See UnrollInPlace. The addresses of rows change with `end`: ask for them anew. */
export class KernelUnroll implements UnrollInPlace {
  readonly blocks: Blocks;
  readonly rolls: boolean;
  readonly theta: number;
  readonly #kernels: CpuKernels;
  readonly #shape: UnrollShape;
  readonly #sizes: Sizes;
  readonly #weights: PackedWeights;
  readonly #job: LstmJob;
  readonly #gradients: number[];
  readonly #losses: number[];
  readonly #sums: number;
  #state: KernelState;
  /** What backward() goes by; once somebody needs it. */
  #memory: { kind: 'records' | 'start'; address: number } | null = null;
  /** Steps of this unroll, and how many of them have been made. */
  #steps = 0;
  #done = 0;
  /** Whether the state stands behind the last step already. */
  #settled = true;

  /** @throws KernelFailure where there is no memory for it */
  constructor(kernels: CpuKernels, config: LstmConfig, shape: UnrollShape) {
    const { arena } = kernels;
    const { problems, coordinates, steps, rolled } = shape;
    this.#kernels = kernels;
    this.#shape = shape;
    this.rolls = rolled;
    this.blocks = cutIntoBlocks(problems * coordinates, rolled ? coordinates : 1);
    const sizes = sizesOf(kernels, config, this.blocks);
    this.#sizes = sizes;
    this.#weights = new PackedWeights(kernels, config);
    this.#job = new LstmJob(kernels, config, this.blocks, steps);
    this.theta = takeRow(arena, this.blocks);
    const points = Array.from({ length: steps + 1 });
    this.#gradients = points.map(() => takeRow(arena, this.blocks));
    this.#losses = points.map(() => arena.takeZeroed(4 * problems));
    this.#sums = arena.take(sizes.gradient * Math.max(1, groupCount(this.blocks)));
    this.#state = KernelState.zero(kernels, config, problems * coordinates, this.blocks);
    this.#job.set({
      packed: this.#weights.address,
      theta: this.theta,
      sums: this.#sums,
      suffix: 1,
      problemCount: problems,
      problemsPerBlock: Math.floor(this.blocks.filled / Math.max(1, coordinates)),
      dimension: coordinates,
    });
  }

  gradientRow(t: number): number {
    return this.#gradients[t] as number;
  }

  lossRow(t: number): number {
    return this.#losses[t] as number;
  }

  start(theta0: Float32Array): void {
    const { arena } = this.#kernels;
    writeRow(arena, this.blocks, this.theta, theta0);
    this.#state.reset();
    this.#steps = 0;
    this.#done = 0;
    this.#settled = true;
    // What fills up blocks has been written to if an unroll was broken off; it is never read, only computed with.
    for (const row of this.#gradients) arena.floats(row, paddedCount(this.blocks)).fill(0);
  }

  evaluate(quadratics: RolledQuadratics): void {
    this.#job.setStep(0, { gradient: this.gradientRow(0) });
    this.#job.set({
      problems: quadratics.packed,
      theta: this.theta,
      lossAtStart: this.lossRow(0),
      firstStep: 0,
      endStep: 0,
      back: 0,
    });
    this.#job.needScratch(this.#sizes.forwardScratch);
    this.#job.run(JobKind.roll);
    this.#job.set({ lossAtStart: 0 });
  }

  begin(phi: Float32Array, steps: number): void {
    this.#weights.set(phi);
    this.#steps = steps;
    this.#done = 0;
    this.#job.set({ stepCount: steps, updates: 0 });
  }

  async roll(quadratics: RolledQuadratics, control: Control): Promise<void> {
    this.#beginRecording();
    await this.#roll(quadratics, 1, control);
  }

  async rollAndBackward(
    quadratics: RolledQuadratics,
    scales: Float32Array,
    control: Control,
  ): Promise<Float32Array> {
    this.#job.needScratch(this.#sizes.backwardScratch(this.#steps));
    this.#job.set({
      states: this.#state.address,
      theta: this.theta,
      records: RECORDS.oneBlock,
      back: 1,
    });
    this.#setScales(scales);
    this.#clearSums();
    await this.#roll(quadratics, 3, control);
    return this.#collect();
  }

  /** @param passes what a step does with each weight, in multiplications */
  async #roll(quadratics: RolledQuadratics, passes: number, control: Control): Promise<void> {
    for (let t = 0; t < this.#steps; t++) this.#setPlaces(t);
    this.#job.set({ problems: quadratics.packed, firstStep: 0, endStep: this.#steps });
    await this.#job.runInSlices(JobKind.roll, passes * this.#steps, control);
    this.#done = this.#steps;
  }

  step(): void {
    const t = this.#done;
    if (t === 0) this.#beginRecording();
    this.#setPlaces(t);
    this.#job.set({ firstStep: t, endStep: t + 1 });
    this.#job.run(JobKind.lstmForward);
    this.#done = t + 1;
  }

  #setPlaces(t: number): void {
    const record =
      this.#memory?.kind === 'records' ? this.#memory.address + t * this.#sizes.fullRecord : 0;
    this.#job.setStep(t, {
      record,
      gradient: this.gradientRow(t),
      behind: this.gradientRow(t + 1),
      loss: this.lossRow(t + 1),
    });
  }

  async backward(scales: Float32Array, control: Control): Promise<Float32Array> {
    const { kind, address } = this.#memory ?? this.#prepareMemory();
    const again = kind === 'start';
    if (again) {
      this.#job.set({ records: RECORDS.oneBlock, states: address, theta: 0 });
    }
    this.#job.needScratch(this.#sizes.backwardScratch(again ? this.#done : 0));
    this.#setScales(scales);
    this.#clearSums();
    this.#job.set({ firstStep: 0, endStep: this.#done, stepCount: this.#done });
    await this.#job.runInSlices(JobKind.lstmBackward, (again ? 3 : 2) * this.#done, control);
    return this.#collect();
  }

  #setScales(scales: Float32Array): void {
    for (const [t, scale] of scales.entries()) this.#job.setStep(t, { scale });
  }

  #clearSums(): void {
    const floats = (this.#sizes.gradient / 4) * groupCount(this.blocks);
    this.#kernels.arena.floats(this.#sums, floats).fill(0);
  }

  #collect(): Float32Array {
    return this.#weights.gradient(this.#sums, groupCount(this.blocks));
  }

  /** Before the first step of an unroll that `backward` will be asked of. */
  #beginRecording(): void {
    const { kind, address } = this.#memory ?? this.#prepareMemory();
    const { arena } = this.#kernels;
    const records = kind === 'records';
    if (!records) {
      const floats = (this.blocks.count * this.#sizes.state) / 4;
      arena.floats(address, floats).set(arena.floats(this.#state.address, floats));
    }
    this.#job.needScratch(this.#sizes.forwardScratch);
    this.#job.set({
      states: this.#state.address,
      theta: this.theta,
      records: records ? RECORDS.full : RECORDS.none,
      recordSpacing: this.#shape.steps * this.#sizes.fullRecord,
      back: 0,
    });
    this.#settled = !records;
  }

  /** A place for the records of all blocks; where there is none, for the state that an unroll begins with. */
  #prepareMemory(): { kind: 'records' | 'start'; address: number } {
    const { arena } = this.#kernels;
    const { count } = this.blocks;
    const bytes = this.#shape.steps * count * this.#sizes.fullRecord;
    if (bytes <= (this.#shape.mostRecordBytes ?? recordBudget())) {
      try {
        this.#memory = { kind: 'records', address: arena.take(bytes) };
        return this.#memory;
      } catch (thrown) {
        if (!(thrown instanceof KernelFailure)) throw thrown;
      }
    }
    this.#memory = { kind: 'start', address: arena.take(count * this.#sizes.state) };
    return this.#memory;
  }

  end(): void {
    const k = this.#done;
    if (!this.#settled && k > 0) {
      // No step to do: the state behind the last one goes to where the first one stood.
      this.#job.set({ firstStep: k, endStep: k, stepCount: k });
      this.#job.run(JobKind.lstmForward);
    }
    this.#settled = true;
    this.#state = this.#state.moveOn(k);
    for (const rows of [this.#gradients, this.#losses]) {
      [rows[0], rows[k]] = [rows[k] as number, rows[0] as number];
    }
    this.#done = 0;
  }

  readTheta(): Float32Array {
    return readRow(this.#kernels.arena, this.blocks, this.theta);
  }

  losses(t: number): Float32Array {
    return this.#kernels.arena.floats(this.lossRow(t), this.#shape.problems).slice();
  }

  dispose(): void {
    const { arena } = this.#kernels;
    const rows = [this.theta, this.#sums, ...this.#gradients, ...this.#losses];
    for (const place of rows) arena.give(place);
    if (this.#memory !== null) arena.give(this.#memory.address);
    this.#state.dispose();
    this.#weights.dispose();
    this.#job.dispose();
  }
}
