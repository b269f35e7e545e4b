/** Which implementation computes an LSTM on the backend in use: asked by LstmRule, and by whoever says it in words. */
import { kernelOutOfUseReason, kernelsAllowed } from '../../runtime/kernels/choice';
import type { CpuKernels } from '../../runtime/kernels/cpuKernels';
import { kernelFor } from '../../runtime/kernels/module';
import { tf } from '../../runtime/tf';
import type { LstmConfig } from '../../specs/optimizer';
import { webgpuKernelFits } from './webgpu/shape';

export type Implementation =
  | { by: 'cpu'; kernels: CpuKernels }
  | { by: 'webgpu' }
  | {
      by: 'definition';
      /** Why: "kernels are made for up to 3 layers of 64 units". */
      reason: string;
    };

export function lstmImplementation(config: LstmConfig): Implementation {
  const failed = kernelOutOfUseReason();
  if (failed !== null) return { by: 'definition', reason: `the kernels failed: ${failed}` };
  if (!kernelsAllowed()) return { by: 'definition', reason: 'the definition was asked for' };
  if (tf.getBackend() === 'webgpu') {
    const fits = webgpuKernelFits(config);
    return fits === true ? { by: 'webgpu' } : { by: 'definition', reason: fits };
  }
  const kernels = kernelFor(config);
  return typeof kernels === 'string'
    ? { by: 'definition', reason: kernels }
    : { by: 'cpu', kernels };
}
