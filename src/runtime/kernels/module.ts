/** The compiled kernels in this thread: started when first asked for, one memory for all that use it. */

import type { LstmConfig } from '../../specs/optimizer';
import { tf } from '../tf';
import { Arena } from './arena';
import { type BuildWishes, startBuild } from './builds';
import { kernelOutOfUseReason, kernelsAllowed } from './choice';
import type { CpuKernels, JobKind, KernelExports } from './cpuKernels';
import { KernelFailure } from './failure';
import { ThreadPool, type ThreadSpawner } from './pool';

class StartedKernels implements CpuKernels {
  readonly code: KernelExports;
  readonly arena: Arena;
  readonly relaxed: boolean;
  readonly shared: boolean;
  readonly pool: ThreadPool;
  #failure: KernelFailure | null = null;

  constructor(wishes: BuildWishes) {
    const { exports, module, memory, shared, relaxed } = startBuild(wishes);
    this.code = exports as unknown as KernelExports;
    this.arena = new Arena(memory, this.code.heapBase());
    this.relaxed = relaxed;
    this.shared = shared;
    this.pool = new ThreadPool(this.code, this.arena, module, memory);
  }

  get threads(): number {
    return this.pool.others + 1;
  }

  /** What put an end to these kernels; null while they serve. */
  get failure(): KernelFailure | null {
    return this.#failure;
  }

  run(kind: JobKind, job: number, first: number, end: number): void {
    if (this.#failure !== null) throw this.#failure;
    try {
      this.pool.run(kind, job, first, end);
    } catch (thrown) {
      // Somebody may still write into this memory: nobody else gets a place in it.
      if (thrown instanceof KernelFailure) this.#failure = thrown;
      this.pool.stop();
      throw thrown;
    }
  }
}

let spawner: ThreadSpawner | null = null;
let whyOneThread: string | null = null;
let wantedThreads: number | null = null;
let relaxedWanted = true;
let started: StartedKernels | string | null = null;

/** Says how threads are made. To be called before the kernels are used; without it they run on one thread. */
export function setThreadSpawner(given: ThreadSpawner): void {
  spawner = given;
}

/** Says why there is no way to make threads, for the status line: "the page is not cross-origin isolated". */
export function explainOneThread(reason: string): void {
  whyOneThread = reason;
}

/** How many threads are started from now on; null: by the machine's cores. */
export function setThreadCount(threads: number | null): void {
  wantedThreads = threads;
}

function start(): StartedKernels | string {
  try {
    return new StartedKernels({ shared: spawner !== null, relaxed: relaxedWanted });
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** The kernels, or why they cannot be used here (an engine without SIMD, a thread that stopped). */
export function kernelModule(): CpuKernels | string {
  started ??= start();
  if (typeof started !== 'string' && started.failure !== null) return started.failure.why;
  return started;
}

/** More threads than this find no work in a block of the sizes that training has. */
const MOST_THREADS = 8;
/** From more cores than this, one is left to the page. */
const FEW_CORES = 4;

function threadsFor(cores: number): number {
  return Math.max(1, Math.min(cores > FEW_CORES ? cores - 1 : cores, MOST_THREADS));
}

/**
 * Starts the threads, or makes them `wanted`; kernels that failed are started afresh. Gives how many there are, this
 * one included: 1 where threads cannot be had.
 *
 * @param wanted by default what `setThreadCount` says, else as many as the machine has cores, up to 8
 */
export async function startThreads(wanted = wantedThreads): Promise<number> {
  if (typeof started === 'object' && started?.failure !== null) started = null;
  const kernels = kernelModule();
  if (!(kernels instanceof StartedKernels)) return 1;
  if (spawner !== null && kernels.shared) {
    const others = Math.max(1, wanted ?? threadsFor(spawner.cores)) - 1;
    await kernels.pool.start(spawner, others);
    whyOneThread = others > 0 && kernels.threads === 1 ? 'others could not be started' : null;
  }
  return kernels.threads;
}

/** Ends the threads; the kernels go on with one. */
export function stopThreads(): void {
  if (started instanceof StartedKernels) started.pool.stop();
}

/** Tests and measurements: the kernels anew, in a memory of their own, with or without relaxed SIMD. */
export function restartKernels(relaxed = true): void {
  stopThreads();
  relaxedWanted = relaxed;
  started = null;
}

/** What the kernels are like here, for the status line: "SIMD, relaxed, 2 threads". */
export function kernelDetail(): string {
  const kernels = kernelModule();
  if (typeof kernels === 'string') return 'one thread';
  const { threads, relaxed } = kernels;
  const one = whyOneThread === null ? 'one thread' : `one thread (${whyOneThread})`;
  const count = threads === 1 ? one : `${threads} threads`;
  return ['SIMD', ...(relaxed ? ['relaxed'] : []), count].join(', ');
}

/** Backends whose tensors lie in the CPU's memory. */
const CPU_BACKENDS: readonly string[] = ['wasm', 'cpu'];

/** What the kernel is written and tested for; the definition computes larger ones. */
const MOST_LAYERS = 3;
const MOST_HIDDEN_UNITS = 64;

/** The kernels where they serve the configuration on the backend in use, else why not. */
export function kernelFor({ layers, hiddenUnits }: LstmConfig): CpuKernels | string {
  if (!kernelsAllowed()) return kernelOutOfUseReason() ?? 'the definition was asked for';
  if (layers > MOST_LAYERS || hiddenUnits > MOST_HIDDEN_UNITS) {
    return `kernels are made for up to ${MOST_LAYERS} layers of ${MOST_HIDDEN_UNITS} units`;
  }
  const backend = tf.getBackend();
  if (!CPU_BACKENDS.includes(backend)) return `the backend is ${backend}`;
  return kernelModule();
}

/** Bytes in use and held by the kernels in this thread; zero where they have not been started. */
export function kernelMemory(): { bytesInUse: number; bytesHeld: number } {
  if (started === null || typeof started === 'string') return { bytesInUse: 0, bytesHeld: 0 };
  const { bytesInUse, bytesHeld } = started.arena;
  return { bytesInUse, bytesHeld };
}
