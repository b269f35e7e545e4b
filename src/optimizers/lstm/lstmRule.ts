import { kernelOutOfUseReason, kernelsAllowed } from '../../runtime/kernels/choice';
import type { CpuKernels } from '../../runtime/kernels/cpuKernels';
import { KernelFailure } from '../../runtime/kernels/failure';
import type { RandomStream } from '../../runtime/random';
import { type Tensor, type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import { lstmWeightCount, momentCount } from '../../specs/lstmShapes';
import type { LstmConfig } from '../../specs/optimizer';
import type { LearnedRule, UnrollShape, UnrollTape } from '../learnedRule';
import { disposeState, type Optimizer, type OptimizerState } from '../optimizer';
import { ReplayTape } from '../replayTape';
import { checkCoordinates } from './coordinates';
import { lstmForward } from './definition';
import { type Implementation, lstmImplementation } from './implementation';
import { KernelOptimizer } from './wasm/kernelOptimizer';
import { KernelState } from './wasm/kernelState';
import { KernelTape } from './wasm/kernelTape';
import { canRoll, KernelUnroll } from './wasm/kernelUnroll';
import type { UnrollInPlace } from './wasm/unroll';
import { GpuOptimizer } from './webgpu/gpuOptimizer';
import { GpuState } from './webgpu/gpuState';
import { GpuTape } from './webgpu/gpuTape';
import { flattenLstm, initialLstmWeights, unflattenLstm } from './weights';

/** `fastest`: a hand-written kernel where there is one for the backend in use; `definition`: never. */
export type LstmImplementation = 'fastest' | 'definition';

const DEFINITION: Implementation = { by: 'definition', reason: 'it was asked for' };

/**
 * The coordinatewise LSTM as a learned rule. Where hand-written kernels exist for the backend in use (kernels/), they
 * take the place of the definition in `optimizer` and `openTape`.
 */
export class LstmRule implements LearnedRule {
  readonly name = 'lstm';
  readonly weightCount: number;
  readonly #config: LstmConfig;
  readonly #implementation: LstmImplementation;

  constructor(config: LstmConfig, implementation: LstmImplementation = 'fastest') {
    this.#config = config;
    this.#implementation = kernelsAllowed() ? implementation : 'definition';
    this.weightCount = lstmWeightCount(config);
  }

  /** Asked each time: kernels may have gone out of use. */
  #serving(): Implementation {
    return this.#implementation === 'fastest' ? lstmImplementation(this.#config) : DEFINITION;
  }

  initialWeights(rng: RandomStream): Float32Array {
    return initialLstmWeights(this.#config, rng);
  }

  /** h and c of each layer, [H, B·n], and what the preprocessing remembers, [1, B·n] each: all zero. */
  initialState(problems: number, coordinates: number): OptimizerState {
    const serving = this.#serving();
    const count = problems * coordinates;
    if (serving.by === 'webgpu') return GpuState.zero(this.#config, count);
    if (serving.by === 'cpu') return KernelState.zero(serving.kernels, this.#config, count);
    return this.#zeroTensors(problems, coordinates);
  }

  #zeroTensors(problems: number, coordinates: number): OptimizerState {
    checkCoordinates(this.#config, problems * coordinates);
    const { layers, hiddenUnits } = this.#config;
    const count = problems * coordinates;
    const zeros = (tensors: number, rows: number) =>
      Array.from({ length: tensors }, () => tf.zeros([rows, count]));
    const moments = zeros(momentCount(this.#config), 1);
    return { step: 0, tensors: [...zeros(2 * layers, hiddenUnits), ...moments] };
  }

  unflatten(phi: Tensor1D): Tensor[] {
    return unflattenLstm(this.#config, phi);
  }

  flatten(weights: readonly Tensor[]): Tensor1D {
    return flattenLstm(this.#config, weights);
  }

  forward(weights: readonly Tensor[], gradient: Tensor2D, state: readonly Tensor[]) {
    return lstmForward(this.#config, weights, gradient, state);
  }

  optimizer(phi: Tensor1D): Optimizer {
    const serving = this.#serving();
    if (serving.by === 'webgpu') return new GpuOptimizer(this.name, this.#config, phi);
    if (serving.by === 'cpu') {
      return new KernelOptimizer(this.name, serving.kernels, this.#config, phi);
    }
    return this.#defined(phi);
  }

  #defined(phi: Tensor1D): Optimizer {
    const weights = tf.tidy(() => this.unflatten(phi));
    return {
      name: this.name,
      init: (problems, coordinates) => this.#zeroTensors(problems, coordinates),
      step: (gradient, state) => {
        const { update, state: tensors } = tf.tidy(() =>
          this.forward(weights, gradient, state.tensors),
        );
        return { update, state: { step: state.step + 1, tensors } };
      },
      dispose: () => tf.dispose(weights),
    };
  }

  openTape(phi: Tensor1D, state: OptimizerState): UnrollTape {
    const serving = this.#serving();
    if (serving.by === 'webgpu') return this.#openGpuTape(phi, state);
    if (serving.by === 'cpu') return this.#openKernelTape(serving.kernels, phi, state);
    // The kernels failed in another run meanwhile: this one begins its horizon again, by the definition from the start.
    const failed = kernelOutOfUseReason();
    const ofKernels = state instanceof KernelState || state instanceof GpuState;
    if (failed !== null && ofKernels) throw new KernelFailure(failed);
    return new ReplayTape(this, phi, state);
  }

  #openKernelTape(kernels: CpuKernels, phi: Tensor1D, state: OptimizerState): UnrollTape {
    if (state instanceof KernelState) return new KernelTape(kernels, this.#config, phi, state);
    const copy = KernelState.from(kernels, this.#config, state);
    disposeState(state);
    return new KernelTape(kernels, this.#config, phi, copy);
  }

  #openGpuTape(phi: Tensor1D, state: OptimizerState): UnrollTape {
    if (state instanceof GpuState) return new GpuTape(this.#config, phi, state);
    const copy = GpuState.from(this.#config, state);
    disposeState(state);
    return new GpuTape(this.#config, phi, copy);
  }

  unrollInPlace({ problems, coordinates, separable, longest }: UnrollShape): UnrollInPlace | null {
    const serving = this.#serving();
    if (serving.by !== 'cpu') return null;
    const rolled = separable && canRoll(problems, coordinates);
    const shape = { problems, coordinates, steps: longest, rolled };
    return new KernelUnroll(serving.kernels, this.#config, shape);
  }
}
