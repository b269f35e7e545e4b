/**
 * The threads that help with jobs (wasm/assembly/threads.ts says how). They are started once and then wait in the
 * kernels' memory, not in an event loop: from one job to the next no message is sent.
 */
import type { Arena } from './arena';
import type { KernelExports } from './cpuKernels';
import { KernelFailure } from './failure';

/** What a thread needs to begin: it makes an instance of its own and calls `serve(pool, index)`. */
export interface ThreadStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Address of the pool. */
  pool: number;
  /** 1, 2, … */
  index: number;
}

/** How a thread is made, which differs between browsers and Node. */
export interface ThreadSpawner {
  /** Threads that the machine runs at a time. */
  readonly cores: number;
  /** Starts a thread; `onFailure` is told why where it cannot be started. */
  spawn(start: ThreadStart, onFailure: (why: string) => void): { stop(): void };
}

/** Where wasm/assembly/threads.ts has the word that a thread sets when it breaks off, in bytes. */
export const BROKEN_BYTE = 192;
// And others, in words of 32 bits.
const READY = 196 / 4;
const STOP = 200 / 4;

const START_WITHIN_MS = 3000;

export class ThreadPool {
  readonly #code: KernelExports;
  readonly #module: WebAssembly.Module;
  readonly #memory: WebAssembly.Memory;
  readonly #address: number;
  #running: { stop(): void }[] = [];

  /** Without threads: jobs run on the caller's alone. */
  constructor(
    code: KernelExports,
    arena: Arena,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
  ) {
    this.#code = code;
    this.#module = module;
    this.#memory = memory;
    this.#address = arena.takeZeroed(code.poolBytes());
  }

  /** Threads besides the caller's. */
  get others(): number {
    return this.#running.length;
  }

  /** Makes it `others` threads, or as many of them as can be started. Resolves when they wait for jobs. */
  async start(spawner: ThreadSpawner, others: number): Promise<void> {
    if (others === this.others) return;
    this.stop();
    const words = this.#words();
    words.fill(0);
    let failed = 0;
    const starting = Array.from({ length: others }, (_, i) => {
      const start = {
        module: this.#module,
        memory: this.#memory,
        pool: this.#address,
        index: i + 1,
      };
      return spawner.spawn(start, () => {
        failed++;
      });
    });
    const until = performance.now() + START_WITHIN_MS;
    while (Atomics.load(words, READY) + failed < others && performance.now() < until) {
      await new Promise((done) => setTimeout(done, 1));
    }
    if (Atomics.load(words, READY) === others) {
      this.#running = starting;
      return;
    }
    // Their numbers have gaps then, and one that is late could still come: better none.
    for (const thread of starting) thread.stop();
    this.#end(words);
  }

  /** @throws KernelFailure where a thread broke off or does not answer; the pool is then of no further use */
  run(kind: number, job: number, first: number, end: number): void {
    let whole: boolean;
    try {
      whole = this.#code.runJob(this.#address, kind, job, first, end, this.others);
    } catch (thrown) {
      const trap = thrown instanceof Error ? thrown : new Error(String(thrown));
      throw new KernelFailure(`it stopped (${trap.message})`, trap.stack);
    }
    if (!whole) throw new KernelFailure('one of its threads stopped');
  }

  /** Ends the threads. */
  stop(): void {
    if (this.#running.length === 0) return;
    this.#end(this.#words());
    for (const thread of this.#running) thread.stop();
    this.#running = [];
  }

  #words(): Int32Array {
    return new Int32Array(this.#memory.buffer, this.#address, this.#code.poolBytes() / 4);
  }

  #end(words: Int32Array): void {
    Atomics.store(words, STOP, 1);
    Atomics.add(words, 0, 1);
    Atomics.notify(words, 0);
  }
}
