import type { KernelModule } from '../../../runtime/kernels/module';
import { type Tensor, tf } from '../../../runtime/tf';
import type { LstmConfig } from '../../../specs/optimizer';
import type { OptimizerState } from '../../optimizer';
import { type Blocks, configure, cutIntoBlocks } from './layout';

/**
 * A state that lies in the kernel's memory, block by block (for each layer c [H, width], then h). As tensors it looks
 * like the definition's, h and c of each layer [H, N]; those are made when somebody asks for them.
 */
export class KernelState implements OptimizerState {
  readonly step: number;
  readonly blocks: Blocks;
  /** Where it begins. */
  readonly address: number;
  readonly #module: KernelModule;
  readonly #config: LstmConfig;
  #tensors: Tensor[] | null = null;
  #held = true;

  /** Takes over the place at `address`. */
  constructor(
    module: KernelModule,
    config: LstmConfig,
    blocks: Blocks,
    step: number,
    address: number,
  ) {
    this.#module = module;
    this.#config = config;
    this.blocks = blocks;
    this.step = step;
    this.address = address;
  }

  /** Bytes that a state takes. */
  static bytes(module: KernelModule, config: LstmConfig, blocks: Blocks): number {
    configure(module, config, blocks);
    return blocks.count * module.code.stateBytes();
  }

  /** h = c = 0 */
  static zero(module: KernelModule, config: LstmConfig, coordinates: number): KernelState {
    const blocks = cutIntoBlocks(coordinates);
    const address = module.arena.takeZeroed(KernelState.bytes(module, config, blocks));
    return new KernelState(module, config, blocks, 0, address);
  }

  /** A copy of a state made of the definition's tensors. */
  static from(module: KernelModule, config: LstmConfig, state: OptimizerState): KernelState {
    const copy = KernelState.zero(module, config, state.tensors[0]?.shape[1] ?? 0);
    for (const [index, tensor] of state.tensors.entries()) {
      const values = tensor.dataSync<'float32'>();
      copy.#eachRow(index, (row, from) => row.set(values.subarray(from, from + row.length)));
    }
    return new KernelState(module, config, copy.blocks, state.step, copy.address);
  }

  copy(): KernelState {
    const { arena } = this.#module;
    const bytes = KernelState.bytes(this.#module, this.#config, this.blocks);
    const address = arena.take(bytes);
    arena.floats(address, bytes / 4).set(arena.floats(this.address, bytes / 4));
    return new KernelState(this.#module, this.#config, this.blocks, this.step, address);
  }

  get tensors(): readonly Tensor[] {
    if (!this.#held) return [];
    this.#tensors ??= this.#asTensors();
    return this.#tensors;
  }

  #asTensors(): Tensor[] {
    const { layers, hiddenUnits } = this.#config;
    const { coordinates } = this.blocks;
    return Array.from({ length: 2 * layers }, (_, index) => {
      const values = new Float32Array(hiddenUnits * coordinates);
      this.#eachRow(index, (row, from) => values.set(row, from));
      return tf.keep(tf.tensor2d(values, [hiddenUnits, coordinates]));
    });
  }

  /** Visits the rows of a tensor in memory, with the place in the tensor of each one's first number. */
  #eachRow(index: number, visit: (row: Float32Array, from: number) => void): void {
    const { hiddenUnits, layers } = this.#config;
    const { count, width, coordinates } = this.blocks;
    // Tensors have h before c, memory c before h.
    const first = (index ^ 1) * hiddenUnits;
    for (let block = 0; block < count; block++) {
      const length = Math.min(width, coordinates - block * width);
      for (let unit = 0; unit < hiddenUnits; unit++) {
        const row = (block * 2 * layers * hiddenUnits + first + unit) * width;
        visit(
          this.#module.arena.floats(this.address + 4 * row, length),
          unit * coordinates + block * width,
        );
      }
    }
  }

  /** The same place as the state behind the next step; this object is then empty. */
  moveOn(steps: number): KernelState {
    this.#releaseTensors();
    this.#held = false;
    return new KernelState(
      this.#module,
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
    this.#module.arena.give(this.address);
  }
}
