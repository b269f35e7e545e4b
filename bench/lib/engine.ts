/** How the bench starts the engine on a backend with so many threads, and what it asks it about its memory. */
import { startBackend } from '../../src/runtime/backend';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { kernelMemory, kernelModule, setThreadCount } from '../../src/runtime/kernels/module';
import { readFloats, type Tensor2D, tf } from '../../src/runtime/tf';
import type { BenchBackend } from './contender';

/** Starts the backend, on the CPU with so many threads; says what computes. */
export async function startEngine(backend: BenchBackend, threads: number | null): Promise<string> {
  setThreadCount(threads);
  const { label, detail } = await startBackend(backend);
  return `${label}, ${detail}`;
}

/** What is made here computes by the definition. */
export const byTheDefinition = byDefinition;

/** Bytes that the CPU's kernels have in use now, and the most they had at any time. */
export function cpuKernelBytes(): { now: number; mostInUse: number } {
  const module = kernelModule();
  const mostInUse = typeof module === 'string' ? 0 : module.arena.mostInUse;
  return { now: kernelMemory().bytesInUse, mostInUse };
}

/** Numbers in the memory of the CPU's kernels. */
export function kernelFloats(address: number, count: number): Float32Array {
  const module = kernelModule();
  if (typeof module === 'string') throw new Error(module);
  return module.arena.floats(address, count);
}

/** Waits until the device has done what it was told, by reading one of the numbers. */
export async function finished(tensor: Tensor2D): Promise<void> {
  const first = tf.slice(tensor, [0, 0], [1, 1]);
  await readFloats(first);
  first.dispose();
}
