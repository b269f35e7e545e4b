import { DIGIT_PIXELS, DIGIT_SIDE } from '../../datasets/digitShape';
import type { DigitSet } from '../../datasets/digits';
import { type CpuKernels, JobKind } from '../../runtime/kernels/cpuKernels';

/** Fields of a job's description (wasm/assembly/gather.ts). */
const JOB_FIELDS = 5;

/** Rows of pixels and their labels in the kernels' memory. The last ones gathered stay until others are. */
export class RowsInMemory {
  readonly kernels: CpuKernels;
  readonly #side: number;
  #inputs = 0;
  #labels = 0;
  #room = 0;

  constructor(kernels: CpuKernels, side: number) {
    this.kernels = kernels;
    this.#side = side;
  }

  /** @returns the addresses of inputs [picked, side²] and labels [picked] */
  gather({ images, labels }: DigitSet, picked: Int32Array): { inputs: number; labels: number } {
    const { arena } = this.kernels;
    const count = picked.length;
    this.#makeRoom(count);
    const bytes = arena.take(count * DIGIT_PIXELS);
    const job = arena.take(4 * JOB_FIELDS);
    try {
      const target = arena.bytes(bytes, count * DIGIT_PIXELS);
      const classes = arena.words(this.#labels, count);
      for (let e = 0; e < count; e++) {
        const image = picked[e] as number;
        const from = image * DIGIT_PIXELS;
        target.set(images.subarray(from, from + DIGIT_PIXELS), e * DIGIT_PIXELS);
        classes[e] = labels[image] as number;
      }
      arena.words(job, JOB_FIELDS).set([bytes, this.#inputs, count, DIGIT_SIDE, this.#side]);
      this.kernels.run(JobKind.gather, job, 0, this.kernels.code.gatherUnits(count));
    } finally {
      arena.give(job);
      arena.give(bytes);
    }
    return { inputs: this.#inputs, labels: this.#labels };
  }

  #makeRoom(count: number): void {
    if (count <= this.#room) return;
    this.dispose();
    const { arena } = this.kernels;
    this.#inputs = arena.take(4 * count * this.#side ** 2);
    this.#labels = arena.take(4 * count);
    this.#room = count;
  }

  dispose(): void {
    if (this.#room === 0) return;
    this.kernels.arena.give(this.#inputs);
    this.kernels.arena.give(this.#labels);
    this.#room = 0;
  }
}
