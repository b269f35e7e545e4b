import { type CpuKernels, JobKind } from '../../runtime/kernels/cpuKernels';
import { TooLargeForKernel } from '../../runtime/kernels/failure';
import { tf } from '../../runtime/tf';
import type { Activation } from '../../specs/task';
import type { CpuFunction } from '../optimizee';
import { exampleStore } from './exampleStore';
import type { MlpLayer } from './layers';
import type { Examples } from './minibatch';

/** In the order of their numbers in wasm/assembly/mlp.ts. */
const ACTIVATIONS: readonly Activation[] = ['sigmoid', 'tanh', 'relu'];
/** Fields of a job's description, and where two of them stand. */
const JOB_FIELDS = 19;
const SCRATCH = 5;
const PHASE = 12;
/** Scratch of more than this cannot be had in a memory of 4 GiB. */
const MOST_SCRATCH = 2 ** 31;

/** Perceptrons in the kernels' memory (wasm/assembly/mlp.ts). Minibatches are copied there when they are new. */
export class MlpInMemory implements CpuFunction {
  readonly kernels: CpuKernels;
  readonly #problems: number;
  readonly #layers: readonly MlpLayer[];
  readonly #activation: Activation;
  readonly #examples: (step: number) => Examples;

  constructor(
    kernels: CpuKernels,
    problems: number,
    layers: readonly MlpLayer[],
    activation: Activation,
    examples: (step: number) => Examples,
  ) {
    this.kernels = kernels;
    this.#problems = problems;
    this.#layers = layers;
    this.#activation = activation;
    this.#examples = examples;
  }

  lossAndGradient(theta: number, step: number, loss: number, gradient: number): void {
    tf.tidy(() => {
      const examples = this.#examples(step);
      const { inputs, labels } = examples.given;
      const [inputPlace = 0, labelPlace = 0] = exampleStore(this.kernels).places([inputs, labels]);
      const [inputSets, count] = examples.inputs.shape;
      const first = this.#layers[0];
      const fields = [
        ...[theta, loss, gradient, inputPlace, labelPlace, 0, this.#problems],
        ...[inputSets, count, this.#layers.at(-1)?.end ?? 0],
        ...[ACTIVATIONS.indexOf(this.#activation), examples.labels.shape[0], 0],
        ...[this.#layers.length, first?.rows ?? 0, ...this.#layers.map(({ columns }) => columns)],
      ];
      this.#run(fields);
    });
  }

  #run(fields: readonly number[]): void {
    const { arena, code } = this.kernels;
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
