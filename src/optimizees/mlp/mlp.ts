import { kernelsAllowed } from '../../runtime/kernels/choice';
import type { RandomStream } from '../../runtime/random';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import type { MnistSpec } from '../../specs/task';
import { CpuEvaluation, checkPoint, cpuKernels, type Evaluation, onWebgpu } from '../inKernels';
import { type CoordinateGroup, normalStarts, type Optimizee, type Scores } from '../optimizee';
import { MlpDefinition } from './definition';
import { type ExampleSource, TensorExamples } from './exampleSource';
import { type MlpLayer, type MlpShape, mlpLayers } from './layers';
import type { Minibatch } from './minibatch';
import { type ExampleChunks, scoreByTensors, scoreInMemory } from './score';
import { MlpInMemory } from './wasm';
import { MlpOnDevice } from './webgpu';

type InitialScale = MnistSpec['initialScale'];

/**
 * B perceptrons, trained at once and independently (paper, section 3.2):
 *
 *     a₀ = x,  aₖ = act(aₖ₋₁ Wₖ + bₖ),  logits = a_L W_{L+1} + b_{L+1}
 *     f(θ) = mean over the minibatch of −log softmax(logits)[label]      (natural logarithm)
 *
 * θ [B, n] holds W₁, b₁, W₂, b₂, … one after the other, each row by row. The gradient is the hand-written one:
 *
 *     δ_{L+1} = (softmax(logits) − onehot(label)) / N
 *     ∂f/∂Wₖ = aₖ₋₁ᵀ δₖ,  ∂f/∂bₖ = Σ over examples of δₖ,  δₖ₋₁ = (δₖ Wₖᵀ) ⊙ act′
 */
export class Mlp implements Optimizee {
  readonly problems: number;
  readonly coordinates: number;
  /** One kind of layer: fully connected. */
  readonly groups: readonly CoordinateGroup[];
  readonly layers: readonly MlpLayer[];
  readonly #shape: MlpShape;
  readonly #initialScale: InitialScale;
  readonly #examples: ExampleSource;
  readonly #definition: MlpDefinition;
  readonly #byKernels: boolean;
  #inMemory: MlpInMemory | null = null;
  #onDevice: MlpOnDevice | null = null;

  /**
   * @param problems B, the number of networks
   * @param initialScale σ of θ₀ ~ N(0, σ²), weights and biases alike; `fan-in`: 1/√(inputs of the layer)
   * @param examples the minibatch of a step; asked for the same step twice, it gives the same one
   * @param byKernels whether hand-written kernels may compute it
   * @throws LabError `bad-input` where the shape cannot be built
   */
  constructor(
    shape: MlpShape,
    problems: number,
    initialScale: InitialScale,
    examples: ((step: number) => Minibatch) | ExampleSource,
    byKernels = kernelsAllowed(),
  ) {
    this.layers = mlpLayers(shape);
    this.problems = problems;
    this.coordinates = this.layers.at(-1)?.end ?? 0;
    this.groups = [{ name: 'fc', start: 0, end: this.coordinates }];
    this.#shape = shape;
    this.#initialScale = initialScale;
    this.#examples =
      typeof examples === 'function' ? new TensorExamples(examples, shape, problems) : examples;
    this.#definition = new MlpDefinition(shape, this.layers);
    this.#byKernels = byKernels;
  }

  initialPoint(rng: RandomStream, first = 0): Tensor2D {
    const { problems, coordinates } = this;
    const scale = this.#initialScale;
    const sigma = scale === 'fan-in' ? 1 : scale;
    const starts = normalStarts(rng, { problems, coordinates, sigma, first });
    if (scale === 'fan-in') {
      for (let b = 0; b < problems; b++) {
        for (const { rows, start, end } of this.layers) {
          for (let i = b * coordinates + start; i < b * coordinates + end; i++) {
            starts[i] = (starts[i] as number) / Math.sqrt(rows);
          }
        }
      }
    }
    return tf.tensor2d(starts, [problems, coordinates]);
  }

  /** @throws LabError `bad-input` where the minibatch does not fit the network */
  lossAndGradient(theta: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D } {
    checkPoint(theta, this);
    return tf.tidy(() => this.#evaluation().lossAndGradient(theta, step));
  }

  loss(theta: Tensor2D, step: number): Tensor1D {
    checkPoint(theta, this);
    return tf.tidy(() => this.#evaluation().loss(theta, step));
  }

  /** By the definition on every backend. @throws LabError `bad-input` where the minibatch does not fit the network */
  hessianVector(theta: Tensor2D, v: Tensor2D, step: number): Tensor2D {
    checkPoint(theta, this);
    checkPoint(v, this);
    return tf.tidy(() => this.#definition.hessianVector(theta, v, this.#examples.tensors(step)));
  }

  /** What the networks answer to any inputs [N, inputs] or [B, N, inputs]: [B, N, classes], before the softmax. */
  logits(theta: Tensor2D, inputs: tf.Tensor2D | tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => {
      const forEach = inputs.rank === 3 ? inputs : tf.expandDims(inputs, 0);
      return this.#definition.logits(theta, forEach as tf.Tensor3D);
    });
  }

  /** The mean loss of each network over all of some examples, and the share of them that it classifies correctly. */
  async scoreOver(theta: Tensor2D, examples: ExampleChunks): Promise<Scores> {
    checkPoint(theta, this);
    const inMemory = this.cpu();
    if (inMemory !== null) {
      return scoreInMemory(inMemory, await readFloats(theta), this.problems, examples);
    }
    if (this.#byKernels && onWebgpu()) {
      const device = this.#device();
      return scoreByTensors((k) => device.scores(theta, examples.onDevice(k)), examples);
    }
    return scoreByTensors((k) => this.#definition.scores(theta, examples.tensors(k)), examples);
  }

  cpu(): MlpInMemory | null {
    const kernels = this.#byKernels ? cpuKernels() : null;
    if (kernels === null) return null;
    if (this.#inMemory?.kernels !== kernels) {
      const { problems, layers } = this;
      const { activation } = this.#shape;
      this.#inMemory = new MlpInMemory(kernels, problems, layers, activation, this.#examples);
    }
    return this.#inMemory;
  }

  /** What computes on the backend in use. */
  #evaluation(): Evaluation {
    const inMemory = this.cpu();
    if (inMemory !== null) return new CpuEvaluation(inMemory);
    const examples = this.#examples;
    if (this.#byKernels && onWebgpu()) {
      const device = this.#device();
      return {
        lossAndGradient: (theta, step) => device.lossAndGradient(theta, examples.onDevice(step)),
        loss: (theta, step) => device.loss(theta, examples.onDevice(step)),
      };
    }
    const definition = this.#definition;
    return {
      lossAndGradient: (theta, step) => definition.lossAndGradient(theta, examples.tensors(step)),
      loss: (theta, step) => definition.loss(theta, examples.tensors(step)),
    };
  }

  #device(): MlpOnDevice {
    this.#onDevice ??= new MlpOnDevice(this.layers, this.#shape.activation);
    return this.#onDevice;
  }

  repeat(copies: number): Mlp {
    return new Mlp(
      this.#shape,
      copies * this.problems,
      this.#initialScale,
      this.#examples,
      this.#byKernels,
    );
  }

  dispose(): void {}
}
