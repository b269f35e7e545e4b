import type { CpuKernels } from '../../../runtime/kernels/cpuKernels';
import { type Tensor, tf } from '../../../runtime/tf';
import { momentCount } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';
import type { OptimizerState } from '../../optimizer';
import { checkCoordinates } from '../coordinates';
import { type Blocks, cutIntoBlocks } from './layout';
import { sizesOf } from './sizes';

const bytesOf = (kernels: CpuKernels, config: LstmConfig, blocks: Blocks): number =>
  blocks.count * sizesOf(kernels, config, blocks).state;

/**
 * A state that lies in the kernel's memory, block by block (for each layer c [H, width], then h; then moments [M, width]).
 * As tensors it looks like the definition's, h and c of each layer [H, N] and each moment [1, N]; those are made when
 * somebody asks for them.
 */
export class KernelState implements OptimizerState {
  readonly step: number;
  readonly blocks: Blocks;
  /** Where it begins. */
  readonly address: number;
  readonly #kernels: CpuKernels;
  readonly #config: LstmConfig;
  #tensors: Tensor[] | null = null;
  #held = true;

  /** Takes over the place at `address`. */
  constructor(
    kernels: CpuKernels,
    config: LstmConfig,
    blocks: Blocks,
    step: number,
    address: number,
  ) {
    this.#kernels = kernels;
    this.#config = config;
    this.blocks = blocks;
    this.step = step;
    this.address = address;
  }

  /**
   * All zero.
   *
   * @throws LabError `bad-input` where there are no coordinates, or far too many
   */
  static zero(
    kernels: CpuKernels,
    config: LstmConfig,
    coordinates: number,
    blocks = cutIntoBlocks(coordinates),
  ): KernelState {
    checkCoordinates(config, coordinates);
    const address = kernels.arena.takeZeroed(bytesOf(kernels, config, blocks));
    return new KernelState(kernels, config, blocks, 0, address);
  }

  /** A copy of a state: the definition's tensors, or one in other blocks. */
  static from(
    kernels: CpuKernels,
    config: LstmConfig,
    state: OptimizerState,
    blocks?: Blocks,
  ): KernelState {
    const copy = KernelState.zero(kernels, config, state.tensors[0]?.shape[1] ?? 0, blocks);
    for (const [index, tensor] of state.tensors.entries()) {
      const values = tensor.dataSync<'float32'>();
      copy.#eachRow(index, (row, from) => row.set(values.subarray(from, from + row.length)));
    }
    return new KernelState(kernels, config, copy.blocks, state.step, copy.address);
  }

  copy(): KernelState {
    const { arena } = this.#kernels;
    const bytes = bytesOf(this.#kernels, this.#config, this.blocks);
    const address = arena.take(bytes);
    arena.floats(address, bytes / 4).set(arena.floats(this.address, bytes / 4));
    return new KernelState(this.#kernels, this.#config, this.blocks, this.step, address);
  }

  /** All zero again, where it lies. */
  reset(): void {
    const bytes = bytesOf(this.#kernels, this.#config, this.blocks);
    this.#kernels.arena.floats(this.address, bytes / 4).fill(0);
    this.#releaseTensors();
  }

  get tensors(): readonly Tensor[] {
    if (!this.#held) return [];
    this.#tensors ??= this.#asTensors();
    return this.#tensors;
  }

  #asTensors(): Tensor[] {
    const { coordinates } = this.blocks;
    const length = 2 * this.#config.layers + momentCount(this.#config);
    return Array.from({ length }, (_, index) => {
      const { count } = this.#rows(index);
      const values = new Float32Array(count * coordinates);
      this.#eachRow(index, (row, from) => values.set(row, from));
      return tf.keep(tf.tensor2d(values, [count, coordinates]));
    });
  }

  /** Which rows of a block are a tensor's. */
  #rows(index: number): { first: number; count: number } {
    const { layers, hiddenUnits } = this.#config;
    const moment = index - 2 * layers;
    if (moment >= 0) return { first: 2 * layers * hiddenUnits + moment, count: 1 };
    // Tensors have h before c, memory c before h.
    return { first: (index ^ 1) * hiddenUnits, count: hiddenUnits };
  }

  /** Visits the rows of a tensor in memory, with the place in the tensor of each one's first number. */
  #eachRow(index: number, visit: (row: Float32Array, from: number) => void): void {
    const { hiddenUnits, layers } = this.#config;
    const { count, width, filled, coordinates } = this.blocks;
    const rows = this.#rows(index);
    const blockRows = 2 * layers * hiddenUnits + momentCount(this.#config);
    for (let block = 0; block < count; block++) {
      const length = Math.min(filled, coordinates - block * filled);
      for (let unit = 0; unit < rows.count; unit++) {
        const row = (block * blockRows + rows.first + unit) * width;
        visit(
          this.#kernels.arena.floats(this.address + 4 * row, length),
          unit * coordinates + block * filled,
        );
      }
    }
  }

  /** The same place as the state behind the next step; this object is then empty. */
  moveOn(steps: number): KernelState {
    this.#releaseTensors();
    this.#held = false;
    return new KernelState(
      this.#kernels,
      this.#config,
      this.blocks,
      this.step + steps,
      this.address,
    );
  }

  #releaseTensors(): void {
    if (this.#tensors !== null) tf.dispose(this.#tensors);
    this.#tensors = null;
  }

  dispose(): void {
    if (!this.#held) return;
    this.#releaseTensors();
    this.#held = false;
    this.#kernels.arena.give(this.address);
  }
}
