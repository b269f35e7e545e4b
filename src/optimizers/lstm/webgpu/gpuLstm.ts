import type { Tensor, Tensor1D, Tensor2D } from '../../../runtime/tf';
import { type BufferPool, bufferPool, uniforms } from '../../../runtime/webgpu/buffers';
import { type Bindable, spread, storageTensor } from '../../../runtime/webgpu/computePass';
import { LabError } from '../../../specs/errors';
import { lstmWeightCount } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';
import type { GpuState } from './gpuState';
import { type LstmKernels, lstmKernels } from './kernels';
import { type Part, packedCount, type Tuning, tuningFor } from './shape';
import { weightGradientItems } from './weightGradient.wgsl';

/** The kernels with weights φ: what racing and the tape have in common. Holds a buffer: dispose of it. */
export class GpuLstm {
  readonly config: LstmConfig;
  readonly pool: BufferPool;
  readonly #tuning: Tuning | null;
  readonly #packed: GPUBuffer;
  #held = true;

  /**
   * @param phi φ [P]; stays the caller's
   * @param tuning how the work is cut; as the device and the coordinates ask for unless told
   */
  constructor(config: LstmConfig, phi: Tensor1D, tuning: Tuning | null = null) {
    this.config = config;
    this.#tuning = tuning;
    this.pool = bufferPool();
    const { shape, pack } = this.#kernels(0);
    const quads = packedCount(shape);
    this.#packed = this.pool.take(16 * quads);
    try {
      pack.dispatch([phi, this.#packed], [Math.ceil(quads / 64)]);
    } catch (thrown) {
      this.dispose();
      throw thrown;
    }
  }

  /** P */
  get weightCount(): number {
    return lstmWeightCount(this.config);
  }

  /** How weights are packed is the same for any number of coordinates. */
  #kernels(coordinates: number): LstmKernels {
    return lstmKernels(this.config, this.#tuning ?? tuningFor(coordinates));
  }

  /** The shape in use for a part. */
  shape({ coordinates }: Part) {
    return this.#kernels(coordinates).shape;
  }

  /** @throws LabError `bad-input` where these are not numbers for the state's coordinates */
  check(values: Tensor2D, { coordinates }: GpuState): void {
    if (values.size !== coordinates) {
      throw new LabError({
        code: 'bad-input',
        message: `The learned optimizer has a state for ${coordinates} coordinates and got ${values.size} numbers.`,
        remedy: 'Start it anew for this problem.',
      });
    }
  }

  #numbers(part: Part, step: number, steps = 0, goesOn = false): GPUBuffer {
    const { outputScale, p } = this.config;
    return uniforms(
      [part.first, part.coordinates, part.stride, step, steps, goesOn ? 1 : 0],
      [outputScale, p, Math.exp(-p), Math.exp(p)],
    );
  }

  #eachColumn(part: Part): [number, number] {
    const { lanes, group } = this.shape(part);
    return spread(Math.ceil(part.stride / lanes / group));
  }

  /** One step in place: state, gradient → update. */
  replace(part: Part, state: GPUBuffer, gradient: Tensor2D, update: Tensor2D): void {
    const numbers = this.#numbers(part, 0);
    const bindings = [this.#packed, state, numbers, gradient, update];
    this.#kernels(part.coordinates).forward.inPlace.dispatch(bindings, this.#eachColumn(part));
  }

  /** From state `step` to the next one, with the gates where there is a place for them. */
  forward(
    part: Part,
    step: number,
    states: GPUBuffer,
    gates: GPUBuffer | null,
    gradient: Tensor2D,
    update: Tensor2D,
  ): void {
    const { forward } = this.#kernels(part.coordinates);
    const bindings: Bindable[] = [
      this.#packed,
      states,
      this.#numbers(part, step),
      gradient,
      update,
    ];
    if (gates !== null) bindings.push(gates);
    const kernel = gates === null ? forward.states : forward.record;
    kernel.dispatch(bindings, this.#eachColumn(part));
  }

  /** The gates of `step` from the states on both of its sides. */
  gatesAgain(part: Part, step: number, states: GPUBuffer, gates: GPUBuffer): void {
    const bindings = [this.#packed, states, this.#numbers(part, step), gates];
    this.#kernels(part.coordinates).forward.again.dispatch(bindings, this.#eachColumn(part));
  }

  /** Gates become their cotangents, carried cotangents those of the state before; `input` gets that of ∇. */
  backward(
    part: Part,
    step: number,
    states: GPUBuffer,
    gates: GPUBuffer,
    carried: GPUBuffer,
    lambda: Tensor2D,
    input: Tensor2D | null,
  ): void {
    const { backward, backwardThrough } = this.#kernels(part.coordinates);
    const bindings: Bindable[] = [
      this.#packed,
      states,
      this.#numbers(part, step),
      gates,
      carried,
      lambda,
    ];
    if (input !== null) bindings.push(input);
    (input === null ? backward : backwardThrough).dispatch(bindings, this.#eachColumn(part));
  }

  /** How many slots the sums of weight gradients have for parts up to this one's size. */
  slots(part: Part): number {
    const shape = this.shape(part);
    const columns = part.stride / 4;
    const room = Math.floor(MOST_BYTES_OF_SUMS / 16 / packedCount(shape));
    return Math.max(1, Math.min(Math.ceil(columns / LEAST_COLUMNS), shape.slots, room));
  }

  sumsBytes(part: Part): number {
    return 16 * packedCount(this.shape(part)) * this.slots(part);
  }

  /** Adds what `steps` steps have to say about the weights to the slots' sums, or begins with it. */
  addWeightGradient(
    part: Part,
    steps: number,
    states: GPUBuffer,
    gates: GPUBuffer,
    sums: GPUBuffer,
    slots: number,
    goesOn: boolean,
  ): void {
    const { shape, weightGradient } = this.#kernels(part.coordinates);
    const numbers = this.#numbers(part, 0, steps, goesOn);
    const groups = Math.ceil(weightGradientItems(shape) / shape.group);
    weightGradient.dispatch([states, gates, numbers, sums], [groups, slots]);
  }

  /** dL/dφ [P] from the slots' sums; the caller's. */
  weightGradient(sums: GPUBuffer, slots: number): Tensor1D {
    const { shape, sum } = this.#kernels(0);
    const gradient = storageTensor<Tensor1D>([this.weightCount]);
    sum.dispatch(
      [sums, gradient as Tensor, uniforms([slots])],
      [Math.ceil(packedCount(shape) / 64)],
    );
    return gradient;
  }

  dispose(): void {
    if (!this.#held) return;
    this.#held = false;
    this.pool.give(this.#packed);
  }
}

const MOST_BYTES_OF_SUMS = 2 ** 24;
/** Columns of four coordinates that a slot should have at least. */
const LEAST_COLUMNS = 4;
