/**
 * What the engine needs in Node and finds by itself in a browser. Import before anything that uses TensorFlow.js:
 * the WebAssembly file, the globals that its loader expects, and (when asked for) WebGPU through Dawn.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setWasmLocation } from './backend';

const require = createRequire(import.meta.url);

// The WebAssembly loader of TensorFlow.js looks for these CommonJS names when it sees Node.
Object.assign(globalThis, { require, __dirname: '' });

const wasmFile = require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm');
setWasmLocation(`data:application/wasm;base64,${readFileSync(wasmFile).toString('base64')}`);

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
