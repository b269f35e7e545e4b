/** Our own engine as a contender: with its kernels, or by its definition. */
import { type MetaOptimizer, startMetaOptimizer } from '../../src/metaTraining/metaOptimizer';
import { type Rollout, startRollout } from '../../src/metaTraining/rollout';
import type { Optimizee } from '../../src/optimizees/optimizee';
import type { LearnedRule, UnrollTape } from '../../src/optimizers/learnedRule';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { freeRunning } from '../../src/runtime/control';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../../src/runtime/tf';
import { type BenchCase, META_LEARNING_RATE, UNROLL } from './cases';
import type { BenchBackend, Contender, Passes } from './contender';
import type { CaseData } from './data';
import { byTheDefinition, startEngine } from './engine';
import { optimizeeOf } from './functions';
import { forwardInPlace, forwardOnTape, lstmInPlace, lstmOnTape } from './oursParts';

const WEIGHTS: readonly number[] = new Array<number>(UNROLL).fill(1);

export interface OursOptions {
  backend: BenchBackend;
  threads: number | null;
  implementation: 'fastest' | 'definition';
}

interface Open {
  bench: BenchCase;
  data: CaseData;
  rule: LearnedRule;
  optimizee: Optimizee;
  meta: MetaOptimizer;
}

export class Ours implements Contender {
  readonly #options: OursOptions;
  #open: Open | null = null;
  #rollout: Rollout | null = null;
  readonly passes?: () => Promise<Passes>;
  /** Milliseconds that the last unroll's tape took for its way back. */
  #backwardMs = Number.NaN;

  constructor(options: OursOptions) {
    this.#options = options;
    // The kernels' unroll goes both ways in one call where it can; the definition's passes follow each other.
    if (options.backend === 'wasm' && options.implementation === 'definition') {
      this.passes = () => this.#timedPasses();
    }
  }

  start(): Promise<string> {
    const { backend, threads } = this.#options;
    return startEngine(backend, threads);
  }

  async open(bench: BenchCase, data: CaseData): Promise<void> {
    const make = () => ({
      rule: new LstmRule(bench.lstm, this.#options.implementation),
      optimizee: optimizeeOf(bench, data.problem),
    });
    const made = this.#options.implementation === 'definition' ? byTheDefinition(make) : make();
    if (this.passes !== undefined) this.#watchTape(made.rule);
    this.#open = { bench, data, ...made, meta: startMetaOptimizer(data.phi) };
    await this.restart();
  }

  /** Has the rule's tapes tell how long their way back takes. */
  #watchTape(rule: LstmRule): void {
    const openTape = rule.openTape.bind(rule);
    rule.openTape = (phi, state): UnrollTape => {
      const tape = openTape(phi, state);
      const backward = tape.backward.bind(tape);
      tape.backward = async (cotangents, control) => {
        const from = performance.now();
        const gradient = await backward(cotangents, control);
        this.#backwardMs = performance.now() - from;
        return gradient;
      };
      return tape;
    };
  }

  #now(): Open {
    if (this.#open === null) throw new Error('no case is open');
    return this.#open;
  }

  #theta0(): Tensor2D {
    const { bench, data } = this.#now();
    return tf.tensor2d(data.theta0, [bench.problems, bench.dimension]);
  }

  async restart(): Promise<void> {
    const { optimizee, rule } = this.#now();
    this.#rollout?.dispose();
    this.#rollout = startRollout(optimizee, rule, this.#theta0(), UNROLL);
  }

  async #unroll(): Promise<Tensor1D> {
    const rollout = this.#rollout as Rollout;
    const { meta } = this.#now();
    return (await rollout.unroll(meta.phi, 'sum', WEIGHTS, freeRunning)).gradient;
  }

  #learn(gradient: Tensor1D): void {
    this.#now().meta.apply(gradient, META_LEARNING_RATE);
    gradient.dispose();
  }

  async gradient(): Promise<Float32Array> {
    await this.restart();
    const gradient = await this.#unroll();
    const values = (await readFloats(gradient)).slice();
    gradient.dispose();
    await this.restart();
    return values;
  }

  async forward(): Promise<void> {
    const { rule, optimizee, meta } = this.#now();
    const parts = { rule, optimizee, phi: meta.phi, theta0: this.#theta0() };
    if (!(await forwardInPlace(parts))) await forwardOnTape(parts);
  }

  async step(): Promise<void> {
    this.#learn(await this.#unroll());
  }

  async #timedPasses(): Promise<Passes> {
    const from = performance.now();
    const gradient = await this.#unroll();
    const forward = performance.now() - from - this.#backwardMs;
    this.#learn(gradient);
    return { forward, backward: this.#backwardMs };
  }

  async lstm(): Promise<Passes> {
    const { rule, optimizee, meta } = this.#now();
    const parts = { rule, optimizee, phi: meta.phi };
    return (await lstmInPlace(parts)) ?? lstmOnTape(parts);
  }

  async close(): Promise<void> {
    const { optimizee, meta } = this.#now();
    this.#rollout?.dispose();
    this.#rollout = null;
    optimizee.dispose();
    meta.dispose();
    this.#open = null;
  }
}
