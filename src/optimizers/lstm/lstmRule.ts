import type { RandomStream } from '../../runtime/random';
import { type Tensor, type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import { lstmWeightCount } from '../../specs/lstmShapes';
import type { LstmConfig } from '../../specs/optimizer';
import type { LearnedRule, UnrollTape } from '../learnedRule';
import type { Optimizer, OptimizerState } from '../optimizer';
import { ReplayTape } from '../replayTape';
import { lstmForward } from './definition';
import { flattenLstm, initialLstmWeights, unflattenLstm } from './weights';

/**
 * The coordinatewise LSTM as a learned rule, computed by its definition. Where hand-written kernels exist for the
 * backend in use (kernels/), they take the place of `optimizer` and `openTape`.
 */
export class LstmRule implements LearnedRule {
  readonly name = 'lstm';
  readonly weightCount: number;
  readonly #config: LstmConfig;

  constructor(config: LstmConfig) {
    this.#config = config;
    this.weightCount = lstmWeightCount(config);
  }

  initialWeights(rng: RandomStream): Float32Array {
    return initialLstmWeights(this.#config, rng);
  }

  /** h and c of each layer, zero, [H, B·n]. */
  initialState(problems: number, coordinates: number): OptimizerState {
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
    const weights = tf.tidy(() => this.unflatten(phi));
    return {
      name: this.name,
      init: (problems, coordinates) => this.initialState(problems, coordinates),
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
    return new ReplayTape(this, phi, state);
  }
}
