import { type CpuKernels, JobKind } from '../../../runtime/kernels/cpuKernels';
import { type Tensor1D, type Tensor2D, tf } from '../../../runtime/tf';
import type { LstmConfig } from '../../../specs/optimizer';
import { disposeState, type Optimizer, type OptimizerState } from '../../optimizer';
import { KernelState } from './kernelState';
import { type Blocks, readRow, sameBlocks, takeRow, writeRow } from './layout';
import { LstmJob, RECORDS } from './lstmJob';
import { packForward } from './packedWeights';
import { sizesOf } from './sizes';

/** What a step of so many coordinates needs besides the state. */
interface Equipment {
  blocks: Blocks;
  job: LstmJob;
  /** ∇, and after the step u in its place. */
  row: number;
}

/** The LSTM at fixed weights, for racing: no tape. A step in place needs memory for one state and one row. */
export class KernelOptimizer implements Optimizer {
  readonly name: string;
  readonly #kernels: CpuKernels;
  readonly #config: LstmConfig;
  /** The address of φ. */
  readonly #packed: number;
  /** For the blocks that were last asked for: in a race, always the same. */
  #equipment: Equipment | null = null;

  /** @param phi φ [P]; stays the caller's */
  constructor(name: string, kernels: CpuKernels, config: LstmConfig, phi: Tensor1D) {
    this.name = name;
    this.#kernels = kernels;
    this.#config = config;
    this.#packed = packForward(kernels, config, phi.dataSync<'float32'>() as Float32Array);
  }

  init(problems: number, coordinates: number): KernelState {
    return KernelState.zero(this.#kernels, this.#config, problems * coordinates);
  }

  step(gradient: Tensor2D, state: OptimizerState): { update: Tensor2D; state: KernelState } {
    const copy = this.#copy(state);
    try {
      return this.#replace(gradient, copy);
    } catch (thrown) {
      copy.dispose();
      throw thrown;
    }
  }

  stepInPlace(gradient: Tensor2D, given: OptimizerState): { update: Tensor2D; state: KernelState } {
    if (given instanceof KernelState) return this.#replace(gradient, given);
    const next = this.step(gradient, given);
    disposeState(given);
    return next;
  }

  #copy(state: OptimizerState): KernelState {
    if (state instanceof KernelState) return state.copy();
    return KernelState.from(this.#kernels, this.#config, state);
  }

  #replace(gradient: Tensor2D, state: KernelState): { update: Tensor2D; state: KernelState } {
    const { arena } = this.#kernels;
    const { blocks } = state;
    const { job, row } = this.#equipmentFor(blocks);
    writeRow(arena, blocks, row, gradient.dataSync<'float32'>());
    job.needScratch(sizesOf(this.#kernels, this.#config, blocks).forwardScratch);
    job.set({ states: state.address });
    job.run(JobKind.lstmForward);
    const update = tf.tensor2d(readRow(arena, blocks, row), gradient.shape);
    return { update, state: state.moveOn(1) };
  }

  #equipmentFor(blocks: Blocks): Equipment {
    if (this.#equipment !== null && sameBlocks(this.#equipment.blocks, blocks)) {
      return this.#equipment;
    }
    this.#giveEquipment();
    const job = new LstmJob(this.#kernels, this.#config, blocks, 1);
    const row = takeRow(this.#kernels.arena, blocks);
    job.set({
      packed: this.#packed,
      records: RECORDS.none,
      stepCount: 1,
      endStep: 1,
      updates: row,
    });
    job.setStep(0, { gradient: row });
    this.#equipment = { blocks, job, row };
    return this.#equipment;
  }

  #giveEquipment(): void {
    if (this.#equipment === null) return;
    this.#kernels.arena.give(this.#equipment.row);
    this.#equipment.job.dispose();
    this.#equipment = null;
  }

  dispose(): void {
    this.#giveEquipment();
    this.#kernels.arena.give(this.#packed);
  }
}
