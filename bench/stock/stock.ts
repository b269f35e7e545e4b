/**
 * The meta-step in stock TensorFlow.js: the whole unroll under its tape (`tf.variableGrads`), then its own Adam. First
 * order, as the paper has it: ∇f(θₜ) enters the LSTM as a constant, and f(θₜ) counts with its own derivative. Both
 * come from one evaluation of f (`tf.customGrad`), so that the tape records the optimizer and not the function twice.
 */
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../../src/runtime/tf';
import { type BenchCase, META_LEARNING_RATE, UNROLL } from '../lib/cases';
import type { BenchBackend, Contender, Passes } from '../lib/contender';
import type { CaseData } from '../lib/data';
import { startEngine } from '../lib/engine';
import { flatWeights, textbookWeights } from '../lib/textbookWeights';
import { type StockFunction, stockFunction } from './functions';
import { lstmStep, type Weights } from './lstm';

/** Where the rollout stands: θ, ∇f(θ) and the state. (A type, so that `tf.tidy` takes it for a container.) */
type Point = { theta: Tensor2D; gradient: Tensor2D; state: Tensor2D[] };

interface Open {
  bench: BenchCase;
  data: CaseData;
  evaluate: StockFunction;
  weights: Weights;
  adam: tf.Optimizer;
}

type CustomGrad = Parameters<typeof tf.customGrad>[0];

const keep = ({ theta, gradient, state }: Point): Point => {
  for (const tensor of [theta, gradient, ...state]) tf.keep(tensor);
  return { theta, gradient, state };
};

const dispose = ({ theta, gradient, state }: Point) => tf.dispose([theta, gradient, state]);

export class Stock implements Contender {
  readonly #backend: BenchBackend;
  #open: Open | null = null;
  #point: Point | null = null;
  readonly passes?: () => Promise<Passes>;

  constructor(backend: BenchBackend) {
    this.#backend = backend;
    // On WebGPU the calls return long before the work is done.
    if (backend === 'wasm') this.passes = () => this.#timedPasses();
  }

  async start(): Promise<string> {
    // The engine's start makes nothing but TensorFlow.js ready; its kernels are not used here.
    const detail = await startEngine(this.#backend, 1);
    return `TensorFlow.js ${tf.version_core}, ${this.#backend === 'wasm' ? 'SIMD, one thread' : detail}`;
  }

  async open(bench: BenchCase, data: CaseData): Promise<void> {
    const weights = textbookWeights(bench.lstm, data.phi).map(({ shape, values }) =>
      tf.variable(tf.tensor(values, shape)),
    );
    const evaluate = stockFunction(bench, data.problem);
    this.#open = { bench, data, evaluate, weights, adam: tf.train.adam(META_LEARNING_RATE) };
    await this.restart();
  }

  async restart(): Promise<void> {
    const { bench, data, evaluate } = this.#now();
    if (this.#point !== null) dispose(this.#point);
    this.#point = tf.tidy(() => {
      const theta = tf.tensor2d(data.theta0, [bench.problems, bench.dimension]);
      const state = Array.from({ length: 2 * bench.lstm.layers }, () =>
        tf.zeros<tf.Rank.R2>([theta.size, bench.lstm.hiddenUnits]),
      );
      return keep({ theta, gradient: evaluate.lossAndGradient(theta).gradient, state });
    });
  }

  #now(): Open {
    if (this.#open === null) throw new Error('no case is open');
    return this.#open;
  }

  /** f(θ) [B] with its derivative for the tape, and ∇f(θ) [B, n] as a constant; the latter is the caller's. */
  #evaluate(theta: Tensor2D): { loss: Tensor1D; gradient: Tensor2D } {
    const { evaluate } = this.#now();
    let gradient: Tensor2D | null = null;
    const f: CustomGrad = (x) => {
      const at = evaluate.lossAndGradient(x as Tensor2D);
      gradient = tf.keep(at.gradient);
      const gradFunc = (dy: tf.Tensor) =>
        tf.mul(at.gradient, tf.reshape(dy, [dy.size, 1])) as tf.Tensor;
      return { value: at.loss, gradFunc };
    };
    const loss = tf.customGrad(f)(theta) as Tensor1D;
    return { loss, gradient: gradient as unknown as Tensor2D };
  }

  /** L = Σ f̄(θₜ) over the unroll, and where it ends; `between` gets the gradients that were made on the way. */
  #unroll(between: Tensor2D[]): { loss: tf.Scalar; end: Point } {
    const { bench, weights } = this.#now();
    let { theta, gradient, state } = this.#point as Point;
    let loss = tf.scalar(0);
    for (let k = 0; k < UNROLL; k++) {
      const moved = lstmStep(bench.lstm, weights, gradient, state);
      theta = tf.add(theta, moved.update);
      state = moved.state;
      const at = this.#evaluate(theta);
      if (k < UNROLL - 1) between.push(at.gradient);
      gradient = at.gradient;
      loss = tf.add(loss, tf.mean(at.loss));
    }
    return { loss, end: { theta, gradient, state } };
  }

  /** Forward and back. The gradients and the point are the caller's. */
  #variableGrads(): {
    value: tf.Scalar;
    grads: tf.NamedTensorMap;
    end: Point;
    forwardDone: number;
  } {
    const between: Tensor2D[] = [];
    let end: Point | null = null;
    let forwardDone = 0;
    const { value, grads } = tf.variableGrads(() => {
      const rolled = this.#unroll(between);
      end = keep(rolled.end);
      forwardDone = performance.now();
      return rolled.loss;
    }, this.#now().weights.slice());
    tf.dispose(between);
    return { value, grads, end: end as unknown as Point, forwardDone };
  }

  async gradient(): Promise<Float32Array> {
    const { bench, weights } = this.#now();
    const { value, grads, end } = this.#variableGrads();
    const values = await Promise.all(
      weights.map(({ name }) => readFloats(grads[name] as tf.Tensor)),
    );
    tf.dispose([value, grads]);
    dispose(end);
    return flatWeights(bench.lstm, values);
  }

  async forward(): Promise<void> {
    const between: Tensor2D[] = [];
    const loss = tf.tidy(() => {
      const rolled = this.#unroll(between);
      between.push(rolled.end.gradient);
      return rolled.loss;
    });
    await readFloats(loss);
    tf.dispose([loss, between]);
  }

  async step(): Promise<void> {
    await this.#timedPasses();
  }

  async #timedPasses(): Promise<Passes> {
    const from = performance.now();
    const { value, grads, end, forwardDone } = this.#variableGrads();
    const backwardDone = performance.now();
    this.#now().adam.applyGradients(grads);
    dispose(this.#point as Point);
    this.#point = end;
    await readFloats(value);
    tf.dispose([value, grads]);
    return { forward: forwardDone - from, backward: backwardDone - forwardDone };
  }

  async close(): Promise<void> {
    const { weights, evaluate, adam } = this.#now();
    if (this.#point !== null) dispose(this.#point);
    this.#point = null;
    tf.dispose(weights.slice());
    evaluate.dispose();
    adam.dispose();
    this.#open = null;
  }
}
