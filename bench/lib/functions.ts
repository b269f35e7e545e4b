/** The cases' functions as optimizees of our engine. */
import { Mlp } from '../../src/optimizees/mlp';
import type { Optimizee } from '../../src/optimizees/optimizee';
import { Quadratic } from '../../src/optimizees/quadratic';
import { type Tensor1D, type Tensor2D, tf } from '../../src/runtime/tf';
import { type BenchCase, NETWORK } from './cases';
import type { ProblemData } from './data';

/** f(θ) = Σ aᵢ (θᵢ − bᵢ)², B = 1. Only what a rollout and a race of the bench ask for. */
export class Separable implements Optimizee {
  readonly problems = 1;
  readonly coordinates: number;
  readonly groups: Optimizee['groups'];
  readonly #a: Tensor2D;
  readonly #b: Tensor2D;

  constructor(a: Float32Array, b: Float32Array) {
    this.coordinates = a.length;
    this.groups = [{ name: 'all', start: 0, end: a.length }];
    this.#a = tf.tensor2d(a, [1, a.length]);
    this.#b = tf.tensor2d(b, [1, b.length]);
  }

  initialPoint(): Tensor2D {
    return tf.zeros([1, this.coordinates]);
  }

  lossAndGradient(theta: Tensor2D): { loss: Tensor1D; gradient: Tensor2D } {
    return tf.tidy(() => {
      const away = tf.sub(theta, this.#b);
      const weighted = tf.mul(this.#a, away);
      return {
        loss: tf.sum(tf.mul(weighted, away), 1) as Tensor1D,
        gradient: tf.mul(weighted, 2) as Tensor2D,
      };
    });
  }

  loss(theta: Tensor2D): Tensor1D {
    return tf.tidy(() => {
      const away = tf.sub(theta, this.#b);
      return tf.sum(tf.mul(tf.mul(this.#a, away), away), 1) as Tensor1D;
    });
  }

  repeat(): Optimizee {
    throw new Error('the bench races one separable function at a time');
  }

  dispose(): void {
    tf.dispose([this.#a, this.#b]);
  }
}

export function optimizeeOf(bench: BenchCase, problem: ProblemData): Optimizee {
  switch (problem.task) {
    case 'quadratic':
      return new Quadratic(problem.w, problem.y, bench.problems, bench.dimension, 0.01);
    case 'network': {
      const { inputs, hidden, classes, batch } = NETWORK;
      const examples = {
        inputs: tf.tensor2d(problem.inputs, [batch, inputs]),
        labels: tf.tensor1d(problem.labels, 'int32'),
      };
      const shape = { inputs, hidden: [hidden], classes, activation: 'sigmoid' } as const;
      const mlp = new Mlp(shape, bench.problems, 0.01, () => examples);
      const disposeMlp = mlp.dispose.bind(mlp);
      mlp.dispose = () => {
        disposeMlp();
        tf.dispose([examples.inputs, examples.labels]);
      };
      return mlp;
    }
    case 'separable':
      return new Separable(problem.a, problem.b);
  }
}
