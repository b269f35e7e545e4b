import type { CpuKernels } from '../../runtime/kernels/cpuKernels';
import type { Tensor } from '../../runtime/tf';

/** Copies that nobody asks for at the moment may take up to this much. */
const MOST_IDLE = 2 ** 26;

interface Copy {
  tensor: Tensor;
  address: number;
  bytes: number;
}

/**
 * Copies of tensors in the kernels' memory, so that a minibatch or a data set that is given again is not copied again.
 * A copy goes when its tensor has been disposed of, or when there are too many: then those that were asked for longest
 * ago.
 */
export class ExampleStore {
  readonly #kernels: CpuKernels;
  /** By the tensors' data; what was asked for last stands last. */
  readonly #copies = new Map<object, Copy>();

  constructor(kernels: CpuKernels) {
    this.#kernels = kernels;
  }

  /** The addresses of the tensors' values, float32 or int32 as theirs; valid until the store is asked again. */
  places(tensors: readonly Tensor[]): number[] {
    const wanted = new Set<object>(tensors.map(({ dataId }) => dataId));
    return tensors.map((tensor) => this.#known(tensor) ?? this.#copy(tensor, wanted));
  }

  #known(tensor: Tensor): number | null {
    const copy = this.#copies.get(tensor.dataId);
    if (copy === undefined) return null;
    this.#copies.delete(tensor.dataId);
    this.#copies.set(tensor.dataId, { ...copy, tensor });
    return copy.address;
  }

  #copy(tensor: Tensor, wanted: ReadonlySet<object>): number {
    this.#makeRoom(wanted);
    const { arena } = this.#kernels;
    const bytes = 4 * tensor.size;
    const values = tensor.dataSync();
    const address = arena.take(bytes);
    const as = tensor.dtype === 'int32' ? 'words' : 'floats';
    arena[as](address, tensor.size).set(values);
    this.#copies.set(tensor.dataId, { tensor, address, bytes });
    return address;
  }

  #makeRoom(wanted: ReadonlySet<object>): void {
    const idle = [...this.#copies].filter(([dataId]) => !wanted.has(dataId));
    let bytes = idle.reduce((sum, [, copy]) => sum + copy.bytes, 0);
    for (const [dataId, copy] of idle) {
      if (!copy.tensor.isDisposed && bytes <= MOST_IDLE) continue;
      this.#copies.delete(dataId);
      this.#kernels.arena.give(copy.address);
      bytes -= copy.bytes;
    }
  }
}

const stores = new WeakMap<CpuKernels, ExampleStore>();

/** The store in these kernels' memory; all networks share it. */
export function exampleStore(kernels: CpuKernels): ExampleStore {
  let store = stores.get(kernels);
  if (store === undefined) {
    store = new ExampleStore(kernels);
    stores.set(kernels, store);
  }
  return store;
}
