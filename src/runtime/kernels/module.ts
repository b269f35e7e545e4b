/** The compiled kernel in this thread: started when first asked for, one memory for all that use it. */

import type { LstmConfig } from '../../specs/optimizer';
import { tf } from '../tf';
import { Arena } from './arena';
import { KERNEL_BASE64 } from './binary';

/** What wasm/assembly/index.ts exports; addresses are bytes. */
export interface KernelExports {
  memory: WebAssembly.Memory;
  heapBase(): number;
  configure(layers: number, hidden: number, features: number, width: number): void;
  packedBytes(): number;
  gradientBytes(): number;
  stateBytes(): number;
  stateStride(): number;
  recordBytes(gates: boolean): number;
  recordStart(gates: boolean): number;
  recordStride(gates: boolean): number;
  scratchBytes(): number;
  pack(phi: number, packed: number): void;
  unpack(gradient: number, phi: number): void;
  copyGradient(gradient: number, x: number): void;
  logSign(gradient: number, x: number, p: number, smallest: number, steepness: number): void;
  forward(
    packed: number,
    x: number,
    before: number,
    beforeStride: number,
    after: number,
    afterStride: number,
    gates: boolean,
    spare: number,
    outputScale: number,
    update: number,
  ): void;
  startBlock(scratch: number, gradient: number): void;
  backward(
    packed: number,
    x: number,
    record: number,
    recordStride: number,
    before: number,
    beforeStride: number,
    cotangent: number,
    outputScale: number,
    scratch: number,
    gradient: number,
  ): void;
  endBlock(gradient: number, total: number): void;
  sigmoids(x: number, y: number, count: number): void;
  tanhs(x: number, y: number, count: number): void;
}

export interface KernelModule {
  code: KernelExports;
  arena: Arena;
}

let started: KernelModule | string | null = null;

function start(): KernelModule | string {
  try {
    const binary = Uint8Array.from(atob(KERNEL_BASE64), (letter) => letter.charCodeAt(0));
    const imports = {
      env: {
        abort: () => {
          throw new Error('the kernel gave up');
        },
      },
    };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), imports);
    const code = instance.exports as unknown as KernelExports;
    return { code, arena: new Arena(code.memory, code.heapBase()) };
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** The kernel, or why it cannot be started here (an engine without SIMD). */
export function kernelModule(): KernelModule | string {
  started ??= start();
  return started;
}

/** Backends whose tensors lie in the CPU's memory. */
const CPU_BACKENDS: readonly string[] = ['wasm', 'cpu'];

export interface KernelStatus {
  /** What computes the LSTM on the backend in use. */
  uses: 'kernel' | 'definition';
  /** Why it is the definition. */
  reason?: string;
}

/** For the status line. */
export function kernelStatus(): KernelStatus {
  const backend = tf.getBackend();
  if (!CPU_BACKENDS.includes(backend)) {
    return { uses: 'definition', reason: `there is no kernel for the backend ${backend}` };
  }
  const module = kernelModule();
  return typeof module === 'string' ? { uses: 'definition', reason: module } : { uses: 'kernel' };
}

/** What the kernel is written and tested for; the definition computes larger ones. */
const MOST_LAYERS = 3;
const MOST_HIDDEN_UNITS = 64;

/** The kernel where it serves the configuration on the backend in use, else null. */
export function kernelInUse({ layers, hiddenUnits }: LstmConfig): KernelModule | null {
  if (layers > MOST_LAYERS || hiddenUnits > MOST_HIDDEN_UNITS) return null;
  if (!CPU_BACKENDS.includes(tf.getBackend())) return null;
  const module = kernelModule();
  return typeof module === 'string' ? null : module;
}

/** Bytes in use and held by the kernel in this thread; zero where it has not been started. */
export function kernelMemory(): { bytesInUse: number; bytesHeld: number } {
  if (started === null || typeof started === 'string') return { bytesInUse: 0, bytesHeld: 0 };
  const { bytesInUse, bytesHeld } = started.arena;
  return { bytesInUse, bytesHeld };
}
