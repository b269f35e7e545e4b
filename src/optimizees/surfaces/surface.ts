import type { RandomStream } from '../../runtime/random';
import { type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import type { SurfaceName } from '../../specs/task';
import { type CoordinateGroup, normalStarts, type Optimizee } from '../optimizee';
import type { Arithmetic, Evaluation, SurfaceDefinition } from './arithmetic';
import { SURFACES } from './catalogue';

/** (−1)ᵏ π²ᵏ⁺¹ / (2k + 1)!, Taylor's coefficients of sin πr: within ±½ six of them are good to 6e-8. */
const SINE: readonly number[] = Array.from({ length: 6 }, (_, k) => {
  let term = (-1) ** k * Math.PI;
  for (let m = 2; m <= 2 * k + 1; m++) term *= Math.PI / m;
  return term;
});

/**
 * cos 2πa = 1 − 2 sin² πr, where r in [−½, ½] is a less whole turns. By a polynomial, because WebGPU's own cosine
 * may be wrong by 5e-4, and beyond ±π by anything.
 */
function cosTurns(a: tf.Tensor): tf.Tensor {
  const r = tf.sub(a, tf.round(a));
  const r2 = tf.square(r);
  const [last = 0, ...others] = SINE.toReversed();
  let sum: tf.Tensor = tf.mul(r2, last);
  for (const [k, coefficient] of others.entries()) {
    sum = tf.add(sum, coefficient);
    if (k < others.length - 1) sum = tf.mul(sum, r2);
  }
  return tf.sub(1, tf.mul(tf.square(tf.mul(r, sum)), 2));
}

/** Tensors of one shape, element by element. */
const tensors: Arithmetic<tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  scale: (a, factor) => tf.mul(a, factor),
  shift: (a, amount) => tf.add(a, amount),
  square: tf.square,
  // A quarter of a turn behind the cosine.
  sinTurns: (a) => cosTurns(tf.sub(a, 0.25)),
  cosTurns,
};

/** x, y, vₓ and v_y, [B, 1] each. */
type PlanePoints = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

/**
 * B runs on the same two-dimensional function f from B starting points, θ = (x, y):
 *
 *     θ₀ ~ N(customary start, σ²)
 *
 * ∇f and ∇²f are the analytic ones beside each function's definition.
 */
export class Surface implements Optimizee {
  readonly problems: number;
  readonly coordinates = 2;
  readonly groups: readonly CoordinateGroup[] = [{ name: 'all', start: 0, end: 2 }];
  readonly #surface: SurfaceName;
  readonly #definition: SurfaceDefinition;
  readonly #initialScale: number;

  /** @param initialScale σ of the starting points around the customary one */
  constructor(surface: SurfaceName, problems: number, initialScale: number) {
    this.problems = problems;
    this.#surface = surface;
    this.#definition = SURFACES[surface];
    this.#initialScale = initialScale;
  }

  initialPoint(rng: RandomStream, first = 0): Tensor2D {
    const { problems } = this;
    const { x, y } = this.#definition.start;
    const about = { sigma: this.#initialScale, mean: [x, y] };
    const starts = normalStarts(rng, { problems, coordinates: 2, ...about, first });
    return tf.tensor2d(starts, [problems, 2]);
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

  hessianVector(theta: Tensor2D, v: Tensor2D): Tensor2D {
    return tf.tidy(() => {
      const [x, y, vx, vy] = [theta, v].flatMap((rows) => tf.split(rows, 2, 1)) as PlanePoints;
      const { dxx, dxy, dyy } = this.#definition.bend<tf.Tensor>(tensors, x, y);
      const rows = [
        tf.add(tf.mul(dxx, vx), tf.mul(dxy, vy)),
        tf.add(tf.mul(dxy, vx), tf.mul(dyy, vy)),
      ];
      return tf.concat(rows, 1) as Tensor2D;
    });
  }

  loss(theta: Tensor2D): Tensor1D {
    return tf.tidy(() => tf.reshape(this.#evaluate(theta).value, [this.problems]) as Tensor1D);
  }

  repeat(copies: number): Surface {
    return new Surface(this.#surface, copies * this.problems, this.#initialScale);
  }

  dispose(): void {}
}
