/** Where the browser finds TensorFlow.js' WebAssembly file (bundled beside the page), and how it makes threads. */
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { setWasmLocation } from './backend';
import { setDeviceMemory } from './kernels/budget';
import { explainOneThread, setThreadSpawner } from './kernels/module';
import type { ThreadStart } from './kernels/pool';

setWasmLocation(new URL(wasmUrl, import.meta.url).href);

function spawn(start: ThreadStart, onFailure: (why: string) => void): { stop(): void } {
  const worker = new Worker(new URL('./kernels/kernelThread.ts', import.meta.url), {
    type: 'module',
    name: `kernel thread ${start.index}`,
  });
  worker.onerror = (event) => {
    event.preventDefault();
    onFailure(event.message);
  };
  worker.postMessage(start);
  return { stop: () => worker.terminate() };
}

// A page without the headers COOP and COEP has no memory to share: one thread.
if (globalThis.crossOriginIsolated) {
  setThreadSpawner({ cores: navigator.hardwareConcurrency, spawn });
} else {
  explainOneThread('the page is not cross-origin isolated');
}

// Only some browsers tell.
setDeviceMemory((navigator as { deviceMemory?: number }).deviceMemory);
