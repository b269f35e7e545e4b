/** Optimizers as data: what a race, a file or a link says about one. No TensorFlow.js here. */
import { z } from 'zod';
import { oneOf, positive, whole } from './limits';

/** The four that the paper compares with: those of its figures, of Inspect, and of a race unless a person adds others. */
export const PAPER_BASELINES = ['sgd', 'nag', 'rmsprop', 'adam'] as const;
export type PaperBaseline = (typeof PAPER_BASELINES)[number];

/** Those whose learning rate has to be found. */
export const RATED_BASELINES = [
  ...PAPER_BASELINES,
  'momentum',
  'adamw',
  'adagrad',
  'lion',
] as const;
export type RatedBaseline = (typeof RATED_BASELINES)[number];

/** All optimizers designed by hand. L-BFGS finds the length of each step by itself: it has no learning rate. */
export const BASELINE_NAMES = [...RATED_BASELINES, 'lbfgs'] as const;
export type BaselineName = (typeof BASELINE_NAMES)[number];

export const BASELINE_LABELS: Record<BaselineName, string> = {
  sgd: 'SGD',
  nag: 'NAG',
  rmsprop: 'RMSprop',
  adam: 'Adam',
  momentum: 'Momentum',
  adamw: 'AdamW',
  adagrad: 'Adagrad',
  lion: 'Lion',
  lbfgs: 'L-BFGS',
};

export const isBaselineName = (name: string): name is BaselineName =>
  (BASELINE_NAMES as readonly string[]).includes(name);

export const isPaperBaseline = (name: string): name is PaperBaseline =>
  (PAPER_BASELINES as readonly string[]).includes(name);

/** Whether it has a learning rate. */
export const isRated = (name: string): name is RatedBaseline =>
  (RATED_BASELINES as readonly string[]).includes(name);

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

/** An optimizer designed by hand, at a learning rate. */
export interface BaselineSpec {
  kind: 'baseline';
  id: string;
  label: string;
  name: RatedBaseline;
  learningRate: number;
}

export interface LearnedSpec {
  kind: 'learned';
  id: string;
  label: string;
  optimizer: LearnedOptimizer;
}

/** An optimizer designed by hand that looks at f itself, and finds the length of each step by a line search. */
export interface LineSearchSpec {
  kind: 'line-search';
  id: string;
  label: string;
  name: 'lbfgs';
}

/** What makes an update of a gradient: what can be traced, and swept over gradients. */
export type GradientSpec = BaselineSpec | LearnedSpec;

/** One entrant of a race. `id` is unique within the race, `label` is what people read. */
export type OptimizerSpec = GradientSpec | LineSearchSpec;
