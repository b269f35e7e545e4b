/**
 * What the engine needs in Node and finds by itself in a browser. Import before anything that uses TensorFlow.js:
 * the WebAssembly file, the globals that its loader expects, threads, and (when asked for) WebGPU through Dawn.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import { setWasmLocation } from './backend';
import { setDeviceMemory } from './kernels/budget';
import { setThreadSpawner } from './kernels/module';
import { BROKEN_BYTE, type ThreadStart } from './kernels/pool';

const require = createRequire(import.meta.url);

// The WebAssembly loader of TensorFlow.js looks for these CommonJS names when it sees Node.
Object.assign(globalThis, { require, __dirname: '' });

const wasmFile = require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm');
setWasmLocation(`data:application/wasm;base64,${readFileSync(wasmFile).toString('base64')}`);

/** kernels/kernelThread.ts for Node, as a script: the engine runs from one bundled file, which a worker cannot load. */
const THREAD_SCRIPT = `
const { workerData: { module, memory, pool, index } } = require('node:worker_threads');
const abort = () => { throw new WebAssembly.RuntimeError('the kernel gave up'); };
try {
  new WebAssembly.Instance(module, { env: { memory, abort } }).exports.serve(pool, index);
} catch {
  Atomics.store(new Int32Array(memory.buffer), (pool + ${BROKEN_BYTE}) / 4, index);
}`;

function spawn(start: ThreadStart, onFailure: (why: string) => void): { stop(): void } {
  const worker = new Worker(THREAD_SCRIPT, { eval: true, execArgv: [], workerData: start });
  worker.on('error', (error) => onFailure(error.message));
  // The process ends when its own work is done.
  worker.unref();
  return { stop: () => void worker.terminate() };
}

setThreadSpawner({ cores: availableParallelism(), spawn });
setDeviceMemory(totalmem() / 2 ** 30);

/**
 * Gives Node a `navigator.gpu`, from the development dependency `webgpu`. The Vulkan driver is the system's, or
 * the one that VK_ICD_FILENAMES names. Returns false where the package is not installed.
 */
export async function installWebgpu(): Promise<boolean> {
  const scope = globalThis as unknown as { navigator?: { gpu?: unknown }; self?: unknown };
  if (scope.navigator?.gpu !== undefined) return true;
  let dawn: { create(options: string[]): GPU; globals: object };
  try {
    dawn = (await import('webgpu')) as unknown as typeof dawn;
  } catch {
    return false;
  }
  Object.assign(globalThis, dawn.globals);
  scope.self ??= globalThis;
  const gpu = dawn.create(process.env.VK_ICD_FILENAMES === undefined ? [] : ['backend=vulkan']);
  // Node 21 and later have a read-only navigator of their own.
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: 'node', gpu },
    configurable: true,
    writable: true,
  });
  return true;
}
