import type { Tensor1D, Tensor2D } from '../../runtime/tf';
import { bufferPool, uniforms } from '../../runtime/webgpu/buffers';
import {
  type Bindable,
  type ComputeKernel,
  computeKernel,
  spread,
  storageTensor,
} from '../../runtime/webgpu/computePass';
import type { Activation } from '../../specs/task';
import type { ExamplesOnDevice } from './exampleSource';
import type { MlpLayer } from './layers';
import { keptFours, type ShaderShape, WORKGROUP } from './shaderParts';
import {
  backWgsl,
  forwardWgsl,
  gradientsWgsl,
  gradientTiles,
  lossesWgsl,
  outputWgsl,
  scoresWgsl,
} from './shaders';

/** Perceptrons on the graphics device (shaders.ts). What the launches hand on to each other is taken for each call. */
export class MlpOnDevice {
  readonly #shape: ShaderShape;
  /** The hidden layers' widths. */
  readonly #hidden: readonly number[];
  readonly #forward: readonly ComputeKernel[];
  readonly #output: ComputeKernel;
  readonly #outputAlone: ComputeKernel;
  readonly #back: readonly ComputeKernel[];
  readonly #gradients: ComputeKernel;
  readonly #losses: ComputeKernel;
  readonly #scores: ComputeKernel;

  constructor(layers: readonly MlpLayer[], activation: Activation) {
    const shape = { layers, activation };
    const kernel = (name: string, wgsl: string) => computeKernel(`network, ${name}`, wgsl);
    this.#shape = shape;
    this.#hidden = layers.slice(0, -1).map(({ columns }) => columns);
    this.#forward = this.#hidden.map((_, i) => kernel('forward', forwardWgsl(shape, i + 1)));
    this.#output = kernel('output', outputWgsl(shape, true));
    this.#outputAlone = kernel('loss', outputWgsl(shape, false));
    this.#back = this.#hidden.map((_, i) => kernel('back', backWgsl(shape, i + 1)));
    this.#gradients = kernel('gradients', gradientsWgsl(shape));
    this.#losses = kernel('losses', lossesWgsl(shape));
    this.#scores = kernel('scores', scoresWgsl(shape));
  }

  lossAndGradient(
    theta: Tensor2D,
    examples: ExamplesOnDevice,
  ): { loss: Tensor1D; gradient: Tensor2D } {
    const [problems, coordinates] = theta.shape;
    const loss = storageTensor<Tensor1D>([problems]);
    const gradient = storageTensor<Tensor2D>([problems, coordinates]);
    const { count } = examples;
    const tiles = problems * Math.ceil(count / 4);
    this.#withKept(problems, examples, (kept, launch) => {
      this.#launchForward(theta, examples, kept, launch);
      launch(this.#output, [theta, examples.labels, kept], problems * count);
      for (let i = this.#hidden.length - 1; i >= 0; i--) {
        launch(this.#back[i], [theta, kept], tiles * (this.#hidden[i] ?? 0));
      }
      const bindings = [examples.inputs, kept, loss, gradient];
      launch(this.#gradients, bindings, gradientTiles(this.#shape, problems));
    });
    return { loss, gradient };
  }

  loss(theta: Tensor2D, examples: ExamplesOnDevice): Tensor1D {
    const loss = storageTensor<Tensor1D>([theta.shape[0]]);
    this.#forwardTo(this.#losses, theta, examples, loss);
    return loss;
  }

  /** The loss, and the share of examples whose class has the first of the largest logits: each [B], in [2, B]. */
  scores(theta: Tensor2D, examples: ExamplesOnDevice): Tensor2D {
    const scores = storageTensor<Tensor2D>([2, theta.shape[0]]);
    this.#forwardTo(this.#scores, theta, examples, scores);
    return scores;
  }

  #forwardTo(
    means: ComputeKernel,
    theta: Tensor2D,
    examples: ExamplesOnDevice,
    result: Tensor1D | Tensor2D,
  ): void {
    const [problems] = theta.shape;
    this.#withKept(problems, examples, (kept, launch) => {
      this.#launchForward(theta, examples, kept, launch);
      launch(this.#outputAlone, [theta, examples.labels, kept], problems * examples.count);
      launch(means, [kept, result], problems);
    });
  }

  #launchForward(
    theta: Tensor2D,
    { inputs, count }: ExamplesOnDevice,
    kept: GPUBuffer,
    launch: Launch,
  ): void {
    const tiles = theta.shape[0] * Math.ceil(count / 4);
    this.#forward.forEach((kernel, i) => {
      const bindings = i === 0 ? [theta, inputs, kept] : [theta, kept];
      launch(kernel, bindings, tiles * (this.#hidden[i] ?? 0));
    });
  }

  #withKept(
    problems: number,
    { count, inputSets, labelSets }: ExamplesOnDevice,
    use: (kept: GPUBuffer, launch: Launch) => void,
  ): void {
    const numbers = uniforms([problems, count, inputSets, labelSets]);
    const pool = bufferPool();
    const kept = pool.take(16 * problems * count * keptFours(this.#shape));
    try {
      use(kept, (kernel, bindings, invocations) => {
        kernel?.dispatch([numbers, ...bindings], spread(Math.ceil(invocations / WORKGROUP)));
      });
    } finally {
      pool.give(kept);
    }
  }
}

type Launch = (
  kernel: ComputeKernel | undefined,
  bindings: readonly Bindable[],
  invocations: number,
) => void;
