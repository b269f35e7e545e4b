import { type CpuKernels, JobKind } from '../../runtime/kernels/cpuKernels';
import { TooLargeForKernel } from '../../runtime/kernels/failure';
import type { Activation } from '../../specs/task';
import type { CpuFunction } from '../optimizee';
import type { ExampleSource, ExamplesInMemory } from './exampleSource';
import type { MlpLayer } from './layers';

/** In the order of their numbers in wasm/assembly/mlp.ts. */
const ACTIVATIONS: readonly Activation[] = ['sigmoid', 'tanh', 'relu'];
/** Fields of a job's description, and where two of them stand. */
const JOB_FIELDS = 20;
const SCRATCH = 5;
const PHASE = 12;
/** Scratch of more than this cannot be had in a memory of 4 GiB. */
const MOST_SCRATCH = 2 ** 31;

/** Where a call's numbers are, by their addresses; 0: not wanted. */
interface Places {
  theta: number;
  loss: number;
  gradient: number;
  accuracy: number;
}

/** Perceptrons in the kernels' memory (wasm/assembly/mlp.ts). */
export class MlpInMemory implements CpuFunction {
  readonly kernels: CpuKernels;
  readonly #problems: number;
  readonly #layers: readonly MlpLayer[];
  readonly #activation: Activation;
  readonly #source: ExampleSource;

  constructor(
    kernels: CpuKernels,
    problems: number,
    layers: readonly MlpLayer[],
    activation: Activation,
    source: ExampleSource,
  ) {
    this.kernels = kernels;
    this.#problems = problems;
    this.#layers = layers;
    this.#activation = activation;
    this.#source = source;
  }

  lossAndGradient(theta: number, step: number, loss: number, gradient: number): void {
    const examples = this.#source.inMemory(this.kernels, step);
    this.#run(examples, { theta, loss, gradient, accuracy: 0 });
  }

  /** θ [B, n] at `theta` in; the mean loss [B] to `loss`, the share of examples that are right [B] to `accuracy`. */
  scores(theta: number, examples: ExamplesInMemory, loss: number, accuracy: number): void {
    this.#run(examples, { theta, loss, gradient: 0, accuracy });
  }

  #run(examples: ExamplesInMemory, { theta, loss, gradient, accuracy }: Places): void {
    const { arena, code } = this.kernels;
    const { inputs, labels, inputSets, labelSets, count } = examples;
    const fields = [
      ...[theta, loss, gradient, inputs, labels, 0, this.#problems],
      ...[inputSets, count, this.#layers.at(-1)?.end ?? 0],
      ...[ACTIVATIONS.indexOf(this.#activation), labelSets, 0, this.#layers.length, accuracy],
      ...[this.#layers[0]?.rows ?? 0, ...this.#layers.map(({ columns }) => columns)],
    ];
    const job = arena.take(4 * JOB_FIELDS);
    let scratch: number | null = null;
    try {
      arena.words(job, fields.length).set(fields);
      const bytes = code.mlpScratchBytes(job);
      if (bytes > MOST_SCRATCH) throw new TooLargeForKernel('it needs more memory than there is');
      scratch = arena.take(bytes);
      arena.words(job, JOB_FIELDS)[SCRATCH] = scratch;
      for (const phase of [0, 1]) {
        arena.words(job, JOB_FIELDS)[PHASE] = phase;
        this.kernels.run(JobKind.mlp, job, 0, code.mlpUnits(job));
      }
    } finally {
      if (scratch !== null) arena.give(scratch);
      arena.give(job);
    }
  }
}
