import type { RandomStream } from '../runtime/random';
import { type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import type { ConvexTerm } from '../specs/objectives';
import type { CoordinateGroup, CpuFunction, HessianVector, Optimizee } from './optimizee';

/** The numbers of the convex functions, for m coordinates each. */
export interface ConvexNumbers {
  /** v [B × m] */
  minima: Float32Array;
  /** c [B × m] */
  factors: Float32Array;
}

/**
 * Functions with a convex one beside them, on m more coordinates x: [θ, x] ↦ f(θ) + g(x), started at [θ₀, 0], with
 *
 *     g(x) = 1/m ‖c ⊙ x − v‖²        ∇g(x) = 2/m c ⊙ (c ⊙ x − v)        ∇²g(x) u = 2/m c ⊙ c ⊙ u
 *
 * v ~ U(−1, 1), and factors c that are all 1 unless x is scaled at random. A rule that is coordinatewise has to do well
 * on both at once, so it cannot forget how to descend where that is easy. (Lv, Jiang and Li, "Learning Gradient Descent:
 * Better Generalization and Longer Horizons", 2017, section 4.2)
 */
export class WithConvexTerm implements Optimizee {
  readonly problems: number;
  /** n + m */
  readonly coordinates: number;
  readonly groups: readonly CoordinateGroup[];
  readonly hessianVector?: HessianVector;
  readonly #inner: Optimizee;
  readonly #numbers: ConvexNumbers;
  /** m */
  readonly #extra: number;
  /** v and c [B, m] */
  readonly #v: Tensor2D;
  readonly #c: Tensor2D;
  #cpu: { fn: CpuFunction; place: number } | null = null;

  /** @param inner f; taken over */
  constructor(inner: Optimizee, numbers: ConvexNumbers) {
    const { problems, coordinates } = inner;
    const extra = numbers.minima.length / problems;
    this.problems = problems;
    this.coordinates = coordinates + extra;
    this.groups = [
      ...inner.groups,
      { name: 'convex term', start: coordinates, end: coordinates + extra },
    ];
    this.#inner = inner;
    this.#numbers = numbers;
    this.#extra = extra;
    this.#v = tf.tensor2d(numbers.minima, [problems, extra]);
    this.#c = tf.tensor2d(numbers.factors, [problems, extra]);
    if (inner.hessianVector !== undefined) {
      this.hessianVector = (theta, v, step) => this.#curvature(inner, theta, v, step);
    }
  }

  /** v ~ U(−1, 1), c = exp(U(−r, r)). Problem b's depend on the stream and b only. */
  static sample(
    inner: Optimizee,
    rng: RandomStream,
    { coordinates, scaling }: ConvexTerm,
  ): WithConvexTerm {
    const count = inner.problems * coordinates;
    const numbers = { minima: new Float32Array(count), factors: new Float32Array(count) };
    for (let b = 0; b < inner.problems; b++) {
      const own = rng.fork(b);
      for (let i = b * coordinates; i < (b + 1) * coordinates; i++) {
        numbers.minima[i] = 2 * own.uniform() - 1;
        numbers.factors[i] = Math.exp(scaling * (2 * own.uniform() - 1));
      }
    }
    return new WithConvexTerm(inner, numbers);
  }

  initialPoint(rng: RandomStream, first = 0): Tensor2D {
    const start = this.#inner.initialPoint(rng, first);
    const point: Tensor2D = tf.pad2d(start, [
      [0, 0],
      [0, this.#extra],
    ]);
    start.dispose();
    return point;
  }

  /** θ [B, n] and x [B, m] of both [B, n + m]. */
  #split(both: Tensor2D): [theta: Tensor2D, x: Tensor2D] {
    const { coordinates } = this.#inner;
    return [
      tf.slice2d(both, [0, 0], [this.problems, coordinates]),
      tf.slice2d(both, [0, coordinates], [this.problems, this.#extra]),
    ];
  }

  lossAndGradient(point: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D } {
    return tf.tidy(() => {
      const [theta, x] = this.#split(point);
      const { loss: f, gradient: own } = this.#inner.lossAndGradient(theta, step);
      const away = this.#away(x);
      const loss: Tensor1D = tf.add(f, tf.mean(tf.square(away), 1));
      const slope: Tensor2D = tf.mul(tf.mul(away, this.#c), 2 / this.#extra);
      return { loss, gradient: tf.concat2d([own, slope], 1) };
    });
  }

  loss(point: Tensor2D, step: number): Tensor1D {
    return tf.tidy(() => {
      const [theta, x] = this.#split(point);
      const g = tf.mean(tf.square(this.#away(x)), 1);
      return tf.add(this.#inner.loss(theta, step), g) as Tensor1D;
    });
  }

  /** c ⊙ x − v */
  #away(x: Tensor2D): Tensor2D {
    return tf.sub(tf.mul(x, this.#c), this.#v);
  }

  #curvature(inner: Optimizee, point: Tensor2D, along: Tensor2D, step: number): Tensor2D {
    return tf.tidy(() => {
      const [theta] = this.#split(point);
      const [v, u] = this.#split(along);
      const own = inner.hessianVector?.(theta, v, step) as Tensor2D;
      const bent: Tensor2D = tf.mul(tf.mul(u, tf.square(this.#c)), 2 / this.#extra);
      return tf.concat2d([own, bent], 1);
    });
  }

  repeat(copies: number): WithConvexTerm {
    const times = (values: Float32Array): Float32Array => {
      const all = new Float32Array(copies * values.length);
      for (let k = 0; k < copies; k++) all.set(values, k * values.length);
      return all;
    };
    const { minima, factors } = this.#numbers;
    const numbers = { minima: times(minima), factors: times(factors) };
    return new WithConvexTerm(this.#inner.repeat(copies), numbers);
  }

  /** Never as quadratics: their packed W knows nothing of x. */
  cpu(): CpuFunction | null {
    if (this.#cpu !== null) return this.#cpu.fn;
    const fn = this.#inner.cpu?.() ?? null;
    if (fn === null) return null;
    const { kernels } = fn;
    const { arena } = kernels;
    const { problems, coordinates: n } = this.#inner;
    // f's rows stand close together, those of both do not: θ is copied there, and its gradient back.
    const inside = arena.take(8 * problems * n);
    const slope = inside + 4 * problems * n;
    this.#cpu = {
      place: inside,
      fn: {
        kernels,
        lossAndGradient: (point, step, loss, gradient) => {
          const size = problems * this.coordinates;
          const rows = arena.floats(point, size);
          spread(rows, this.coordinates, arena.floats(inside, problems * n), n);
          fn.lossAndGradient(inside, step, loss, gradient === 0 ? 0 : slope);
          const to = gradient === 0 ? null : arena.floats(gradient, size);
          if (to !== null) spread(arena.floats(slope, problems * n), n, to, this.coordinates);
          this.#addConvex(arena.floats(point, size), arena.floats(loss, problems), to);
        },
      },
    };
    return this.#cpu.fn;
  }

  /** Adds g(x) to the losses, and writes ∇g(x) behind the gradients. */
  #addConvex(rows: Float32Array, losses: Float32Array, gradient: Float32Array | null): void {
    const m = this.#extra;
    const { minima, factors } = this.#numbers;
    for (let b = 0; b < this.problems; b++) {
      const start = (b + 1) * this.coordinates - m;
      let sum = 0;
      for (let i = 0; i < m; i++) {
        const c = factors[b * m + i] as number;
        const away = c * (rows[start + i] as number) - (minima[b * m + i] as number);
        sum += away * away;
        if (gradient !== null) gradient[start + i] = (2 / m) * c * away;
      }
      losses[b] = (losses[b] as number) + sum / m;
    }
  }

  dispose(): void {
    if (this.#cpu !== null) this.#cpu.fn.kernels.arena.give(this.#cpu.place);
    this.#cpu = null;
    tf.dispose([this.#v, this.#c]);
    this.#inner.dispose();
  }
}

/** The beginning of each row of `from`, `width` floats long, to the rows of `to`, `wide` floats long. */
function spread(from: Float32Array, width: number, to: Float32Array, wide: number): void {
  const both = Math.min(width, wide);
  for (let row = 0; row * width < from.length; row++) {
    to.set(from.subarray(row * width, row * width + both), row * wide);
  }
}
