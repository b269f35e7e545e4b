import type { CpuKernels } from '../../../runtime/kernels/cpuKernels';
import { lstmWeightCount } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';
import { sizesOf } from './sizes';

/** φ for steps forward only, laid out as wasm/assembly/weights.ts says. Returns the address of a place that was taken. */
export function packForward(kernels: CpuKernels, config: LstmConfig, phi: Float32Array): number {
  const { arena, code } = kernels;
  const flat = arena.take(4 * phi.length);
  try {
    const packed = arena.take(sizesOf(kernels, config).packedForward);
    arena.floats(flat, phi.length).set(phi);
    code.pack(flat, packed, false);
    return packed;
  } finally {
    arena.give(flat);
  }
}

/** φ for both ways, and dL/dφ. Holds places: dispose of it. */
export class PackedWeights {
  readonly address: number;
  readonly #kernels: CpuKernels;
  readonly #config: LstmConfig;
  /** For φ and dL/dφ in the order of lstmTensorShapes. */
  readonly #flat: number;

  constructor(kernels: CpuKernels, config: LstmConfig, phi?: Float32Array) {
    this.#kernels = kernels;
    this.#config = config;
    this.address = kernels.arena.take(sizesOf(kernels, config).packed);
    this.#flat = kernels.arena.take(4 * lstmWeightCount(config));
    if (phi !== undefined) this.set(phi);
  }

  /** @param phi φ [P] */
  set(phi: Float32Array): void {
    const { arena, code } = this.#kernels;
    arena.floats(this.#flat, phi.length).set(phi);
    sizesOf(this.#kernels, this.#config);
    code.pack(this.#flat, this.address, true);
  }

  /** dL/dφ [P] from the sums of groups of blocks. */
  gradient(sums: number, groups: number): Float32Array<ArrayBuffer> {
    const { arena, code } = this.#kernels;
    sizesOf(this.#kernels, this.#config);
    code.unpack(sums, groups, this.#flat);
    return arena.floats(this.#flat, lstmWeightCount(this.#config)).slice();
  }

  dispose(): void {
    this.#kernels.arena.give(this.address);
    this.#kernels.arena.give(this.#flat);
  }
}
