import type { KernelModule } from '../../../runtime/kernels/module';
import type { Tensor1D, Tensor2D } from '../../../runtime/tf';
import { LabError } from '../../../specs/errors';
import type { LstmConfig } from '../../../specs/optimizer';
import { type Blocks, configure, paddedCount } from './layout';

/** Where h and c of a block stand: the first layer's c, and the way from a layer's to the next's. */
export interface StatePlace {
  address: number;
  stride: number;
}

/** The kernel with weights φ: what racing and the tape have in common. Holds a place in memory: dispose of it. */
export class LstmKernel {
  readonly module: KernelModule;
  readonly config: LstmConfig;
  readonly packed: number;
  readonly #outputScale: number;

  constructor(module: KernelModule, config: LstmConfig, phi: Tensor1D) {
    const { code, arena } = module;
    this.module = module;
    this.config = config;
    this.#outputScale = config.outputScale;
    configure(module, config, { coordinates: 0, count: 0, width: 8 });
    this.packed = arena.take(code.packedBytes());
    const flat = arena.take(4 * phi.size);
    arena.floats(flat, phi.size).set(phi.dataSync<'float32'>());
    code.pack(flat, this.packed);
    arena.give(flat);
  }

  /** A place for one number per coordinate, zero where the last block is filled up. */
  takeRow(blocks: Blocks): number {
    return this.module.arena.takeZeroed(4 * paddedCount(blocks));
  }

  /** @throws LabError `bad-input` where the gradient is not that of the state's coordinates */
  write(values: Tensor2D, blocks: Blocks, row: number): void {
    if (values.size !== blocks.coordinates) {
      throw new LabError({
        code: 'bad-input',
        message: `The learned optimizer has a state for ${blocks.coordinates} coordinates and got ${values.size} numbers.`,
        remedy: 'Start it anew for this problem.',
      });
    }
    this.module.arena.floats(row, values.size).set(values.dataSync<'float32'>());
  }

  /** x [F, width] of a block from its gradients. */
  features(gradient: number, x: number): void {
    const { code } = this.module;
    const { preprocess, p } = this.config;
    if (preprocess === 'none') code.copyGradient(gradient, x);
    else code.logSign(gradient, x, p, Math.exp(-p), Math.exp(p));
  }

  /** One step of a block; `spare` [H, width] where the state is replaced in its place. */
  forward(
    x: number,
    before: StatePlace,
    after: StatePlace,
    gates: boolean,
    spare: number,
    update: number,
  ): void {
    this.module.code.forward(
      this.packed,
      x,
      before.address,
      before.stride,
      after.address,
      after.stride,
      gates,
      spare,
      this.#outputScale,
      update,
    );
  }

  /** One step of a block backwards; `record` has its gates. */
  backward(
    x: number,
    record: StatePlace,
    before: StatePlace,
    cotangent: number,
    scratch: number,
    gradient: number,
  ): void {
    this.module.code.backward(
      this.packed,
      x,
      record.address,
      record.stride,
      before.address,
      before.stride,
      cotangent,
      this.#outputScale,
      scratch,
      gradient,
    );
  }

  dispose(): void {
    this.module.arena.give(this.packed);
  }
}
