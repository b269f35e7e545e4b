/** The CPU's kernels with a fault, put in on purpose. */
import type { CpuKernels } from '../../src/runtime/kernels/cpuKernels';
import { KernelFailure, TooLargeForKernel } from '../../src/runtime/kernels/failure';
import { kernelModule, restartKernels } from '../../src/runtime/kernels/module';

/** `memory`: there is too little; `thread`: one stopped; `trap`: WebAssembly's own; `nan`: numbers that are none. */
export type Fault = 'memory' | 'thread' | 'trap' | 'nan';

/**
 * From the `from`-th time on that weights φ are given to them, the kernels fail: once for an
 * optimizer, once an unroll.
 */
export function breakKernels(fault: Fault, from = 1): void {
  const kernels = kernelModule();
  if (typeof kernels === 'string') throw new Error(kernels);
  const { code, arena } = kernels;
  let packed = 0;
  const pack = (phi: number, place: number, back: boolean): void => {
    code.pack(phi, place, back);
    if (++packed < from) return;
    if (fault === 'memory') throw new TooLargeForKernel('it needs 9 MiB more memory than there is');
    if (fault === 'thread') throw new KernelFailure('one of its threads stopped');
    if (fault === 'trap') throw new WebAssembly.RuntimeError('unreachable');
    arena.floats(place, code.packedBytes(back) / 4).fill(Number.NaN);
  };
  const broken: CpuKernels['code'] = { ...code, pack };
  Object.defineProperty(kernels, 'code', { value: broken, configurable: true });
}

/**
 * There is no more memory for the kernels from the `from`-th place on that they ask for.
 *
 * @returns how many places they have asked for since
 */
export function limitMemory(from: number): () => number {
  const kernels = kernelModule();
  if (typeof kernels === 'string') throw new Error(kernels);
  const { arena } = kernels;
  const take = arena.take.bind(arena);
  let asked = 0;
  arena.take = (bytes) => {
    if (++asked >= from) throw new TooLargeForKernel('it needs 9 MiB more memory than there is');
    return take(bytes);
  };
  return () => asked;
}

/** From now on nothing that the kernels are asked for is done. */
export function breakJobs(): void {
  const run = () => {
    throw new KernelFailure('one of its threads stopped');
  };
  Object.defineProperty(kernelModule(), 'run', { value: run, configurable: true });
}

/** The kernels as they are, in a fresh memory. */
export function repairKernels(): void {
  restartKernels();
}
