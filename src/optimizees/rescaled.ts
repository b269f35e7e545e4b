import type { RandomStream } from '../runtime/random';
import { type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import type { CoordinateGroup, CpuFunction, HessianVector, Optimizee } from './optimizee';

/**
 * Functions seen through other units: θ ↦ f(c ⊙ θ) with a factor c for each coordinate of each problem, started at
 * θ₀ / c. The values of f stay the same; a rule that is to do well on these cannot go by the sizes of gradients.
 * (Lv, Jiang and Li, "Learning Gradient Descent: Better Generalization and Longer Horizons", 2017, section 4.1)
 *
 *     ∇ₜ = c ⊙ ∇f(c ⊙ θ)                   ∇²ₜ v = c ⊙ ∇²f(c ⊙ θ) (c ⊙ v)
 */
export class Rescaled implements Optimizee {
  readonly problems: number;
  readonly coordinates: number;
  readonly groups: readonly CoordinateGroup[];
  readonly hessianVector?: HessianVector;
  readonly #inner: Optimizee;
  readonly #factors: Float32Array;
  readonly #c: Tensor2D;
  #cpu: { fn: CpuFunction; place: number } | null = null;

  /**
   * @param inner f; taken over
   * @param factors c [B × n]
   */
  constructor(inner: Optimizee, factors: Float32Array) {
    this.problems = inner.problems;
    this.coordinates = inner.coordinates;
    this.groups = inner.groups;
    this.#inner = inner;
    this.#factors = factors;
    this.#c = tf.tensor2d(factors, [inner.problems, inner.coordinates]);
    if (inner.hessianVector !== undefined) {
      this.hessianVector = (theta, v, step) => this.#curvature(inner, theta, v, step);
    }
  }

  /** c = exp(U(−s, s)) */
  static sample(inner: Optimizee, rng: RandomStream, s: number): Rescaled {
    const factors = new Float32Array(inner.problems * inner.coordinates);
    for (let i = 0; i < factors.length; i++) factors[i] = Math.exp(s * (2 * rng.uniform() - 1));
    return new Rescaled(inner, factors);
  }

  initialPoint(rng: RandomStream, first = 0): Tensor2D {
    const start = this.#inner.initialPoint(rng, first);
    const scaled: Tensor2D = tf.div(start, this.#c);
    start.dispose();
    return scaled;
  }

  /** What f is asked for at θ. */
  #within<T>(theta: Tensor2D, ask: (inside: Tensor2D) => T): T {
    const inside: Tensor2D = tf.mul(theta, this.#c);
    try {
      return ask(inside);
    } finally {
      inside.dispose();
    }
  }

  lossAndGradient(theta: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D } {
    return this.#within(theta, (inside) => {
      const { loss, gradient: own } = this.#inner.lossAndGradient(inside, step);
      const gradient: Tensor2D = tf.mul(own, this.#c);
      own.dispose();
      return { loss, gradient };
    });
  }

  #curvature(inner: Optimizee, theta: Tensor2D, v: Tensor2D, step: number): Tensor2D {
    return tf.tidy(() => {
      const [point, along]: Tensor2D[] = [theta, v].map((x) => tf.mul(x, this.#c));
      const own = inner.hessianVector?.(point as Tensor2D, along as Tensor2D, step);
      return tf.mul(own as Tensor2D, this.#c) as Tensor2D;
    });
  }

  loss(theta: Tensor2D, step: number): Tensor1D {
    return this.#within(theta, (inside) => this.#inner.loss(inside, step));
  }

  repeat(copies: number): Rescaled {
    const factors = new Float32Array(copies * this.#factors.length);
    for (let k = 0; k < copies; k++) factors.set(this.#factors, k * this.#factors.length);
    return new Rescaled(this.#inner.repeat(copies), factors);
  }

  /** Never as quadratics: their packed W knows nothing of c. */
  cpu(): CpuFunction | null {
    if (this.#cpu !== null) return this.#cpu.fn;
    const fn = this.#inner.cpu?.() ?? null;
    if (fn === null) return null;
    const { kernels } = fn;
    const { arena } = kernels;
    const count = this.#factors.length;
    /** For c ⊙ θ. */
    const place = arena.take(4 * count);
    this.#cpu = {
      place,
      fn: {
        kernels,
        lossAndGradient: (theta, step, loss, gradient) => {
          multiply(arena.floats(theta, count), this.#factors, arena.floats(place, count));
          fn.lossAndGradient(place, step, loss, gradient);
          if (gradient === 0) return;
          const own = arena.floats(gradient, count);
          multiply(own, this.#factors, own);
        },
      },
    };
    return this.#cpu.fn;
  }

  dispose(): void {
    if (this.#cpu !== null) this.#cpu.fn.kernels.arena.give(this.#cpu.place);
    this.#cpu = null;
    this.#c.dispose();
    this.#inner.dispose();
  }
}

function multiply(values: Float32Array, factors: Float32Array, to: Float32Array): void {
  for (let i = 0; i < values.length; i++) to[i] = (values[i] as number) * (factors[i] as number);
}
