/** What the compiled kernels (wasm/assembly) offer, and how work is given to them. Types and numbers only. */
import type { Arena } from './arena';

/** What a job computes: the numbers of wasm/assembly/jobs.ts. */
export const JobKind = {
  /** One step of the LSTM. */
  lstmForward: 0,
  /** The recorded steps of an unroll, or some of them, backwards. */
  lstmBackward: 1,
  /** f and ∇f of quadratics. */
  quadratic: 2,
  /** f and ∇f of networks. */
  mlp: 3,
  /** All steps of an unroll of quadratics, forward and, if asked, backward. */
  roll: 4,
  /** Images of bytes as the rows of a minibatch. */
  gather: 5,
} as const;
export type JobKind = (typeof JobKind)[keyof typeof JobKind];

/** What wasm/assembly/index.ts exports; addresses are bytes in the one memory. */
export interface KernelExports {
  /** First byte that is not the module's own. */
  heapBase(): number;
  /** Sets the shapes for the calls below that ask for them; jobs set their own. */
  configure(layers: number, hidden: number, features: number, moments: number, width: number): void;
  /** Of φ as `pack` lays it out, with what the way back needs or without. */
  packedBytes(back: boolean): number;
  gradientBytes(): number;
  stateBytes(): number;
  recordBytes(gates: boolean): number;
  carryBytes(): number;
  /** Of one thread, for jobs that go forward only. */
  forwardScratchBytes(): number;
  /** Of one thread, with room for `steps` full records of one block. */
  backwardScratchBytes(steps: number): number;
  pack(phi: number, packed: number, back: boolean): void;
  /** φ's gradient from the sums of `groups` groups, added in their order to the first. */
  unpack(sums: number, groups: number, phi: number): void;
  /** Bytes of one packed quadratic. */
  quadraticBytes(n: number): number;
  packQuadratics(w: number, y: number, n: number, count: number, packed: number): void;
  /** Bytes that a job of networks needs between its phases, and the units of the phase that stands in it. */
  mlpScratchBytes(job: number): number;
  mlpUnits(job: number): number;
  /** Units of a job that gathers so many images. */
  gatherUnits(count: number): number;
  sigmoids(x: number, y: number, count: number): void;
  tanhs(x: number, y: number, count: number): void;
  /** Runs units [first, end) of a job with `others` threads of the pool; false where one of them broke off or hangs. */
  runJob(
    pool: number,
    kind: number,
    job: number,
    first: number,
    end: number,
    others: number,
  ): boolean;
  poolBytes(): number;
}

/** The compiled kernels in this thread, their memory and their threads. */
export interface CpuKernels {
  readonly code: KernelExports;
  readonly arena: Arena;
  /** How many threads work on a job, this one included. */
  readonly threads: number;
  /** Whether the build with relaxed SIMD (multiply-add in one rounding) is in use. */
  readonly relaxed: boolean;
  /**
   * Runs units [first, end) of a job on all threads and returns when all are done. `job` is the address of the job's
   * description; its layout stands in the assembly file that reads it. Which thread does which unit is not
   * determined, so a unit's result must not depend on it.
   *
   * @throws KernelFailure where a thread broke off or does not answer
   */
  run(kind: JobKind, job: number, first: number, end: number): void;
}
