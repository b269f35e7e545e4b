import type { RandomStream } from '../../runtime/random';
import { type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import type { SurfaceName } from '../../specs/task';
import { type CoordinateGroup, normalStarts, type Optimizee } from '../optimizee';
import type { Arithmetic, Evaluation, SurfaceDefinition } from './arithmetic';
import { SURFACES } from './catalogue';

/** 2πa less whole turns: WebGPU promises no accuracy for the sine of an angle beyond ±π. */
const angle = (a: tf.Tensor) => tf.mul(tf.sub(a, tf.round(a)), 2 * Math.PI);

/** Tensors of one shape, element by element. */
const tensors: Arithmetic<tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  scale: (a, factor) => tf.mul(a, factor),
  shift: (a, amount) => tf.add(a, amount),
  square: tf.square,
  sinTurns: (a) => tf.sin(angle(a)),
  cosTurns: (a) => tf.cos(angle(a)),
};

/**
 * B runs on the same two-dimensional function f from B starting points, θ = (x, y):
 *
 *     θ₀ ~ N(customary start, σ²)
 *
 * ∇f is the analytic one beside each function's definition.
 */
export class Surface implements Optimizee {
  readonly problems: number;
  readonly coordinates = 2;
  readonly groups: readonly CoordinateGroup[] = [{ name: 'all', start: 0, end: 2 }];
  readonly #definition: SurfaceDefinition;
  readonly #initialScale: number;

  /** @param initialScale σ of the starting points around the customary one */
  constructor(surface: SurfaceName, problems: number, initialScale: number) {
    this.problems = problems;
    this.#definition = SURFACES[surface];
    this.#initialScale = initialScale;
  }

  initialPoint(rng: RandomStream): Tensor2D {
    const { x, y } = this.#definition.start;
    const starts = normalStarts(rng, this.problems, 2, this.#initialScale, [x, y]);
    return tf.tensor2d(starts, [this.problems, 2]);
  }

  /** x and y are [B, 1] each, and so is what comes out. */
  #evaluate(theta: Tensor2D): Evaluation<tf.Tensor> {
    const x = tf.slice(theta, [0, 0], [this.problems, 1]);
    const y = tf.slice(theta, [0, 1], [this.problems, 1]);
    return this.#definition.evaluate(tensors, x, y);
  }

  lossAndGradient(theta: Tensor2D): { loss: Tensor1D; gradient: Tensor2D } {
    return tf.tidy(() => {
      const { value, dx, dy } = this.#evaluate(theta);
      return {
        loss: tf.reshape(value, [this.problems]) as Tensor1D,
        gradient: tf.concat([dx, dy], 1) as Tensor2D,
      };
    });
  }

  loss(theta: Tensor2D): Tensor1D {
    return tf.tidy(() => tf.reshape(this.#evaluate(theta).value, [this.problems]) as Tensor1D);
  }

  dispose(): void {}
}
