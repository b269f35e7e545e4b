/** The engine's entrance for commands: a backend, problems, optimizers, and what is to be cleared away afterwards. */

import type { Optimizee } from '../optimizees/optimizee';
import { Quadratic } from '../optimizees/quadratic';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import { startBackend } from '../runtime/backend';
import { installWebgpu } from '../runtime/node';
import { type Tensor2D, tf } from '../runtime/tf';
import type { BackendChoice, BackendInfo } from '../specs/backend';
import { LabError } from '../specs/errors';
import type { TaskSpec } from '../specs/task';
import type { Problems } from './problemsFile';
import type { Terminal } from './terminal';

/** @throws LabError `backend-unavailable` */
export async function openBackend(choice: BackendChoice, terminal: Terminal): Promise<BackendInfo> {
  if (choice === 'webgpu' && !(await installWebgpu())) {
    throw new LabError({
      code: 'backend-unavailable',
      message: 'WebGPU is not available: the package "webgpu" is not installed',
      remedy: 'Run npm install (without --omit=dev), or choose --backend wasm.',
    });
  }
  const backend = await startBackend(choice);
  if (backend.notice !== undefined) terminal.note(backend.notice);
  return backend;
}

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
