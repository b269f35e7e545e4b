/** What is measured against each other: implementations of one and the same meta-step. */
import type { BenchCase } from './cases';
import type { CaseData } from './data';

export type BenchBackend = 'wasm' | 'webgpu';

export const KINDS = ['stock', 'definition', 'jax', 'ours'] as const;
export type Kind = (typeof KINDS)[number];

/** Names one contender; each has a process or a worker of its own. */
export interface ContenderSpec {
  kind: Kind;
  backend: BenchBackend;
  /** How many threads are asked for; null: the library decides. */
  threads: number | null;
}

/** Milliseconds of the two passes of one unroll. */
export interface Passes {
  forward: number;
  backward: number;
}

/**
 * One implementation of meta-training at one size. A method ends when its results are known to the caller: what a GPU
 * still had to do has been done.
 */
export interface Contender {
  /** Starts the library; what computes, in words. */
  start(): Promise<string>;
  /** Takes over a case, and compiles where the library compiles. */
  open(bench: BenchCase, data: CaseData): Promise<void>;
  /** θ₀ and a fresh state. */
  restart(): Promise<void>;
  /** dL/dφ [P] of the unroll from θ₀, in the order of specs/lstmShapes.ts. */
  gradient(): Promise<Float32Array>;
  /** One unroll forward, with whatever the way back needs; gives it up again. */
  forward(): Promise<void>;
  /** One unroll forward and back, and Adam's step on φ; θ and the state go on. Ends by reading the meta-loss. */
  step(): Promise<void>;
  /** As `step`, timing the passes inside: only where they follow each other on the clock of the caller. */
  passes?(): Promise<Passes>;
  /** The LSTM by itself: K steps and back, at given gradients and cotangents. */
  lstm?(): Promise<Passes>;
  /** Gives up the case. */
  close(): Promise<void>;
}

export function labelOf({ kind, backend, threads }: ContenderSpec): string {
  const names: Record<Kind, string> = {
    stock: 'stock TensorFlow.js',
    definition: 'our definition, TensorFlow.js',
    jax: 'jax-js',
    ours: 'our kernels',
  };
  if (backend === 'webgpu') return names[kind];
  if (threads === null) return `${names[kind]}, its own threads`;
  return `${names[kind]}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}
