import { type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import type { Evaluation } from '../inKernels';

/** Quadratics in TensorFlow.js operations: what they mean. Holds W and y as tensors; dispose of it. */
export class QuadraticDefinition implements Evaluation {
  /** [B, n, n] */
  readonly #w: tf.Tensor3D;
  /** [B, n, 1] */
  readonly #y: tf.Tensor3D;

  constructor(w: Float32Array, y: Float32Array, problems: number, n: number) {
    this.#w = tf.keep(tf.tensor3d(w, [problems, n, n]));
    this.#y = tf.keep(tf.tensor3d(y, [problems, n, 1]));
  }

  /** Wθ − y, [B, n, 1] */
  #residual(theta: Tensor2D): tf.Tensor3D {
    const column = tf.reshape(theta, this.#y.shape);
    return tf.sub(tf.matMul(this.#w, column), this.#y);
  }

  lossAndGradient(theta: Tensor2D): { loss: Tensor1D; gradient: Tensor2D } {
    return tf.tidy(() => {
      const residual = this.#residual(theta);
      const loss = tf.sum(tf.square(residual), [1, 2]) as Tensor1D;
      const pulledBack = tf.matMul(this.#w, residual, true);
      return { loss, gradient: tf.reshape(tf.mul(pulledBack, 2), theta.shape) };
    });
  }

  loss(theta: Tensor2D): Tensor1D {
    return tf.tidy(() => tf.sum(tf.square(this.#residual(theta)), [1, 2]) as Tensor1D);
  }

  /** ∇²f v = 2 Wᵀ W v, wherever θ is. */
  hessianVector(v: Tensor2D): Tensor2D {
    return tf.tidy(() => {
      const column = tf.reshape(v, this.#y.shape);
      const pulledBack = tf.matMul(this.#w, tf.matMul(this.#w, column), true);
      return tf.reshape(tf.mul(pulledBack, 2), v.shape);
    });
  }

  dispose(): void {
    this.#w.dispose();
    this.#y.dispose();
  }
}
