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
import type { MlpLayer } from './layers';
import type { Examples } from './minibatch';
import { keptFours, type ShaderShape, WORKGROUP } from './shaderParts';
import {
  backWgsl,
  forwardWgsl,
  gradientsWgsl,
  gradientTiles,
  lossesWgsl,
  outputWgsl,
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
  }

  lossAndGradient(theta: Tensor2D, examples: Examples): { loss: Tensor1D; gradient: Tensor2D } {
    const [problems, coordinates] = theta.shape;
    const loss = storageTensor<Tensor1D>([problems]);
    const gradient = storageTensor<Tensor2D>([problems, coordinates]);
    const count = examples.inputs.shape[1];
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

  loss(theta: Tensor2D, examples: Examples): Tensor1D {
    const [problems] = theta.shape;
    const loss = storageTensor<Tensor1D>([problems]);
    this.#withKept(problems, examples, (kept, launch) => {
      this.#launchForward(theta, examples, kept, launch);
      const count = examples.inputs.shape[1];
      launch(this.#outputAlone, [theta, examples.labels, kept], problems * count);
      launch(this.#losses, [kept, loss], problems);
    });
    return loss;
  }

  #launchForward(theta: Tensor2D, { inputs }: Examples, kept: GPUBuffer, launch: Launch): void {
    const tiles = theta.shape[0] * Math.ceil(inputs.shape[1] / 4);
    this.#forward.forEach((kernel, i) => {
      const bindings = i === 0 ? [theta, inputs, kept] : [theta, kept];
      launch(kernel, bindings, tiles * (this.#hidden[i] ?? 0));
    });
  }

  #withKept(
    problems: number,
    { inputs, labels }: Examples,
    use: (kept: GPUBuffer, launch: Launch) => void,
  ): void {
    const count = inputs.shape[1];
    const numbers = uniforms([problems, count, inputs.shape[0], labels.shape[0]]);
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
