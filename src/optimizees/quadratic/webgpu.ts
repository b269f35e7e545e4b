import { type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import { bufferPool, uniforms } from '../../runtime/webgpu/buffers';
import {
  type Bindable,
  type ComputeKernel,
  computeKernel,
  gpuDevice,
  spread,
  storageTensor,
} from '../../runtime/webgpu/computePass';
import type { Evaluation } from '../inKernels';
import { GRADIENTS, LOSSES, RESIDUALS, WORKGROUP, wholeProblems } from './shaders';

/** Up to this dimension an invocation takes a whole problem. */
const SMALL = 24;

/** Quadratics on the graphics device (shaders.ts), W and y as a tensor there; dispose of it. */
export class QuadraticOnDevice implements Evaluation {
  readonly device = gpuDevice();
  readonly #given: Tensor1D;
  readonly #problems: number;
  readonly #n: number;
  readonly #small: boolean;
  readonly #whole: ComputeKernel;
  readonly #wholeLoss: ComputeKernel;
  readonly #residuals: ComputeKernel;
  readonly #gradients: ComputeKernel;
  readonly #losses: ComputeKernel;

  /** @param w [B][n][n]  @param y [B][n] */
  constructor(w: Float32Array, y: Float32Array, problems: number, n: number, small = n <= SMALL) {
    this.#problems = problems;
    this.#n = n;
    this.#small = small;
    const laidOut = small ? problemsInnermost(w, y, problems, n) : bothWays(w, y, problems, n);
    this.#given = tf.keep(tf.tensor1d(laidOut));
    const kernel = (wgsl: string) => computeKernel('quadratics', wgsl, { N: n });
    this.#whole = kernel(wholeProblems(true));
    this.#wholeLoss = kernel(wholeProblems(false));
    this.#residuals = kernel(RESIDUALS);
    this.#gradients = kernel(GRADIENTS);
    this.#losses = kernel(LOSSES);
  }

  lossAndGradient(theta: Tensor2D): { loss: Tensor1D; gradient: Tensor2D } {
    const problems = this.#problems;
    const loss = storageTensor<Tensor1D>([problems]);
    const gradient = storageTensor<Tensor2D>([problems, this.#n]);
    if (this.#small) {
      this.#launch(this.#whole, [this.#given, theta, loss, gradient], problems);
    } else {
      this.#withResidual(theta, (residual) => {
        const bindings = [this.#given, residual, loss, gradient];
        this.#launch(this.#gradients, bindings, problems * (this.#fours + 1));
      });
    }
    return { loss, gradient };
  }

  loss(theta: Tensor2D): Tensor1D {
    const problems = this.#problems;
    const loss = storageTensor<Tensor1D>([problems]);
    if (this.#small) this.#launch(this.#wholeLoss, [this.#given, theta, loss], problems);
    else this.#withResidual(theta, (r) => this.#launch(this.#losses, [r, loss], problems));
    return loss;
  }

  #withResidual(theta: Tensor2D, use: (residual: GPUBuffer) => void): void {
    const pool = bufferPool();
    const fours = this.#problems * this.#fours;
    const residual = pool.take(16 * fours);
    try {
      this.#launch(this.#residuals, [this.#given, theta, residual], fours);
      use(residual);
    } finally {
      pool.give(residual);
    }
  }

  #launch(kernel: ComputeKernel, bindings: readonly Bindable[], invocations: number): void {
    const shape = uniforms([this.#problems]);
    kernel.dispatch([shape, ...bindings], spread(Math.ceil(invocations / WORKGROUP)));
  }

  /** Fours that n components take. */
  get #fours(): number {
    return Math.ceil(this.#n / 4);
  }

  dispose(): void {
    this.#given.dispose();
  }
}

/** [n² + n][B]: W's entries, then y's. */
function problemsInnermost(w: Float32Array, y: Float32Array, problems: number, n: number) {
  const result = new Float32Array(w.length + y.length);
  for (let b = 0; b < problems; b++) {
    for (let e = 0; e < n * n; e++) result[e * problems + b] = w[b * n * n + e] as number;
    for (let i = 0; i < n; i++) result[(n * n + i) * problems + b] = y[b * n + i] as number;
  }
  return result;
}

/** Wᵀ [B][n][m] | W [B][n][m] | y [B][m], m = n rounded up to fours */
function bothWays(w: Float32Array, y: Float32Array, problems: number, n: number): Float32Array {
  const m = 4 * Math.ceil(n / 4);
  const straight = problems * n * m;
  const result = new Float32Array(2 * straight + problems * m);
  for (let row = 0; row < problems * n; row++) {
    const i = row % n;
    const problem = (row - i) * m;
    result.set(w.subarray(row * n, (row + 1) * n), straight + row * m);
    for (let j = 0; j < n; j++) result[problem + j * m + i] = w[row * n + j] as number;
    result[2 * straight + ((row - i) / n) * m + i] = y[row] as number;
  }
  return result;
}
