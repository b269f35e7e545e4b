/** Which backend computes, and how one is chosen (auto: real WebGPU hardware, else WebAssembly, else JavaScript). */
import { setThreadsCount, setWasmPath } from '@tensorflow/tfjs-backend-wasm';
import {
  BACKEND_LABELS,
  type BackendChoice,
  type BackendInfo,
  type BackendName,
} from '../specs/backend';
import { LabError } from '../specs/errors';
import { kernelDetail, startThreads } from './kernels/module';
import { tf } from './tf';
import { installQuickSplit } from './wasmSplit';
import { describeAdapter, openWebgpu, type WebgpuAdapter } from './webgpu/device';

let wasmPath: string | null = null;

/**
 * Says where TensorFlow.js finds its SIMD WebAssembly file. To be called before `startBackend`.
 * A single path (`setWasmPath`, deprecated) makes it run on one thread; the map that replaces it would have it choose
 * the threaded file in an isolated page, whose thread pool is slower than one thread for our small kernels.
 */
export function setWasmLocation(path: string): void {
  wasmPath = path;
}

function hasWasmSimd(): boolean {
  return WebAssembly.validate(
    new Uint8Array([
      0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253,
      15, 253, 98, 11,
    ]),
  );
}

async function startWasm(): Promise<string | null> {
  const path = wasmPath;
  if (path === null) return 'the WebAssembly file is not configured';
  if (!hasWasmSimd()) return 'this browser has no WebAssembly SIMD';
  if (!('wasm' in tf.engine().registry)) {
    setThreadsCount(1);
    setWasmPath(path, true);
    installQuickSplit();
  }
  if (!(await tf.setBackend('wasm'))) return 'the WebAssembly file could not be started';
  await startThreads();
  return null;
}

async function startCpu(): Promise<string> {
  await tf.setBackend('cpu');
  await startThreads();
  return `plain JavaScript; kernels: ${kernelDetail()}`;
}

async function startWebgpu(adapter: WebgpuAdapter): Promise<string | null> {
  try {
    await openWebgpu(adapter);
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

function info(name: BackendName, detail: string, requested: BackendChoice): BackendInfo {
  return { name, label: BACKEND_LABELS[name], detail, requested };
}

/**
 * Makes the chosen backend TensorFlow.js' current one.
 *
 * @throws LabError `backend-unavailable` where a backend asked for by name cannot be had; `auto` never throws.
 */
export async function startBackend(choice: BackendChoice): Promise<BackendInfo> {
  const unavailable = (name: BackendName, why: string) =>
    new LabError({
      code: 'backend-unavailable',
      message: `${BACKEND_LABELS[name]} is not available: ${why}.`,
      remedy: 'Choose the backend "auto", or another browser or device.',
    });

  if (choice === 'cpu') {
    return info('cpu', await startCpu(), choice);
  }
  if (choice === 'webgpu' || choice === 'auto') {
    const adapter = await describeAdapter();
    if (choice === 'webgpu') {
      if (typeof adapter === 'string') throw unavailable('webgpu', adapter);
      const failure = await startWebgpu(adapter);
      if (failure !== null) throw unavailable('webgpu', failure);
      return info('webgpu', adapter.text, choice);
    }
    // A software adapter works but is slower than WebAssembly: only when asked for by name.
    if (typeof adapter !== 'string' && !adapter.software && (await startWebgpu(adapter)) === null) {
      return info('webgpu', adapter.text, choice);
    }
  }
  const failure = await startWasm();
  if (failure === null) return info('wasm', kernelDetail(), choice);
  if (choice === 'wasm') throw unavailable('wasm', failure);
  return {
    ...info('cpu', await startCpu(), choice),
    notice: `Running in plain JavaScript, which is slow: ${failure}.`,
  };
}
