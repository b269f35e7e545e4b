/** Optimizers as data: what a race, a file or a link says about one. No TensorFlow.js here. */
import { z } from 'zod';
import { oneOf, positive, whole } from './limits';

export const BASELINE_NAMES = ['sgd', 'nag', 'rmsprop', 'adam'] as const;
export type BaselineName = (typeof BASELINE_NAMES)[number];

export const BASELINE_LABELS: Record<BaselineName, string> = {
  sgd: 'SGD',
  nag: 'NAG',
  rmsprop: 'RMSprop',
  adam: 'Adam',
};

/** The shape and the input/output conventions of a coordinatewise LSTM optimizer (paper, section 2.1 and Appendix A). */
export const lstmConfigSchema = z.object({
  rule: z.literal('lstm').default('lstm'),
  layers: whole(1, 8).default(2),
  /** H, hidden units of each layer. */
  hiddenUnits: whole(1, 512).default(20),
  /**
   * `none`: the raw gradient; `log-sign`: Appendix A's two features; `rnnprop`: the gradient and its moving average by
   * the root of the moving average of its square (Lv, Jiang and Li, 2017).
   */
  preprocess: oneOf(['none', 'log-sign', 'rnnprop']).default('none'),
  /** Appendix A's p: gradients below e⁻ᵖ are passed linearly. */
  p: positive(50).default(10),
  /** The update is outputScale · (w·h + b), or with `tanh` outputScale · tanh(w·h + b): never a larger step. */
  outputScale: positive(100).default(0.1),
  output: oneOf(['linear', 'tanh']).default('linear'),
});
export type LstmConfig = z.infer<typeof lstmConfigSchema>;

/** Where a learned optimizer came from; kept in its file as `training`. */
export const trainingRecordSchema = z.looseObject({
  task: z.unknown().optional(),
  horizon: z.number().optional(),
  unroll: z.number().optional(),
  /** Number of horizons of meta-training. */
  epochs: z.number().optional(),
  seed: z.number().optional(),
  metaOptimizer: z.string().optional(),
  /** Mean loss at the end of a horizon over the validation problems, of the weights that were kept. */
  validationScore: z.number().optional(),
  date: z.string().optional(),
  appVersion: z.string().optional(),
});
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;

export interface NamedTensor {
  shape: number[];
  values: Float32Array;
}

/** A trained optimizer as plain data: what an optimizer file holds (see optimizerFile/). */
export interface LearnedOptimizer {
  config: LstmConfig;
  /** By the names and in the layout of the optimizer file: `cells.0.weight_ih` [4H, inputs], …, `output.bias` [1]. */
  tensors: Record<string, NamedTensor>;
  training: TrainingRecord;
  /** Metadata keys of the file that this version does not know, kept as they were. */
  extra: Record<string, string>;
}

/** One entrant of a race. `id` is unique within the race, `label` is what people read. */
export type OptimizerSpec =
  | { kind: 'baseline'; id: string; label: string; name: BaselineName; learningRate: number }
  | { kind: 'learned'; id: string; label: string; optimizer: LearnedOptimizer };
