/** What the bench writes as JSON, and prints. */
import type { ContenderSpec } from '../lib/contender';
import type { Launches } from '../lib/host';
import type { RaceGrowth } from '../lib/race';
import type { RecordingCost } from '../lib/recording';
import type { Spread } from '../lib/statistics';
import type { PassingAdam } from '../lib/training';

export interface LstmResult {
  /** Milliseconds of one unroll of the LSTM alone, forward and back. */
  ms: Spread;
  forwardMs: Spread;
  backwardMs: Spread;
  gflops: number;
  /** Of the peak measured with the same threads, 0 to 1; null where none was measured. */
  shareOfPeak: number | null;
}

export interface Row {
  contender: ContenderSpec;
  label: string;
  /** What computes, in the library's words. */
  detail: string;
  /** Why there are no numbers, or not all. */
  failure: string | null;
  /** Milliseconds until the first meta-gradient was there, compilation and all. */
  firstMs: number | null;
  /** Milliseconds of a whole meta-step. */
  step: Spread | null;
  forward: Spread | null;
  backward: Spread | null;
  /** Whether `backward` is the whole step less the way forward: then it has Adam's step in it. */
  backwardIsDifference: boolean;
  /** ‖g − g′‖ / ‖g′‖ of its meta-gradient g and that of our kernels. */
  deviation: number | null;
  lstm: LstmResult | null;
  launches: Launches | null;
}

export interface CaseResult {
  id: string;
  label: string;
  backend: 'wasm' | 'webgpu';
  coordinates: number;
  flopsACoordinateStep: number;
  rows: Row[];
  /** Median of the one divided by the median of our kernels. */
  ratios: { than: string; ours: string; ratio: number }[];
}

export interface RaceResult {
  backend: 'wasm' | 'webgpu';
  label: string;
  growth: RaceGrowth[];
  failure: string | null;
}

export interface RecordingResult {
  backend: 'wasm' | 'webgpu';
  label: string;
  cost: RecordingCost | null;
  /** Of the turns: the race with recording by the race without. */
  ratio: Spread | null;
  failure: string | null;
}

export interface TrainingResult extends PassingAdam {
  /** Through the page, or the engine by itself. */
  where: string;
  /** What the page said. */
  text?: string;
}

export interface Peak {
  /** GFLOP/s of the SIMD matrix product, by threads. */
  wasm: { threads: number; gflops: number }[];
  /** GFLOP/s of fused multiply-adds in registers. */
  webgpu: number | null;
}

export interface BenchResults {
  date: string;
  machine: { cpu: string; cores: number; memoryGb: number; system: string };
  habitat: string;
  node: string;
  threads: number[];
  repeats: number;
  peak: Peak;
  cases: CaseResult[];
  races: RaceResult[];
  recordings: RecordingResult[];
  training: TrainingResult[];
  seconds: number;
}
