/** The LSTM's WebGPU kernels for one configuration and tuning. They are made once and compiled at their first launch. */
import { type ComputeKernel, computeKernel } from '../../../runtime/webgpu/computePass';
import type { LstmConfig } from '../../../specs/optimizer';
import { backwardWgsl } from './backward.wgsl';
import { type ForwardKind, forwardWgsl } from './forward.wgsl';
import { packWgsl, sumWgsl } from './packing.wgsl';
import { type KernelShape, kernelShape, type Tuning } from './shape';
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
