import type { Tensor1D, Tensor2D } from '../../../runtime/tf';
import { storageTensor } from '../../../runtime/webgpu/computePass';
import type { LstmConfig } from '../../../specs/optimizer';
import { disposeState, type Optimizer, type OptimizerState } from '../../optimizer';
import { GpuLstm } from './gpuLstm';
import { GpuState } from './gpuState';
import type { Tuning } from './shape';

/** The LSTM at fixed weights on WebGPU, for racing: no tape, one launch a step. */
export class GpuOptimizer implements Optimizer {
  readonly name: string;
  readonly #lstm: GpuLstm;

  /** @param phi φ [P]; stays the caller's */
  constructor(name: string, config: LstmConfig, phi: Tensor1D, tuning: Tuning | null = null) {
    this.name = name;
    this.#lstm = new GpuLstm(config, phi, tuning);
  }

  init(problems: number, coordinates: number): GpuState {
    return GpuState.zero(this.#lstm.config, problems * coordinates);
  }

  step(gradient: Tensor2D, state: OptimizerState): { update: Tensor2D; state: GpuState } {
    const copy = state instanceof GpuState ? state.copy() : GpuState.from(this.#lstm.config, state);
    try {
      return this.#replace(gradient, copy);
    } catch (thrown) {
      copy.dispose();
      throw thrown;
    }
  }

  stepInPlace(gradient: Tensor2D, given: OptimizerState): { update: Tensor2D; state: GpuState } {
    if (given instanceof GpuState) return this.#replace(gradient, given);
    const next = this.step(gradient, given);
    disposeState(given);
    return next;
  }

  #replace(gradient: Tensor2D, state: GpuState): { update: Tensor2D; state: GpuState } {
    this.#lstm.check(gradient, state);
    const update = storageTensor<Tensor2D>(gradient.shape);
    try {
      for (const part of state.parts) this.#lstm.replace(part, part.buffer, gradient, update);
    } catch (thrown) {
      update.dispose();
      throw thrown;
    }
    return { update, state: state.moveOn(1) };
  }

  dispose(): void {
    this.#lstm.dispose();
  }
}
