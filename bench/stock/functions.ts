/** What the stock optimizer optimises, in plain TensorFlow.js operations: f(θ) [B] and ∇f(θ) [B, n] from θ [B, n]. */
import { type Tensor1D, type Tensor2D, tf } from '../../src/runtime/tf';
import { type BenchCase, NETWORK } from '../lib/cases';
import type { ProblemData } from '../lib/data';

export interface StockFunction {
  lossAndGradient(theta: Tensor2D): { loss: Tensor1D; gradient: Tensor2D };
  dispose(): void;
}

function quadratic(bench: BenchCase, wValues: Float32Array, yValues: Float32Array): StockFunction {
  const { problems, dimension } = bench;
  const w = tf.tensor3d(wValues, [problems, dimension, dimension]);
  const y = tf.tensor3d(yValues, [problems, dimension, 1]);
  return {
    lossAndGradient(theta) {
      const column = tf.reshape(theta, [problems, dimension, 1]) as tf.Tensor3D;
      const residual: tf.Tensor3D = tf.sub(tf.matMul(w, column), y);
      return {
        loss: tf.sum(tf.square(residual), [1, 2]) as Tensor1D,
        gradient: tf.reshape(tf.mul(tf.matMul(w, residual, true), 2), theta.shape),
      };
    },
    dispose: () => tf.dispose([w, y]),
  };
}

function network(images: Float32Array, labels: Int32Array): StockFunction {
  const { inputs, hidden, classes, batch } = NETWORK;
  const x = tf.tensor2d(images, [batch, inputs]);
  const hot = tf.tidy(
    () => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32') as Tensor2D,
  );
  const sizes = [inputs * hidden, hidden, hidden * classes, classes];
  return {
    lossAndGradient(theta) {
      const parts = tf.split(tf.reshape(theta, [-1]), sizes);
      const w1: Tensor2D = tf.reshape(parts[0] as Tensor1D, [inputs, hidden]);
      const w2: Tensor2D = tf.reshape(parts[2] as Tensor1D, [hidden, classes]);
      const a: Tensor2D = tf.sigmoid(tf.add(tf.matMul(x, w1), parts[1] as Tensor1D));
      const logits: Tensor2D = tf.add(tf.matMul(a, w2), parts[3] as Tensor1D);
      const logs: Tensor2D = tf.logSoftmax(logits);
      const loss = tf.reshape(tf.div(tf.sum(tf.mul(logs, hot)), -batch), [1]) as Tensor1D;
      const d2: Tensor2D = tf.div(tf.sub(tf.exp(logs), hot), batch);
      const d1: Tensor2D = tf.mul(tf.matMul(d2, w2, false, true), tf.mul(a, tf.sub(1, a)));
      const pieces = [tf.matMul(x, d1, true), tf.sum(d1, 0), tf.matMul(a, d2, true), tf.sum(d2, 0)];
      const flat = tf.concat1d(pieces.map((piece) => tf.reshape(piece, [-1]) as Tensor1D));
      return { loss, gradient: tf.reshape(flat, theta.shape) };
    },
    dispose: () => tf.dispose([x, hot]),
  };
}

function separable(bench: BenchCase, aValues: Float32Array, bValues: Float32Array): StockFunction {
  const shape: [number, number] = [bench.problems, bench.dimension];
  const a = tf.tensor2d(aValues, shape);
  const b = tf.tensor2d(bValues, shape);
  return {
    lossAndGradient(theta) {
      const away = tf.sub(theta, b);
      const weighted = tf.mul(a, away);
      return {
        loss: tf.sum(tf.mul(weighted, away), 1) as Tensor1D,
        gradient: tf.mul(weighted, 2) as Tensor2D,
      };
    },
    dispose: () => tf.dispose([a, b]),
  };
}

export function stockFunction(bench: BenchCase, problem: ProblemData): StockFunction {
  switch (problem.task) {
    case 'quadratic':
      return quadratic(bench, problem.w, problem.y);
    case 'network':
      return network(problem.inputs, problem.labels);
    case 'separable':
      return separable(bench, problem.a, problem.b);
  }
}
