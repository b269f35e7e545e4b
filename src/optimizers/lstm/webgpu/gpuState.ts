import { type Tensor, type Tensor2D, tf } from '../../../runtime/tf';
import { type BufferPool, bufferPool, uniforms } from '../../../runtime/webgpu/buffers';
import {
  clearBuffer,
  computeKernel,
  copyBuffer,
  spread,
  storageTensor,
} from '../../../runtime/webgpu/computePass';
import type { LstmConfig } from '../../../specs/optimizer';
import type { OptimizerState } from '../../optimizer';
import { checkCoordinates } from '../coordinates';
import { FROM_TENSOR, TO_TENSOR } from './rows.wgsl';
import {
  cutIntoParts,
  kernelShape,
  momentsRow,
  mostBytes,
  type Part,
  stateRows,
  tuningFor,
} from './shape';

const toTensor = computeKernel('state to tensor', TO_TENSOR);
const fromTensor = computeKernel('state from tensor', FROM_TENSOR);

/** A part of the coordinates with its state's buffer, as described in common.wgsl.ts. */
export interface StatePart extends Part {
  readonly buffer: GPUBuffer;
}

/** Bytes of a state of these coordinates. */
export function stateBytes(config: LstmConfig, { stride }: Part): number {
  return 4 * stateRows(kernelShape(config, tuningFor(0))) * stride;
}

/**
 * A state in buffers of our own. As tensors it looks like the definition's, h and c of each layer [H, N] and each moment
 * [1, N]; those are made when somebody asks for them.
 */
export class GpuState implements OptimizerState {
  readonly step: number;
  /** N */
  readonly coordinates: number;
  readonly parts: readonly StatePart[];
  readonly #config: LstmConfig;
  readonly #pool: BufferPool;
  #tensors: Tensor[] | null = null;
  #held = true;

  /** Takes over the parts' buffers. */
  constructor(config: LstmConfig, parts: readonly StatePart[], step: number, pool: BufferPool) {
    this.#config = config;
    this.parts = parts;
    this.step = step;
    this.#pool = pool;
    this.coordinates = parts.reduce((sum, part) => sum + part.coordinates, 0);
  }

  /**
   * h = c = 0
   *
   * @param bytes what a buffer may have; as much as the device takes unless told
   * @throws LabError `bad-input` where there are no coordinates, or far too many
   */
  static zero(config: LstmConfig, coordinates: number, bytes = mostBytes()): GpuState {
    const state = GpuState.#undefined(config, coordinates, 0, bytes);
    for (const { buffer } of state.parts) clearBuffer(buffer);
    return state;
  }

  /** Buffers with whatever is in them. */
  static #undefined(
    config: LstmConfig,
    coordinates: number,
    step: number,
    bytes: number,
  ): GpuState {
    checkCoordinates(config, coordinates);
    const parts = cutIntoParts(kernelShape(config, tuningFor(0)), coordinates, bytes);
    return GpuState.#of(config, parts, step);
  }

  static #of(config: LstmConfig, parts: readonly Part[], step: number): GpuState {
    const pool = bufferPool();
    const taken: StatePart[] = [];
    try {
      for (const { first, coordinates, stride } of parts) {
        const part = { first, coordinates, stride };
        taken.push({ ...part, buffer: pool.take(stateBytes(config, part)) });
      }
    } catch (thrown) {
      for (const { buffer } of taken) pool.give(buffer);
      throw thrown;
    }
    return new GpuState(config, taken, step, pool);
  }

  /** A copy of a state made of the definition's tensors. */
  static from(config: LstmConfig, state: OptimizerState): GpuState {
    const coordinates = state.tensors[0]?.shape[1] ?? 0;
    const copy = GpuState.#undefined(config, coordinates, state.step, mostBytes());
    copy.#eachTensor((part, index, numbers) => {
      const tensor = state.tensors[index] as Tensor;
      fromTensor.dispatch([part.buffer, tensor, numbers], spread(Math.ceil(part.stride / 64)));
    });
    return copy;
  }

  copy(): GpuState {
    const copy = GpuState.#of(this.#config, this.parts, this.step);
    for (const [index, part] of this.parts.entries()) {
      const to = copy.parts[index] as StatePart;
      copyBuffer(part.buffer, 0, to.buffer, 0, stateBytes(this.#config, part));
    }
    return copy;
  }

  get tensors(): readonly Tensor[] {
    if (!this.#held) return [];
    this.#tensors ??= this.#asTensors();
    return this.#tensors;
  }

  #asTensors(): Tensor[] {
    const tensors = this.#rows().map(({ count }) =>
      tf.keep(storageTensor<Tensor2D>([count, this.coordinates])),
    );
    this.#eachTensor((part, index, numbers) => {
      const tensor = tensors[index] as Tensor;
      toTensor.dispatch([part.buffer, tensor, numbers], spread(Math.ceil(part.stride / 64)));
    });
    return tensors;
  }

  #eachTensor(visit: (part: StatePart, index: number, numbers: GPUBuffer) => void): void {
    const all = this.coordinates;
    for (const part of this.parts) {
      const { stride, first, coordinates } = part;
      for (const [index, { row, count }] of this.#rows().entries()) {
        visit(part, index, uniforms([row, count, stride, first, coordinates, all]));
      }
    }
  }

  /** Which rows each tensor has: h and c of each layer, then the moments, one row each. */
  #rows(): { row: number; count: number }[] {
    const { layers, hiddenUnits: count } = this.#config;
    const units = Array.from({ length: 2 * layers }, (_, k) => ({ row: k * count, count }));
    const shape = kernelShape(this.#config, tuningFor(0));
    const first = momentsRow(shape);
    return [
      ...units,
      ...Array.from({ length: shape.moments }, (_, k) => ({ row: first + k, count: 1 })),
    ];
  }

  /** The same buffers as the state behind the next steps; this object is then empty. */
  moveOn(steps: number): GpuState {
    this.#releaseTensors();
    this.#held = false;
    return new GpuState(this.#config, this.parts, this.step + steps, this.#pool);
  }

  #releaseTensors(): void {
    if (this.#tensors !== null) tf.dispose(this.#tensors);
    this.#tensors = null;
  }

  dispose(): void {
    if (!this.#held) return;
    this.#releaseTensors();
    this.#held = false;
    for (const { buffer } of this.parts) this.#pool.give(buffer);
  }
}
