import { type KernelModule, kernelInUse } from '../../runtime/kernels/module';
import type { RandomStream } from '../../runtime/random';
import { type Tensor, type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import { lstmWeightCount } from '../../specs/lstmShapes';
import type { LstmConfig } from '../../specs/optimizer';
import type { LearnedRule, UnrollTape } from '../learnedRule';
import { disposeState, type Optimizer, type OptimizerState } from '../optimizer';
import { ReplayTape } from '../replayTape';
import { lstmForward } from './definition';
import { KernelOptimizer } from './wasm/kernelOptimizer';
import { KernelState } from './wasm/kernelState';
import { KernelTape } from './wasm/kernelTape';
import { flattenLstm, initialLstmWeights, unflattenLstm } from './weights';

/** `fastest`: a hand-written kernel where there is one for the backend in use; `definition`: never. */
export type LstmImplementation = 'fastest' | 'definition';

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
    this.#implementation = implementation;
    this.weightCount = lstmWeightCount(config);
  }

  #kernel(): KernelModule | null {
    return this.#implementation === 'fastest' ? kernelInUse(this.#config) : null;
  }

  initialWeights(rng: RandomStream): Float32Array {
    return initialLstmWeights(this.#config, rng);
  }

  /** h and c of each layer, zero, [H, B·n]. */
  initialState(problems: number, coordinates: number): OptimizerState {
    const kernel = this.#kernel();
    return kernel === null
      ? this.#zeroTensors(problems, coordinates)
      : KernelState.zero(kernel, this.#config, problems * coordinates);
  }

  #zeroTensors(problems: number, coordinates: number): OptimizerState {
    const { layers, hiddenUnits } = this.#config;
    const tensors = Array.from({ length: 2 * layers }, () =>
      tf.zeros([hiddenUnits, problems * coordinates]),
    );
    return { step: 0, tensors };
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
    const kernel = this.#kernel();
    return kernel === null
      ? this.#defined(phi)
      : new KernelOptimizer(this.name, kernel, this.#config, phi);
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
    const kernel = this.#kernel();
    if (kernel === null) return new ReplayTape(this, phi, state);
    if (state instanceof KernelState) return new KernelTape(kernel, this.#config, phi, state);
    const copy = KernelState.from(kernel, this.#config, state);
    disposeState(state);
    return new KernelTape(kernel, this.#config, phi, copy);
  }
}
