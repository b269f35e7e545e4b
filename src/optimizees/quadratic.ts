import type { RandomStream } from '../runtime/random';
import { type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import { LabError } from '../specs/errors';
import { type CoordinateGroup, normalStarts, type Optimizee } from './optimizee';

/**
 * Random quadratics (paper, section 3.1):
 *
 *     f(θ) = ‖Wθ − y‖²        (the sum over the n components, not their mean)
 *     ∇f(θ) = 2 Wᵀ(Wθ − y)
 *
 * with the entries of W [n, n] and y [n] iid N(0, 1) and θ₀ ~ N(0, σ²).
 */
export class Quadratic implements Optimizee {
  readonly problems: number;
  readonly coordinates: number;
  readonly groups: readonly CoordinateGroup[];
  readonly #initialScale: number;
  /** W and y as they were given: reading them back from a device would make it wait. */
  readonly #numbers: { w: Float32Array; y: Float32Array };
  /** [B, n, n] */
  readonly #w: tf.Tensor3D;
  /** [B, n, 1] */
  readonly #y: tf.Tensor3D;

  /**
   * @param w B matrices [n, n], row by row
   * @param y B vectors [n]
   * @throws LabError `bad-input` where the lengths do not fit
   */
  constructor(
    w: Float32Array,
    y: Float32Array,
    problems: number,
    dimension: number,
    initialScale: number,
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
    this.#w = tf.tensor3d(w, [problems, dimension, dimension]);
    this.#y = tf.tensor3d(y, [problems, dimension, 1]);
  }

  /** W, y ~ N(0, 1); problem b comes from a stream of its own, so 128 problems begin with the same 64. */
  static sample(
    rng: RandomStream,
    problems: number,
    dimension: number,
    initialScale: number,
  ): Quadratic {
    const w = new Float32Array(problems * dimension * dimension);
    const y = new Float32Array(problems * dimension);
    for (let b = 0; b < problems; b++) {
      const stream = rng.fork('problem', b);
      w.set(stream.normals(dimension * dimension), b * dimension * dimension);
      y.set(stream.normals(dimension), b * dimension);
    }
    return new Quadratic(w, y, problems, dimension, initialScale);
  }

  initialPoint(rng: RandomStream): Tensor2D {
    const { problems, coordinates } = this;
    return tf.tensor2d(normalStarts(rng, problems, coordinates, this.#initialScale), [
      problems,
      coordinates,
    ]);
  }

  /** Wθ − y, [B, n, 1] */
  #residual(theta: Tensor2D): tf.Tensor3D {
    const column = tf.reshape(theta, [this.problems, this.coordinates, 1]);
    return tf.sub(tf.matMul(this.#w, column), this.#y);
  }

  lossAndGradient(theta: Tensor2D): { loss: Tensor1D; gradient: Tensor2D } {
    return tf.tidy(() => {
      const residual = this.#residual(theta);
      const loss = tf.sum(tf.square(residual), [1, 2]) as Tensor1D;
      const gradient = tf.reshape(tf.mul(tf.matMul(this.#w, residual, true), 2), [
        this.problems,
        this.coordinates,
      ]) as Tensor2D;
      return { loss, gradient };
    });
  }

  loss(theta: Tensor2D): Tensor1D {
    return tf.tidy(() => tf.sum(tf.square(this.#residual(theta)), [1, 2]) as Tensor1D);
  }

  repeat(copies: number): Quadratic {
    const tiled = (once: Float32Array) => {
      const all = new Float32Array(once.length * copies);
      for (let i = 0; i < copies; i++) all.set(once, i * once.length);
      return all;
    };
    const { problems, coordinates } = this;
    return new Quadratic(
      tiled(this.#numbers.w),
      tiled(this.#numbers.y),
      problems * copies,
      coordinates,
      this.#initialScale,
    );
  }

  dispose(): void {
    this.#w.dispose();
    this.#y.dispose();
  }
}
