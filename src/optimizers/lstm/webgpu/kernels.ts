/** The LSTM's WebGPU kernels for one configuration and tuning. They are made once and compiled at their first launch. */
import {
  type ComputeKernel,
  computeKernel,
  settleKernels,
} from '../../../runtime/webgpu/computePass';
import type { LstmConfig } from '../../../specs/optimizer';
import { backwardWgsl } from './backward.wgsl';
import { type ForwardKind, forwardWgsl } from './forward.wgsl';
import { packWgsl, sumWgsl } from './packing.wgsl';
import { type KernelShape, kernelShape, type Tuning, tuningFor } from './shape';
import { weightGradientWgsl } from './weightGradient.wgsl';

export interface LstmKernels {
  readonly shape: KernelShape;
  readonly forward: Readonly<Record<ForwardKind, ComputeKernel>>;
  readonly backward: ComputeKernel;
  /** With dL/d∇. */
  readonly backwardThrough: ComputeKernel;
  readonly weightGradient: ComputeKernel;
  readonly pack: ComputeKernel;
  readonly sum: ComputeKernel;
}

const made = new Map<string, LstmKernels>();

export function lstmKernels(config: LstmConfig, tuning: Tuning): LstmKernels {
  const shape = kernelShape(config, tuning);
  const key = JSON.stringify(shape);
  const before = made.get(key);
  if (before !== undefined) return before;
  const { layers, hidden, preprocess } = shape;
  const kernel = (what: string, wgsl: string) =>
    computeKernel(`LSTM ${layers} × ${hidden}, ${preprocess}: ${what}`, wgsl);
  const forward = (kind: ForwardKind) => kernel(`forward (${kind})`, forwardWgsl(shape, kind));
  const kernels: LstmKernels = {
    shape,
    forward: {
      inPlace: forward('inPlace'),
      states: forward('states'),
      record: forward('record'),
      again: forward('again'),
    },
    backward: kernel('backward', backwardWgsl(shape, false)),
    backwardThrough: kernel('backward through ∇', backwardWgsl(shape, true)),
    weightGradient: kernel('weight gradient', weightGradientWgsl(shape)),
    pack: kernel('weights packed', packWgsl(shape, config)),
    sum: kernel('weight gradient summed', sumWgsl(shape, config)),
  };
  made.set(key, kernels);
  return kernels;
}

/**
 * Compiles what a race or a training of N coordinates needs, ahead of it.
 *
 * @throws KernelFailure where a shader does not compile
 */
export async function prepareLstmKernels(
  config: LstmConfig,
  coordinates: number,
  work: 'race' | 'training',
): Promise<void> {
  const { forward, backward, weightGradient, pack, sum } = lstmKernels(
    config,
    tuningFor(coordinates),
  );
  const needed =
    work === 'race'
      ? [pack, forward.inPlace]
      : [pack, forward.record, forward.inPlace, backward, weightGradient, sum];
  for (const kernel of needed) kernel.prepare();
  await settleKernels();
}
