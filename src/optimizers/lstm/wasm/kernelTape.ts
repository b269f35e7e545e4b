import type { Control } from '../../../runtime/control';
import type { KernelModule } from '../../../runtime/kernels/module';
import { type Tensor1D, type Tensor2D, tf } from '../../../runtime/tf';
import { lstmWeightCount } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';
import type { UnrollTape } from '../../learnedRule';
import type { OptimizerState } from '../../optimizer';
import type { KernelState } from './kernelState';
import { type Blocks, configure } from './layout';
import { LstmKernel, type StatePlace } from './lstmKernel';

/**
 * From this many bytes a step on, records go without the gates and the way back computes them anew: an unroll of 20
 * steps then stays below what a browser's tab gets on a small device.
 */
const MOST_BYTES_A_STEP = 2 ** 24;

/**
 * The tape of an unroll in the kernel's memory: a record of each step (features, gates, c and h of all blocks).
 * Backwards, all steps of a block come before the next block; blocks are added up in their order.
 */
export class KernelTape implements UnrollTape {
  readonly #kernel: LstmKernel;
  readonly #blocks: Blocks;
  readonly #gates: boolean;
  readonly #row: number;
  #state: KernelState;
  readonly #records: number[] = [];
  #open = true;

  /**
   * Takes over `state`; `phi` [P] stays the caller's.
   *
   * @param keepGates whether records have the gates; by their size unless told
   */
  constructor(
    module: KernelModule,
    config: LstmConfig,
    phi: Tensor1D,
    state: KernelState,
    keepGates?: boolean,
  ) {
    this.#kernel = new LstmKernel(module, config, phi);
    this.#state = state;
    this.#blocks = state.blocks;
    this.#row = this.#kernel.takeRow(state.blocks);
    configure(module, config, state.blocks);
    this.#gates =
      keepGates ?? state.blocks.count * module.code.recordBytes(true) <= MOST_BYTES_A_STEP;
  }

  step(gradient: Tensor2D): Tensor2D {
    const kernel = this.#kernel;
    const { code, arena } = kernel.module;
    const blocks = this.#blocks;
    kernel.write(gradient, blocks, this.#row);
    this.#configure();
    const t = this.#records.length;
    this.#records.push(arena.take(blocks.count * code.recordBytes(this.#gates)));
    for (let block = 0; block < blocks.count; block++) {
      const x = this.#features(t, block);
      const at = this.#row + 4 * blocks.width * block;
      kernel.features(at, x);
      kernel.forward(x, this.#before(t, block), this.#after(t, block), this.#gates, 0, at);
    }
    const values = arena.floats(this.#row, gradient.size).slice();
    return tf.tensor2d(values, gradient.shape);
  }

  #configure(): void {
    configure(this.#kernel.module, this.#kernel.config, this.#blocks);
  }

  /** x of a block at step t. */
  #features(t: number, block: number): number {
    return (this.#records[t] as number) + block * this.#kernel.module.code.recordBytes(this.#gates);
  }

  #after(t: number, block: number): StatePlace {
    const { code } = this.#kernel.module;
    return {
      address: this.#features(t, block) + code.recordStart(this.#gates),
      stride: code.recordStride(this.#gates),
    };
  }

  #before(t: number, block: number): StatePlace {
    if (t > 0) return this.#after(t - 1, block);
    const { code } = this.#kernel.module;
    return {
      address: this.#state.address + block * code.stateBytes(),
      stride: code.stateStride(),
    };
  }

  async backward(cotangents: readonly Tensor2D[], control: Control): Promise<Tensor1D> {
    const { module, config } = this.#kernel;
    const { code, arena } = module;
    this.#configure();
    const places: number[] = [];
    const take = (bytes: number): number => {
      places.push(arena.take(bytes));
      return places.at(-1) as number;
    };
    try {
      const total = take(code.gradientBytes());
      arena.floats(total, code.gradientBytes() / 4).fill(0);
      const gradient = take(code.gradientBytes());
      const scratch = take(code.scratchBytes());
      const again = this.#gates ? 0 : take(code.recordBytes(true) + 4 * this.#blocks.width);
      const lambda = this.#records.map((_, t) => {
        const row = this.#kernel.takeRow(this.#blocks);
        places.push(row);
        this.#kernel.write(cotangents[t] as Tensor2D, this.#blocks, row);
        return row;
      });
      for (let block = 0; block < this.#blocks.count; block++) {
        this.#configure();
        code.startBlock(scratch, gradient);
        for (let t = this.#records.length - 1; t >= 0; t--) {
          const cotangent = (lambda[t] as number) + 4 * this.#blocks.width * block;
          this.#stepBack(t, block, cotangent, again, scratch, gradient);
          await control.breathe();
          // Somebody else may have used the kernel in between.
          this.#configure();
        }
        code.endBlock(gradient, total);
      }
      const count = lstmWeightCount(config);
      const flat = take(4 * count);
      code.unpack(total, flat);
      return tf.tensor1d(arena.floats(flat, count).slice());
    } finally {
      for (const place of places) arena.give(place);
    }
  }

  #stepBack(
    t: number,
    block: number,
    cotangent: number,
    again: number,
    scratch: number,
    gradient: number,
  ): void {
    const kernel = this.#kernel;
    const { code } = kernel.module;
    const x = this.#features(t, block);
    const before = this.#before(t, block);
    let record = this.#after(t, block);
    if (!this.#gates) {
      record = { address: again + code.recordStart(true), stride: code.recordStride(true) };
      kernel.forward(x, before, record, true, 0, again + code.recordBytes(true));
    }
    kernel.backward(x, record, before, cotangent, scratch, gradient);
  }

  close(): OptimizerState {
    const steps = this.#records.length;
    if (steps > 0) this.#copyLast();
    const state = this.#state.moveOn(steps);
    this.dispose();
    return state;
  }

  /** The state behind the last step to where the first one stood. */
  #copyLast(): void {
    const { config, module } = this.#kernel;
    const { arena } = module;
    this.#configure();
    const floats = 2 * config.hiddenUnits * this.#blocks.width;
    for (let block = 0; block < this.#blocks.count; block++) {
      const from = this.#after(this.#records.length - 1, block);
      const to = this.#before(0, block);
      for (let l = 0; l < config.layers; l++) {
        const source = arena.floats(from.address + l * from.stride, floats);
        arena.floats(to.address + l * to.stride, floats).set(source);
      }
    }
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    const { arena } = this.#kernel.module;
    for (const record of this.#records) arena.give(record);
    this.#records.length = 0;
    arena.give(this.#row);
    this.#state.dispose();
    this.#kernel.dispose();
  }
}
