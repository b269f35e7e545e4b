import { kernelsAllowed } from '../../runtime/kernels/choice';
import type { RandomStream } from '../../runtime/random';
import { type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import { gpuDevice } from '../../runtime/webgpu/computePass';
import { LabError } from '../../specs/errors';
import { CpuEvaluation, checkPoint, cpuKernels, type Evaluation, onWebgpu } from '../inKernels';
import { type CoordinateGroup, type CpuFunction, normalStarts, type Optimizee } from '../optimizee';
import { QuadraticDefinition } from './definition';
import { QuadraticInMemory } from './wasm';
import { QuadraticOnDevice } from './webgpu';

/**
 * Random quadratics (paper, section 3.1):
 *
 *     f(θ) = ‖Wθ − y‖²        (the sum over the n components, not their mean)
 *     ∇f(θ) = 2 Wᵀ(Wθ − y)
 *     ∇²f v = 2 WᵀW v
 *
 * with the entries of W [n, n] and y [n] iid N(0, 1) and θ₀ ~ N(0, σ²).
 */
export class Quadratic implements Optimizee {
  readonly problems: number;
  readonly coordinates: number;
  readonly groups: readonly CoordinateGroup[];
  readonly #initialScale: number;
  /** W and y as they were given: each implementation makes its own of them, when it is first asked. */
  readonly #numbers: { w: Float32Array; y: Float32Array };
  readonly #byKernels: boolean;
  #inMemory: QuadraticInMemory | null = null;
  #onDevice: QuadraticOnDevice | null = null;
  #definition: QuadraticDefinition | null = null;

  /**
   * @param w B matrices [n, n], row by row
   * @param y B vectors [n]
   * @param byKernels whether hand-written kernels may compute it
   * @throws LabError `bad-input` where the lengths do not fit
   */
  constructor(
    w: Float32Array,
    y: Float32Array,
    problems: number,
    dimension: number,
    initialScale: number,
    byKernels = kernelsAllowed(),
  ) {
    const expected = problems * dimension;
    if (y.length !== expected || w.length !== expected * dimension) {
      throw new LabError({
        code: 'bad-input',
        message: `Quadratics of dimension ${dimension} need ${expected * dimension} numbers in W and ${expected} in y for ${problems} problems; got ${w.length} and ${y.length}.`,
        remedy: 'Check the shapes: W [B][n][n], y [B][n].',
      });
    }
    this.problems = problems;
    this.coordinates = dimension;
    this.groups = [{ name: 'all', start: 0, end: dimension }];
    this.#initialScale = initialScale;
    this.#numbers = { w, y };
    this.#byKernels = byKernels;
  }

  /**
   * W, y ~ N(0, 1); problem b comes from a stream of its own, so 128 problems begin with the same 64.
   *
   * @param first the number of the first problem
   */
  static sample(
    rng: RandomStream,
    problems: number,
    dimension: number,
    initialScale: number,
    first = 0,
  ): Quadratic {
    const w = new Float32Array(problems * dimension * dimension);
    const y = new Float32Array(problems * dimension);
    for (let b = 0; b < problems; b++) {
      const stream = rng.fork('problem', first + b);
      w.set(stream.normals(dimension * dimension), b * dimension * dimension);
      y.set(stream.normals(dimension), b * dimension);
    }
    return new Quadratic(w, y, problems, dimension, initialScale);
  }

  initialPoint(rng: RandomStream, first = 0): Tensor2D {
    const { problems, coordinates } = this;
    const sigma = this.#initialScale;
    const starts = normalStarts(rng, { problems, coordinates, sigma, first });
    return tf.tensor2d(starts, [problems, coordinates]);
  }

  lossAndGradient(theta: Tensor2D, step = 0): { loss: Tensor1D; gradient: Tensor2D } {
    checkPoint(theta, this);
    return this.#evaluation().lossAndGradient(theta, step);
  }

  loss(theta: Tensor2D, step = 0): Tensor1D {
    checkPoint(theta, this);
    return this.#evaluation().loss(theta, step);
  }

  /** By the definition on every backend: it is two products, and the kernels' W is packed for others. */
  hessianVector(theta: Tensor2D, v: Tensor2D): Tensor2D {
    checkPoint(theta, this);
    checkPoint(v, this);
    return this.#defined().hessianVector(v);
  }

  cpu(): CpuFunction | null {
    const kernels = this.#byKernels ? cpuKernels() : null;
    if (kernels === null) return null;
    if (this.#inMemory?.kernels !== kernels) {
      const { w, y } = this.#numbers;
      this.#inMemory?.dispose();
      this.#inMemory = new QuadraticInMemory(kernels, w, y, this.problems, this.coordinates);
    }
    return this.#inMemory;
  }

  /** What computes on the backend in use. */
  #evaluation(): Evaluation {
    const { w, y } = this.#numbers;
    const { problems, coordinates } = this;
    const inMemory = this.cpu();
    if (inMemory !== null) return new CpuEvaluation(inMemory);
    if (this.#byKernels && onWebgpu()) {
      if (this.#onDevice?.device !== gpuDevice()) {
        this.#onDevice?.dispose();
        this.#onDevice = new QuadraticOnDevice(w, y, problems, coordinates);
      }
      return this.#onDevice;
    }
    return this.#defined();
  }

  #defined(): QuadraticDefinition {
    const { w, y } = this.#numbers;
    this.#definition ??= new QuadraticDefinition(w, y, this.problems, this.coordinates);
    return this.#definition;
  }

  repeat(copies: number): Quadratic {
    const tiled = (once: Float32Array) => {
      const all = new Float32Array(once.length * copies);
      for (let i = 0; i < copies; i++) all.set(once, i * once.length);
      return all;
    };
    return new Quadratic(
      tiled(this.#numbers.w),
      tiled(this.#numbers.y),
      this.problems * copies,
      this.coordinates,
      this.#initialScale,
      this.#byKernels,
    );
  }

  dispose(): void {
    this.#inMemory?.dispose();
    this.#onDevice?.dispose();
    this.#definition?.dispose();
    this.#inMemory = null;
    this.#onDevice = null;
    this.#definition = null;
  }
}
