/**
 * The meta-step with jax-js: `jit` of `valueAndGrad` of the whole unroll, Adam inside the same compiled function. First
 * order, as the paper has it: at every step f and ∇f are evaluated at a θ without a past (`lax.stopGradient`), and
 * enter the meta-loss as f + ⟨∇f, θ − stop(θ)⟩ / B, which has the value and the derivative of f̄.
 */
import { defaultDevice, init, jit, lax, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { type BenchCase, META_LEARNING_RATE, UNROLL } from '../lib/cases';
import type { BenchBackend, Contender } from '../lib/contender';
import type { CaseData } from '../lib/data';
import { flatWeights, textbookWeights } from '../lib/textbookWeights';
import { type JaxFunction, jaxFunction } from './functions';
import { type JaxArray, lstmStep } from './lstm';

/** Where the rollout stands: θ, ∇f(θ) and the state. */
type Point = { theta: JaxArray; gradient: JaxArray; state: JaxArray[] };
/** What Adam trains, its moments, and 1 − β₁ᵗ and 1 − β₂ᵗ are made from `step`. */
type Learned = { weights: JaxArray[]; first: JaxArray[]; second: JaxArray[] };

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Adam's step on one tensor; `corrections` [2] holds 1 − β₁ᵗ and 1 − β₂ᵗ and stays the caller's. */
function adam(w: JaxArray, m0: JaxArray, v0: JaxArray, g: JaxArray, corrections: JaxArray) {
  const m = m0.mul(BETA1).add(g.ref.mul(1 - BETA1));
  const v = v0.mul(BETA2).add(np.square(g).mul(1 - BETA2));
  const [c1, c2] = np.split(corrections.ref, 2) as [JaxArray, JaxArray];
  const denominator = np.sqrt(v.ref.div(c2)).add(EPSILON);
  const moved = w.sub(m.ref.div(c1).div(denominator).mul(META_LEARNING_RATE));
  return { w: moved, m, v };
}

/** The functions of a case, compiled when first called. */
function compile(bench: BenchCase, f: JaxFunction) {
  const unroll = (weights: JaxArray[], from: Point, arrays: JaxArray[]): [JaxArray, Point] => {
    let { theta, gradient, state } = from;
    let loss: JaxArray = np.array(0);
    for (let k = 0; k < UNROLL; k++) {
      const moved = lstmStep(bench.lstm, weights, gradient, state);
      theta = theta.add(moved.update);
      state = moved.state;
      const here = lax.stopGradient(theta.ref);
      const at = f.totalAndGradient(here.ref, arrays);
      const surrogate = np.sum(at.gradient.ref.mul(theta.ref.sub(here)));
      loss = loss.add(at.total.add(surrogate).div(bench.problems));
      gradient = at.gradient;
    }
    tree.dispose(weights);
    tree.dispose(arrays);
    return [loss, { theta, gradient, state }];
  };

  const differentiated = (weights: JaxArray[], from: Point, arrays: JaxArray[]) => {
    const result = valueAndGrad(unroll, { hasAux: true })(weights, from, arrays);
    const [[loss, end], gradients] = result as unknown as [[JaxArray, Point], JaxArray[]];
    return { loss, end, gradients };
  };

  return {
    start: jit((theta: JaxArray, arrays: JaxArray[]) => {
      const at = f.totalAndGradient(theta, arrays);
      tree.dispose(arrays);
      return at;
    }),
    forward: jit((weights: JaxArray[], from: Point, arrays: JaxArray[]) =>
      unroll(weights, from, arrays),
    ),
    gradient: jit((weights: JaxArray[], from: Point, arrays: JaxArray[]) => {
      const { loss, end, gradients } = differentiated(weights, from, arrays);
      tree.dispose(end);
      return { loss, gradients };
    }),
    step: jit((learned: Learned, from: Point, arrays: JaxArray[], corrections: JaxArray) => {
      const { weights, first, second } = learned;
      const { loss, end, gradients } = differentiated(tree.ref(weights), from, arrays);
      const moved = weights.map((w, i) =>
        adam(w, first[i] as JaxArray, second[i] as JaxArray, gradients[i] as JaxArray, corrections),
      );
      corrections.dispose();
      const next: Learned = {
        weights: moved.map(({ w }) => w),
        first: moved.map(({ m }) => m),
        second: moved.map(({ v }) => v),
      };
      return { loss, next, end };
    }),
  };
}

interface Open {
  bench: BenchCase;
  data: CaseData;
  arrays: JaxArray[];
  compiled: ReturnType<typeof compile>;
  learned: Learned;
  steps: number;
}

export class Jax implements Contender {
  readonly #backend: BenchBackend;
  readonly #threads: number | null;
  #open: Open | null = null;
  #point: Point | null = null;

  /** @param threads 1: kernels are run where they are called; null: by the library's own pool, where it has one */
  constructor(backend: BenchBackend, threads: number | null) {
    this.#backend = backend;
    this.#threads = threads;
  }

  async start(): Promise<string> {
    const available = await init(this.#backend);
    if (!available.includes(this.#backend)) throw new Error(`it offers ${available.join(', ')}`);
    defaultDevice(this.#backend);
    if (this.#backend === 'webgpu') return 'jit of grad';
    const pool = typeof Worker !== 'undefined' && typeof SharedArrayBuffer !== 'undefined';
    const count = this.#threads === null && pool ? navigator.hardwareConcurrency : 1;
    return `jit of grad, ${count === 1 ? 'one thread' : `its pool of ${count} threads`}`;
  }

  /** Waits for a result. Read synchronously, a kernel runs in this thread; else the library's pool has it. */
  async #read(array: JaxArray): Promise<Float32Array> {
    const numbers =
      this.#backend === 'wasm' && this.#threads === 1 ? array.dataSync() : await array.data();
    return numbers as Float32Array;
  }

  async open(bench: BenchCase, data: CaseData): Promise<void> {
    const f = jaxFunction(bench, data.problem);
    const weights = textbookWeights(bench.lstm, data.phi);
    const asArrays = (values: (size: number, i: number) => Float32Array) =>
      weights.map((w, i) => np.array(values(w.values.length, i)).reshape(w.shape));
    this.#open = {
      bench,
      data,
      arrays: f.arrays(),
      compiled: compile(bench, f),
      learned: {
        weights: asArrays((_, i) => weights[i]?.values as Float32Array),
        first: asArrays((size) => new Float32Array(size)),
        second: asArrays((size) => new Float32Array(size)),
      },
      steps: 0,
    };
    await this.restart();
  }

  #now(): Open {
    if (this.#open === null) throw new Error('no case is open');
    return this.#open;
  }

  async restart(): Promise<void> {
    const { bench, data, arrays, compiled } = this.#now();
    if (this.#point !== null) tree.dispose(this.#point);
    const theta = np.array(data.theta0).reshape([bench.problems, bench.dimension]);
    const { total, gradient } = compiled.start(theta.ref, tree.ref(arrays)) as {
      total: JaxArray;
      gradient: JaxArray;
    };
    await this.#read(total);
    const state = Array.from({ length: 2 * bench.lstm.layers }, () =>
      np.zeros([data.theta0.length, bench.lstm.hiddenUnits]),
    );
    this.#point = { theta, gradient, state };
  }

  async gradient(): Promise<Float32Array> {
    const { bench, arrays, compiled, learned } = this.#now();
    const point = this.#point as Point;
    const { loss, gradients } = compiled.gradient(
      tree.ref(learned.weights),
      tree.ref(point),
      tree.ref(arrays),
    ) as { loss: JaxArray; gradients: JaxArray[] };
    await this.#read(loss);
    const values: Float32Array[] = [];
    for (const gradient of gradients) values.push(await this.#read(gradient));
    return flatWeights(bench.lstm, values);
  }

  async forward(): Promise<void> {
    const { arrays, compiled, learned } = this.#now();
    const [loss, end] = compiled.forward(
      tree.ref(learned.weights),
      tree.ref(this.#point as Point),
      tree.ref(arrays),
    ) as [JaxArray, Point];
    await this.#read(loss);
    tree.dispose(end);
  }

  async step(): Promise<void> {
    const open = this.#now();
    open.steps++;
    const corrections = np.array([1 - BETA1 ** open.steps, 1 - BETA2 ** open.steps]);
    const { loss, next, end } = open.compiled.step(
      open.learned,
      this.#point as Point,
      tree.ref(open.arrays),
      corrections,
    ) as { loss: JaxArray; next: Learned; end: Point };
    open.learned = next;
    this.#point = end;
    await this.#read(loss);
  }

  async close(): Promise<void> {
    const { arrays, compiled, learned } = this.#now();
    tree.dispose(arrays);
    tree.dispose(learned);
    if (this.#point !== null) tree.dispose(this.#point);
    this.#point = null;
    compiled.start.dispose();
    compiled.forward.dispose();
    compiled.gradient.dispose();
    compiled.step.dispose();
    this.#open = null;
  }
}
