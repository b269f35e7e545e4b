/** The numbers of a case, drawn from a seed: every contender, whatever its library, gets the same ones. */
import { initialLstmWeights } from '../../src/optimizers/lstm/weights';
import { RandomStream } from '../../src/runtime/random';
import { type BenchCase, coordinatesOf, NETWORK } from './cases';

const SEED = 1;

export interface CaseData {
  /** φ [P] */
  phi: Float32Array;
  /** θ₀ [B, n] */
  theta0: Float32Array;
  problem: ProblemData;
}

export type ProblemData =
  /** f(θ) = ‖Wθ − y‖², W [B, n, n], y [B, n] */
  | { task: 'quadratic'; w: Float32Array; y: Float32Array }
  /** Mean cross-entropy of a network with one sigmoid layer: inputs [N, 784], labels [N] */
  | { task: 'network'; inputs: Float32Array; labels: Int32Array }
  /** f(θ) = Σ aᵢ (θᵢ − bᵢ)²: next to nothing beside the LSTM */
  | { task: 'separable'; a: Float32Array; b: Float32Array };

export function dataOf(bench: BenchCase): CaseData {
  const rng = RandomStream.of(SEED, 'bench', bench.id);
  return {
    phi: initialLstmWeights(bench.lstm, rng.fork('phi')),
    theta0: rng.fork('start').normals(coordinatesOf(bench), 0.01),
    problem: problemOf(bench, rng.fork('problem')),
  };
}

function problemOf(bench: BenchCase, rng: RandomStream): ProblemData {
  const count = coordinatesOf(bench);
  switch (bench.task) {
    case 'quadratic':
      return { task: 'quadratic', w: rng.normals(count * bench.dimension), y: rng.normals(count) };
    case 'network': {
      const { inputs, batch, classes } = NETWORK;
      return {
        task: 'network',
        inputs: Float32Array.from({ length: batch * inputs }, () => rng.uniform()),
        labels: Int32Array.from({ length: batch }, () => rng.int(classes)),
      };
    }
    case 'separable':
      return {
        task: 'separable',
        a: Float32Array.from({ length: count }, () => 0.5 + rng.uniform()),
        b: rng.normals(count),
      };
  }
}

/** `count` numbers of the size of gradients, for measuring the LSTM by itself. */
export function someGradients(count: number, label: string): Float32Array {
  return RandomStream.of(SEED, 'gradients', label).normals(count);
}
