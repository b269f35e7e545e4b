import type { KernelModule } from '../../../runtime/kernels/module';
import { type Tensor1D, type Tensor2D, tf } from '../../../runtime/tf';
import { inputFeatures } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';
import { disposeState, type Optimizer, type OptimizerState } from '../../optimizer';
import { KernelState } from './kernelState';
import { configure } from './layout';
import { LstmKernel } from './lstmKernel';

/** The LSTM at fixed weights, for racing: no tape. A step in place needs memory for one state and one block. */
export class KernelOptimizer implements Optimizer {
  readonly name: string;
  readonly #kernel: LstmKernel;

  /** @param phi φ [P]; stays the caller's */
  constructor(name: string, module: KernelModule, config: LstmConfig, phi: Tensor1D) {
    this.name = name;
    this.#kernel = new LstmKernel(module, config, phi);
  }

  init(problems: number, coordinates: number): KernelState {
    const { module, config } = this.#kernel;
    return KernelState.zero(module, config, problems * coordinates);
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
    const { module, config } = this.#kernel;
    return state instanceof KernelState ? state.copy() : KernelState.from(module, config, state);
  }

  #replace(gradient: Tensor2D, state: KernelState): { update: Tensor2D; state: KernelState } {
    const kernel = this.#kernel;
    const { module, config } = kernel;
    const { arena, code } = module;
    const { blocks } = state;
    // The gradient's row becomes the update's.
    const row = kernel.takeRow(blocks);
    const spare = arena.take(4 * blocks.width * (config.hiddenUnits + inputFeatures(config)));
    const x = spare + 4 * blocks.width * config.hiddenUnits;
    try {
      kernel.write(gradient, blocks, row);
      configure(module, config, blocks);
      const stride = code.stateStride();
      for (let block = 0; block < blocks.count; block++) {
        const place = { address: state.address + block * code.stateBytes(), stride };
        const at = row + 4 * blocks.width * block;
        kernel.features(at, x);
        kernel.forward(x, place, place, false, spare, at);
      }
      const values = arena.floats(row, gradient.size).slice();
      return { update: tf.tensor2d(values, gradient.shape), state: state.moveOn(1) };
    } finally {
      arena.give(row);
      arena.give(spare);
    }
  }

  dispose(): void {
    this.#kernel.dispose();
  }
}
