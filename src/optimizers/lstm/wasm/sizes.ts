import type { CpuKernels } from '../../../runtime/kernels/cpuKernels';
import { inputFeatures, momentCount } from '../../../specs/lstmShapes';
import type { LstmConfig } from '../../../specs/optimizer';
import type { Blocks } from './layout';

/** Bytes of what the kernels keep, for one configuration and width of blocks (wasm/assembly/shape.ts, backward.ts). */
export interface Sizes {
  /** The weights, laid out for the kernels, with what the way back needs and without. */
  packed: number;
  packedForward: number;
  /** dL/dφ of a group of blocks. */
  gradient: number;
  /** h, c and moments of a block. */
  state: number;
  /** What the way back needs of one step of a block, with gates and without. */
  fullRecord: number;
  slimRecord: number;
  /** The cotangents that go from step to step, of a block. */
  carry: number;
  /** A thread's scratch. */
  forwardScratch: number;
  /** The same, with room for so many full records. */
  backwardScratch(records: number): number;
}

/** Without blocks: the sizes of what the weights alone decide. Sets the shapes for the calls that ask for them. */
export function sizesOf(
  { code }: CpuKernels,
  config: LstmConfig,
  { width }: Pick<Blocks, 'width'> = { width: 8 },
): Sizes {
  const { layers, hiddenUnits } = config;
  code.configure(layers, hiddenUnits, inputFeatures(config), momentCount(config), width);
  const fullRecord = code.recordBytes(true);
  const without = code.backwardScratchBytes(0);
  return {
    packed: code.packedBytes(true),
    packedForward: code.packedBytes(false),
    gradient: code.gradientBytes(),
    state: code.stateBytes(),
    fullRecord,
    slimRecord: code.recordBytes(false),
    carry: code.carryBytes(),
    forwardScratch: code.forwardScratchBytes(),
    backwardScratch: (records) => without + records * fullRecord,
  };
}
