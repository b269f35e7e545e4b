/** The same tests on every backend that this machine has. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { LstmImplementation } from '../../src/optimizers/lstm/lstmRule';
import { startBackend as chooseBackend } from '../../src/runtime/backend';
import { installWebgpu } from '../../src/runtime/node';
import { tf } from '../../src/runtime/tf';
import { describeAdapter } from '../../src/runtime/webgpu/device';
import type { BackendName } from '../../src/specs/backend';

const BACKENDS: readonly BackendName[] = ['cpu', 'wasm', 'webgpu'];

/** Why there is no WebGPU here, or null where there is. */
async function missingWebgpu(): Promise<string | null> {
  if (!(await installWebgpu())) return 'the package "webgpu" is not installed';
  const adapter = await describeAdapter();
  return typeof adapter === 'string' ? adapter : null;
}

const noWebgpu = await missingWebgpu();

async function startBackend(name: BackendName): Promise<void> {
  await chooseBackend(name);
  // Tensors of fewer than 1,000 elements would be computed by the CPU backend, and nothing would be tested.
  if (name === 'webgpu') tf.env().set('WEBGPU_CPU_FORWARD', false);
}

/**
 * Describes the suite once for cpu, wasm and webgpu. Without a graphics adapter the last one is skipped, or fails
 * where LAB_REQUIRE_WEBGPU is set. VK_ICD_FILENAMES may name a software driver.
 */
export function forEachBackend(suite: (backend: BackendName) => void): void {
  onBackends(BACKENDS, suite);
}

/** As `forEachBackend`, for what there is on WebGPU only. */
export function onWebgpu(suite: () => void): void {
  onBackends(['webgpu'], suite);
}

function onBackends(names: readonly BackendName[], suite: (backend: BackendName) => void): void {
  for (const name of names) {
    const missing = name === 'webgpu' ? noWebgpu : null;
    if (missing === null) {
      describe(`on ${name}`, () => {
        beforeAll(() => startBackend(name));
        suite(name);
      });
    } else if (process.env.LAB_REQUIRE_WEBGPU === undefined) {
      test(`on ${name}: left out`, (context) => {
        context.skip(`there is no WebGPU here (${missing}); VK_ICD_FILENAMES can name a driver`);
      });
    } else {
      test(`on ${name}`, () => {
        expect.fail(`LAB_REQUIRE_WEBGPU is set, but there is no WebGPU: ${missing}`);
      });
    }
  }
}

/** The same suite for the LSTM's definition and for its hand-written kernels. */
export function forEachLstm(suite: (implementation: LstmImplementation) => void): void {
  forEachBackend(() => {
    describe('by the definition', () => suite('definition'));
    describe('by the kernel', () => suite('fastest'));
  });
}
