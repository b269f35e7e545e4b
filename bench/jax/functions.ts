/**
 * What jax-js' optimizer optimises: Σ f(θ) over the problems and ∇f(θ) [B, n], from θ [B, n] and the problem's arrays.
 * Gradients are written out as in stock/functions.ts: a `grad` within the `grad` of the unroll makes version 0.1.25 mix
 * up its levels of tracing ("Can't lift Tracer level …").
 */
import { nn, numpy as np } from '@jax-js/jax';
import { type BenchCase, NETWORK } from '../lib/cases';
import type { ProblemData } from '../lib/data';
import type { JaxArray } from './lstm';

export interface JaxFunction {
  /** The problem's arrays, handed to compiled functions as arguments. */
  arrays(): JaxArray[];
  /** θ is consumed, the arrays stay the caller's. */
  totalAndGradient(
    theta: JaxArray,
    arrays: readonly JaxArray[],
  ): { total: JaxArray; gradient: JaxArray };
}

function quadratic(bench: BenchCase, w: Float32Array, y: Float32Array): JaxFunction {
  const { problems, dimension } = bench;
  return {
    arrays: () => [
      np.array(w).reshape([problems, dimension, dimension]),
      np.array(y).reshape([problems, dimension, 1]),
    ],
    totalAndGradient(theta, arrays) {
      const [matrix, target] = arrays as [JaxArray, JaxArray];
      const column = theta.reshape([problems, dimension, 1]);
      const residual = np.matmul(matrix.ref, column).sub(target.ref);
      const back = np.matmul(np.matrixTranspose(matrix.ref), residual.ref);
      return {
        total: np.sum(np.square(residual)),
        gradient: back.mul(2).reshape([problems, dimension]),
      };
    },
  };
}

function network(images: Float32Array, labels: Int32Array): JaxFunction {
  const { inputs, hidden, classes, batch } = NETWORK;
  const hot = new Float32Array(batch * classes);
  for (const [row, label] of labels.entries()) hot[row * classes + label] = 1;
  const ends = [inputs * hidden, (inputs + 1) * hidden, (inputs + 1) * hidden + hidden * classes];
  return {
    arrays: () => [
      np.array(images).reshape([batch, inputs]),
      np.array(hot).reshape([batch, classes]),
    ],
    totalAndGradient(theta, arrays) {
      const [x, labelled] = arrays as [JaxArray, JaxArray];
      const { shape } = theta;
      const parts = np.split(theta.reshape([-1]), ends) as [JaxArray, JaxArray, JaxArray, JaxArray];
      const w2 = parts[2].reshape([hidden, classes]);
      const a = nn.sigmoid(np.matmul(x.ref, parts[0].reshape([inputs, hidden])).add(parts[1]));
      const logs = nn.logSoftmax(np.matmul(a.ref, w2.ref).add(parts[3]), 1);
      const total = np.sum(logs.ref.mul(labelled.ref)).mul(-1 / batch);
      const d2 = np.exp(logs).sub(labelled.ref).div(batch);
      const slope = a.ref.sub(np.square(a.ref));
      const d1 = np.matmul(d2.ref, np.matrixTranspose(w2)).mul(slope);
      const pieces = [
        np.matmul(np.matrixTranspose(x.ref), d1.ref),
        np.sum(d1, 0),
        np.matmul(np.matrixTranspose(a), d2.ref),
        np.sum(d2, 0),
      ];
      const flat = np.concatenate(pieces.map((piece) => piece.reshape([-1])));
      return { total, gradient: flat.reshape(shape) };
    },
  };
}

function separable(bench: BenchCase, a: Float32Array, b: Float32Array): JaxFunction {
  const shape = [bench.problems, bench.dimension];
  return {
    arrays: () => [np.array(a).reshape(shape), np.array(b).reshape(shape)],
    totalAndGradient(theta, arrays) {
      const [weight, target] = arrays as [JaxArray, JaxArray];
      const away = theta.sub(target.ref);
      const weighted = weight.ref.mul(away.ref);
      return { total: np.sum(weighted.ref.mul(away)), gradient: weighted.mul(2) };
    },
  };
}

export function jaxFunction(bench: BenchCase, problem: ProblemData): JaxFunction {
  switch (problem.task) {
    case 'quadratic':
      return quadratic(bench, problem.w, problem.y);
    case 'network':
      return network(problem.inputs, problem.labels);
    case 'separable':
      return separable(bench, problem.a, problem.b);
  }
}
