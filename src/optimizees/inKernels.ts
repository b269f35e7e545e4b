/** What optimizees with hand-written kernels have in common: which serves, and tensors to and from the CPU's. */
import type { CpuKernels } from '../runtime/kernels/cpuKernels';
import { kernelModule } from '../runtime/kernels/module';
import { type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import { LabError } from '../specs/errors';
import type { CpuFunction, Optimizee } from './optimizee';

/** f and ∇f of all problems, or f alone, by one of the implementations. */
export interface Evaluation {
  lossAndGradient(theta: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D };
  loss(theta: Tensor2D, step: number): Tensor1D;
}

/** The kernels of the CPU where the backend in use computes there and the engine can run them; else null. */
export function cpuKernels(): CpuKernels | null {
  const backend = tf.getBackend();
  if (backend !== 'wasm' && backend !== 'cpu') return null;
  const kernels = kernelModule();
  return typeof kernels === 'string' ? null : kernels;
}

export function onWebgpu(): boolean {
  return tf.getBackend() === 'webgpu';
}

/** @throws LabError `bad-input` where θ is not [B, n] */
export function checkPoint(theta: Tensor2D, { problems, coordinates }: Optimizee): void {
  if (theta.shape[0] === problems && theta.shape[1] === coordinates) return;
  throw new LabError({
    code: 'bad-input',
    message: `A point of ${problems} problems with ${coordinates} coordinates is needed; got [${theta.shape.join(', ')}].`,
    remedy: 'Start anew for this problem.',
  });
}

/** A function in the kernels' memory, for those who have tensors: θ is copied there, f and ∇f are copied back. */
export class CpuEvaluation implements Evaluation {
  readonly #f: CpuFunction;

  constructor(f: CpuFunction) {
    this.#f = f;
  }

  lossAndGradient(theta: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D } {
    const [loss, gradient] = this.#evaluate(theta, step, theta.size);
    return { loss: tf.tensor1d(loss), gradient: tf.tensor2d(gradient, theta.shape) };
  }

  loss(theta: Tensor2D, step: number): Tensor1D {
    return tf.tensor1d(this.#evaluate(theta, step, 0)[0]);
  }

  #evaluate(
    theta: Tensor2D,
    step: number,
    wanted: number,
  ): readonly [loss: Float32Array, gradient: Float32Array] {
    const { arena } = this.#f.kernels;
    const { size } = theta;
    const problems = theta.shape[0];
    const values = theta.dataSync<'float32'>();
    const place = arena.take(4 * (size + problems + wanted));
    try {
      arena.floats(place, size).set(values);
      const loss = place + 4 * size;
      const gradient = loss + 4 * problems;
      this.#f.lossAndGradient(place, step, loss, wanted === 0 ? 0 : gradient);
      return [arena.floats(loss, problems).slice(), arena.floats(gradient, wanted).slice()];
    } finally {
      arena.give(place);
    }
  }
}
