/// <reference lib="webworker" />
/** A thread of the kernels' pool, in browsers: a worker that waits for jobs in the shared memory until it is ended. */
import { kernelImports } from './builds';
import { BROKEN_BYTE, type ThreadStart } from './pool';

const scope = self as unknown as DedicatedWorkerGlobalScope;

scope.onmessage = ({ data }: MessageEvent<ThreadStart>) => {
  const { module, memory, pool, index } = data;
  try {
    const { exports } = new WebAssembly.Instance(module, kernelImports(memory));
    (exports.serve as (pool: number, index: number) => void)(pool, index);
  } catch {
    // Whoever waits for this thread's unit looks at this word.
    Atomics.store(new Int32Array(memory.buffer), (pool + BROKEN_BYTE) / 4, index);
  }
  scope.close();
};
