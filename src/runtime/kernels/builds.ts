/** Which build of the kernels this engine can run, and the memory that it works in. */
import { KERNEL_BUILDS, MAXIMUM_PAGES } from './binaries';

export interface StartedBuild {
  exports: WebAssembly.Exports;
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Whether other threads can have the same memory. */
  shared: boolean;
  /** Whether multiply-add is one instruction with one rounding. */
  relaxed: boolean;
}

export interface BuildWishes {
  /** Memory that threads can share, where it can be had. */
  shared: boolean;
  /** Relaxed SIMD, where the engine has it. */
  relaxed: boolean;
}

const decoded = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** Browsers that cannot set aside 4 GiB of addresses may do with less. */
const SMALLEST_MAXIMUM = 4096;

/** A memory with the highest limit that can be had; null where it is to be shared and cannot be. */
function newMemory(shared: boolean): WebAssembly.Memory | null {
  for (let maximum = MAXIMUM_PAGES; maximum >= SMALLEST_MAXIMUM; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared });
    } catch {
      // Fewer, then.
    }
  }
  return null;
}

/** For a thread's instance as well as the first one's. */
export function kernelImports(memory: WebAssembly.Memory): WebAssembly.Imports {
  const abort = () => {
    throw new WebAssembly.RuntimeError('the kernel gave up');
  };
  return { env: { memory, abort } };
}

/** @throws Error where the engine has no SIMD or there is no memory at all */
export function startBuild(wishes: BuildWishes): StartedBuild {
  const sharedMemory = wishes.shared ? newMemory(true) : null;
  const shared = sharedMemory !== null;
  const memory = sharedMemory ?? newMemory(false);
  if (memory === null) throw new Error('there is no memory for the kernels');
  const relaxedBinary = wishes.relaxed
    ? decoded(shared ? KERNEL_BUILDS.relaxedShared : KERNEL_BUILDS.relaxed)
    : null;
  const relaxed = relaxedBinary !== null && WebAssembly.validate(relaxedBinary);
  const binary = relaxed
    ? relaxedBinary
    : decoded(shared ? KERNEL_BUILDS.plainShared : KERNEL_BUILDS.plain);
  const module = new WebAssembly.Module(binary);
  const { exports } = new WebAssembly.Instance(module, kernelImports(memory));
  return { exports, module, memory, shared, relaxed };
}
