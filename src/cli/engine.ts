/** The engine's entrance for commands: a backend, problems, optimizers, and what is to be cleared away afterwards. */

import type { Optimizee } from '../optimizees/optimizee';
import { Quadratic } from '../optimizees/quadratic';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import { startBackend } from '../runtime/backend';
import { type Control, RunControl } from '../runtime/control';
import { withFallback } from '../runtime/kernels/fallback';
import { setThreadCount } from '../runtime/kernels/module';
import { installWebgpu } from '../runtime/node';
import { type Tensor2D, tf } from '../runtime/tf';
import { deviceIsLost, onDeviceLost, openDevice } from '../runtime/webgpu/device';
import { forgetFailure } from '../runtime/webgpu/failures';
import type { BackendInfo } from '../specs/backend';
import { LabError } from '../specs/errors';
import type { TaskSpec } from '../specs/task';
import type { EngineOptions } from './options';
import type { Problems } from './problemsFile';
import type { Terminal } from './terminal';

/** @throws LabError `backend-unavailable` */
export async function openBackend(
  { backend: choice, threads }: EngineOptions,
  terminal: Terminal,
): Promise<BackendInfo> {
  if (choice === 'webgpu' && !(await installWebgpu())) {
    throw new LabError({
      code: 'backend-unavailable',
      message: 'WebGPU is not available: the package "webgpu" is not installed',
      remedy: 'Run npm install (without --omit=dev), or choose --backend wasm.',
    });
  }
  setThreadCount(threads ?? null);
  const backend = await startBackend(choice);
  if (backend.notice !== undefined) terminal.note(backend.notice);
  return backend;
}

/**
 * Does a command's work. Where a kernel fails in it, says so and does it again by the definition.
 *
 * @param work begins anew at each call
 * @throws LabError `device-lost` instead of waiting for ever
 */
export async function engineWork<T>(work: () => Promise<T>, terminal: Terminal): Promise<T> {
  let leave = () => {};
  const lost = new Promise<never>((_, reject) => {
    const stop = onDeviceLost((message) =>
      reject(
        new LabError({
          code: 'device-lost',
          message: `The graphics device was lost: ${message}`,
          remedy: 'Start again; a training goes on with --resume.',
        }),
      ),
    );
    leave = () => void stop();
  });
  try {
    const unlessLost = () =>
      work().catch(async (thrown) => {
        // A loss is the cause of whatever fails just before it is told.
        if (await deviceIsLost()) await lost;
        const open = openDevice();
        if (open !== null) forgetFailure(open.device);
        throw thrown;
      });
    const done = withFallback(unlessLost, ({ message, remedy }) =>
      terminal.note(`${message} ${remedy}`),
    );
    return await Promise.race([done, lost]);
  } finally {
    leave();
  }
}

/**
 * The control of a command's work, which lets signals in: without it an interrupted job would hear of it when it is done.
 */
export const interruptible = (): Control => new RunControl();

/** Functions and where to start on them; `dispose` clears both away. */
export interface Batch {
  optimizee: Optimizee;
  theta0: Tensor2D;
  dispose(): void;
}

function batch(optimizee: Optimizee, theta0: Tensor2D): Batch {
  return {
    optimizee,
    theta0,
    dispose() {
      theta0.dispose();
      optimizee.dispose();
    },
  };
}

/** The functions that a race of this seed has in the page, too. */
export function sampledBatch(task: TaskSpec, count: number, seed: number): Batch {
  const optimizee = sampleOptimizee(task, count, seed, 'race');
  return batch(optimizee, sampleStart(optimizee, seed, 'race'));
}

export function givenBatch({ w, y, theta0, problems, dimension }: Problems): Batch {
  const optimizee = new Quadratic(w, y, problems, dimension, 0);
  return batch(optimizee, tf.tensor2d(theta0, [problems, dimension]));
}
