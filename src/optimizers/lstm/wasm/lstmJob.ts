/** The description of a job of the LSTM in the kernels' memory: wasm/assembly/lstmJob.ts reads it. */
import type { Control } from '../../../runtime/control';
import type { CpuKernels, JobKind } from '../../../runtime/kernels/cpuKernels';
import { inputFeatures, lstmWeightCount, momentCount } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';
import { LEAST_SQUARE, MOMENT_DECAY, MOMENT_EPSILON } from '../preprocess';
import { type Blocks, groupCount, groupLength } from './layout';

/** Where fields stand, in words of 32 bits. */
const FIELDS = {
  partFirst: 6,
  partEnd: 7,
  packed: 8,
  sums: 9,
  scratch: 10,
  scratchBytes: 11,
  states: 16,
  stepCount: 17,
  steps: 18,
  firstStep: 19,
  endStep: 20,
  records: 21,
  recordSpacing: 22,
  updates: 23,
  theta: 24,
  carries: 25,
  inputCotangents: 26,
  suffix: 27,
  problems: 28,
  dimension: 29,
  problemsPerBlock: 30,
  problemCount: 31,
  back: 32,
  lossAtStart: 33,
  preprocessing: 34,
  bounded: 35,
  moments: 36,
} as const;
const JOB_WORDS = 40;

/** How the kernels number what becomes of the gradients. */
const PREPROCESSING = { none: 0, 'log-sign': 1, rnnprop: 2 } as const;

export type JobFields = Partial<Record<keyof typeof FIELDS, number>>;

export const RECORDS = { none: 0, slim: 1, full: 2, oneBlock: 3 } as const;

/** Where a step's arrays stand. */
export interface StepPlaces {
  record?: number;
  gradient?: number;
  behind?: number;
  scale?: number;
  loss?: number;
}
const STEP_WORDS = 8;

/** Between two breaths at most so many milliseconds of work, as far as can be told beforehand. */
const SLICE_MS = 25;
/** Floating-point operations in a millisecond, until it has been measured. */
const FIRST_GUESS = 2e7;

export class LstmJob {
  readonly #kernels: CpuKernels;
  readonly #blocks: Blocks;
  readonly #address: number;
  #steps: number;
  #stepsHeld: number;
  #scratch = 0;
  #scratchBytes = 0;
  #scratchThreads = 0;
  /** Multiplications for a block and step, about. */
  readonly #weights: number;
  #flopsAMillisecond = FIRST_GUESS;

  /** @param steps K, as far as it is known */
  constructor(kernels: CpuKernels, config: LstmConfig, blocks: Blocks, steps: number) {
    const { arena } = kernels;
    this.#kernels = kernels;
    this.#blocks = blocks;
    this.#weights = lstmWeightCount(config) * blocks.width;
    this.#address = arena.takeZeroed(4 * JOB_WORDS);
    this.#stepsHeld = Math.max(1, steps);
    this.#steps = arena.takeZeroed(4 * STEP_WORDS * this.#stepsHeld);
    arena
      .words(this.#address, 6)
      .set([
        config.layers,
        config.hiddenUnits,
        inputFeatures(config),
        blocks.width,
        blocks.count,
        groupCount(blocks),
      ]);
    const { p } = config;
    const floats = arena.floats(this.#address, JOB_WORDS);
    floats.set([config.outputScale, p, Math.exp(-p), Math.exp(p)], 12);
    floats.set([MOMENT_DECAY, MOMENT_EPSILON, LEAST_SQUARE], 37);
    this.set({
      partFirst: 0,
      partEnd: groupLength(blocks),
      steps: this.#steps,
      preprocessing: PREPROCESSING[config.preprocess],
      bounded: config.output === 'tanh' ? 1 : 0,
      moments: momentCount(config),
    });
  }

  set(fields: JobFields): void {
    const words = this.#kernels.arena.words(this.#address, JOB_WORDS);
    for (const [name, value] of Object.entries(fields)) {
      words[FIELDS[name as keyof typeof FIELDS]] = value;
    }
  }

  setStep(t: number, { record, gradient, behind, scale, loss }: StepPlaces): void {
    if (t >= this.#stepsHeld) this.#holdSteps(2 * t);
    const address = this.#steps + 4 * STEP_WORDS * t;
    const words = this.#kernels.arena.words(address, STEP_WORDS);
    if (record !== undefined) words[0] = record;
    if (gradient !== undefined) words[1] = gradient;
    if (behind !== undefined) words[2] = behind;
    if (loss !== undefined) words[4] = loss;
    if (scale !== undefined) this.#kernels.arena.floats(address, 4)[3] = scale;
  }

  #holdSteps(count: number): void {
    const { arena } = this.#kernels;
    const steps = arena.takeZeroed(4 * STEP_WORDS * count);
    const words = STEP_WORDS * this.#stepsHeld;
    arena.words(steps, words).set(arena.words(this.#steps, words));
    arena.give(this.#steps);
    this.#steps = steps;
    this.#stepsHeld = count;
    this.set({ steps });
  }

  /** Sees to it that every thread has so many bytes of scratch. */
  needScratch(bytes: number): void {
    const { arena, threads } = this.#kernels;
    if (bytes <= this.#scratchBytes && threads <= this.#scratchThreads) return;
    // Whole cache lines, so that threads do not write to the same one.
    const each = Math.ceil(Math.max(bytes, this.#scratchBytes) / 64) * 64;
    const place = arena.take(each * threads);
    this.#giveScratch();
    this.#scratch = place;
    this.#scratchBytes = each;
    this.#scratchThreads = threads;
    this.set({ scratch: place, scratchBytes: each });
  }

  #giveScratch(): void {
    if (this.#scratchThreads > 0) this.#kernels.arena.give(this.#scratch);
    this.#scratchThreads = 0;
  }

  /** All blocks at once. */
  run(kind: JobKind): void {
    const groups = groupCount(this.#blocks);
    this.#kernels.run(kind, this.#address, 0, groups);
  }

  /**
   * All blocks, some at a time, so that the run can breathe between them. What they compute does not depend on how
   * they are divided: each group keeps its sum and goes through its blocks in order.
   *
   * @param passes how much is done with each weight and coordinate, in steps forward
   */
  async runInSlices(kind: JobKind, passes: number, control: Control): Promise<void> {
    const groups = groupCount(this.#blocks);
    const length = groupLength(this.#blocks);
    const cost = 2 * this.#weights * passes;
    for (let first = 0; first < length; ) {
      const most = Math.floor((SLICE_MS * this.#flopsAMillisecond) / cost);
      const end = Math.min(length, first + Math.max(1, Math.floor(most / groups)));
      this.set({ partFirst: first, partEnd: end });
      const groupsAtOnce = Math.min(groups, Math.max(this.#kernels.threads, most));
      for (let group = 0; group < groups; group += groupsAtOnce) {
        const stop = Math.min(groups, group + groupsAtOnce);
        const from = performance.now();
        this.#kernels.run(kind, this.#address, group, stop);
        const took = Math.max(0.01, performance.now() - from);
        this.#flopsAMillisecond = (cost * (end - first) * (stop - group)) / took;
        await control.breathe();
      }
      first = end;
    }
    this.set({ partFirst: 0, partEnd: length });
  }

  dispose(): void {
    const { arena } = this.#kernels;
    arena.give(this.#address);
    arena.give(this.#steps);
    this.#giveScratch();
  }
}
