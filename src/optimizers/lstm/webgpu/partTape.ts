import type { Tensor2D } from '../../../runtime/tf';
import { clearBuffer, copyBuffer } from '../../../runtime/webgpu/computePass';
import type { GpuLstm } from './gpuLstm';
import { type StatePart, stateBytes } from './gpuState';
import { gateRows, mostBytes } from './shape';

/** Steps whose records share buffers, and what they may take together: weight gradients are summed once for them. */
const MOST_STEPS = 20;
const SEGMENT_BYTES = 2 ** 25;

/** Up to `capacity` steps one behind the other. */
interface Segment {
  /** capacity + 1 states, the first one copied from before. */
  states: GPUBuffer;
  /** As many gates; null where the way back computes them anew. */
  gates: GPUBuffer | null;
  steps: number;
}

/** Where the sums of weight gradients are: `begun` once something is in them. */
export interface Sums {
  readonly buffer: GPUBuffer;
  readonly slots: number;
  begun: boolean;
}

/** The record of an unroll for one part of the coordinates, and the way back through it. */
export class PartTape {
  readonly #lstm: GpuLstm;
  readonly #part: StatePart;
  readonly #keepGates: boolean;
  readonly #capacity: number;
  readonly #stateBytes: number;
  readonly #gateBytes: number;
  readonly #segments: Segment[] = [];
  /** Cotangents of the state behind the step that the way back has come to. */
  #carried: GPUBuffer | null = null;

  /** @param part the state to begin from; stays the caller's */
  constructor(lstm: GpuLstm, part: StatePart, keepGates: boolean) {
    this.#lstm = lstm;
    this.#part = part;
    this.#keepGates = keepGates;
    const shape = lstm.shape(part);
    this.#stateBytes = stateBytes(lstm.config, part);
    this.#gateBytes = 4 * gateRows(shape) * part.stride;
    const room = Math.floor(mostBytes() / this.#stateBytes) - 1;
    const fitting = Math.floor(SEGMENT_BYTES / this.#gateBytes);
    this.#capacity = Math.max(1, Math.min(MOST_STEPS, fitting, room));
  }

  /** Steps recorded. */
  get steps(): number {
    const last = this.#segments.at(-1);
    return last === undefined ? 0 : (this.#segments.length - 1) * this.#capacity + last.steps;
  }

  forward(gradient: Tensor2D, update: Tensor2D): void {
    let segment = this.#segments.at(-1);
    if (segment === undefined || segment.steps === this.#capacity) segment = this.#openSegment();
    const { states, gates, steps } = segment;
    this.#lstm.forward(this.#part, steps, states, gates, gradient, update);
    segment.steps += 1;
  }

  #openSegment(): Segment {
    const { pool } = this.#lstm;
    const before = this.#segments.at(-1);
    const states = pool.take((this.#capacity + 1) * this.#stateBytes);
    const segment: Segment = { states, gates: null, steps: 0 };
    this.#segments.push(segment);
    if (this.#keepGates) segment.gates = this.#takeGates();
    const bytes = this.#stateBytes;
    if (before === undefined) copyBuffer(this.#part.buffer, 0, states, 0, bytes);
    else copyBuffer(before.states, this.#capacity * bytes, states, 0, bytes);
    return segment;
  }

  #takeGates(): GPUBuffer {
    return this.#lstm.pool.take(this.#capacity * this.#gateBytes);
  }

  /** The state behind the last step to where the first one was. */
  copyLast(): void {
    const last = this.#segments.at(-1);
    if (last === undefined) return;
    const bytes = this.#stateBytes;
    copyBuffer(last.states, last.steps * bytes, this.#part.buffer, 0, bytes);
  }

  /** Before the first `back`. */
  startBack(): void {
    this.#carried ??= this.#lstm.pool.take(this.#stateBytes);
    clearBuffer(this.#carried);
  }

  /**
   * Back through step t, the last one that has not been gone through.
   *
   * @param input gets dL/d∇ₜ
   */
  back(t: number, lambda: Tensor2D, input: Tensor2D | null, sums: Sums): void {
    const segment = this.#segments[Math.floor(t / this.#capacity)] as Segment;
    const step = t % this.#capacity;
    const { states } = segment;
    const gates = segment.gates ?? this.#recompute(segment);
    const carried = this.#carried as GPUBuffer;
    this.#lstm.backward(this.#part, step, states, gates, carried, lambda, input);
    if (step > 0) return;
    const { buffer, slots, begun } = sums;
    this.#lstm.addWeightGradient(this.#part, segment.steps, states, gates, buffer, slots, begun);
    sums.begun = true;
    // The gates are gone: their cotangents took their place.
    this.#lstm.pool.give(gates);
    segment.gates = null;
  }

  #recompute(segment: Segment): GPUBuffer {
    const gates = this.#takeGates();
    segment.gates = gates;
    for (let step = 0; step < segment.steps; step++) {
      this.#lstm.gatesAgain(this.#part, step, segment.states, gates);
    }
    return gates;
  }

  dispose(): void {
    const { pool } = this.#lstm;
    for (const { states, gates } of this.#segments) {
      pool.give(states);
      if (gates !== null) pool.give(gates);
    }
    this.#segments.length = 0;
    if (this.#carried !== null) pool.give(this.#carried);
    this.#carried = null;
  }
}
