/**
 * The paper's figures that the Lab computes anew, as data: what is raced in each, for how long, what the paper says of
 * it, and by which protocol (Andrychowicz and others, "Learning to learn by gradient descent by gradient descent",
 * 2016, figures 4, 5 and 6). Figures 10 and 11, where nothing is raced, are in `dissections.ts`.
 */
import type { OptimizerSpec, RatedBaseline } from './optimizer';
import type { TunedRate } from './race';
import {
  type Activation,
  type DigitSource,
  mnistSpecSchema,
  quadraticSpecSchema,
  type TaskSpec,
} from './task';

/** In these optimizers race. */
export const RACED_FIGURE_IDS = [
  '4-left',
  '4-centre',
  '4-right',
  '5-left',
  '5-centre',
  '5-right',
  '6',
] as const;
export type RacedFigureId = (typeof RACED_FIGURE_IDS)[number];

/** In these, of Appendix B, one optimizer is dissected: see `dissections.ts`. */
export const DISSECTION_IDS = ['10', '11'] as const;
export type DissectionId = (typeof DISSECTION_IDS)[number];

export const FIGURE_IDS = [...RACED_FIGURE_IDS, ...DISSECTION_IDS] as const;
export type FigureId = (typeof FIGURE_IDS)[number];

export const isDissection = (id: FigureId): id is DissectionId =>
  DISSECTION_IDS.some((one) => one === id);

/** One kind of problem of a figure. Only Figure 6 has several. */
export interface FigureSetting {
  /** Unique within the figure, as in `35-units-2-layers`. */
  key: string;
  task: TaskSpec;
}

export interface FigurePlan {
  id: RacedFigureId;
  settings: readonly FigureSetting[];
  /** T, updates that every optimizer makes; also what learning rates are tuned for. */
  steps: number;
  /** The step at which the figure begins. */
  from: number;
  /** What the paper says of its LSTM: it is ahead of every optimizer designed by hand, or it fails. */
  claim: 'ahead' | 'behind';
  /** Figure 6 is about where each optimizer ends; the others show the way there. */
  shows: 'curves' | 'final';
}

/** The network that the paper trains its optimizer on has one hidden layer of 20 sigmoid units. */
export const TRAINED_UNITS = 20;
export const FIGURE_6_UNITS = [5, 20, 35, 50] as const;
export const FIGURE_6_LAYERS = [1, 2] as const;

/** @param data whose digits; of no meaning to Figure 4 left */
export function figurePlan(id: RacedFigureId, data: DigitSource): FigurePlan {
  const network = (
    hiddenUnits: number,
    hiddenLayers: number,
    activation: Activation = 'sigmoid',
  ): FigureSetting => ({
    key: `${hiddenUnits}-units-${hiddenLayers}-layers${activation === 'sigmoid' ? '' : `-${activation}`}`,
    task: mnistSpecSchema.parse({ name: 'mnist', hiddenUnits, hiddenLayers, activation, data }),
  });
  const plan = (
    settings: readonly FigureSetting[],
    more: Partial<FigurePlan> = {},
  ): FigurePlan => ({
    id,
    settings,
    steps: 100,
    from: 0,
    claim: 'ahead',
    shows: 'curves',
    ...more,
  });
  switch (id) {
    case '4-left':
      return plan([{ key: 'quadratic', task: quadraticSpecSchema.parse({ name: 'quadratic' }) }]);
    case '4-centre':
      return plan([network(TRAINED_UNITS, 1)]);
    case '4-right':
      return plan([network(TRAINED_UNITS, 1)], { steps: 200, from: 100 });
    case '5-left':
      return plan([network(40, 1)]);
    case '5-centre':
      return plan([network(TRAINED_UNITS, 2)]);
    case '5-right':
      return plan([network(TRAINED_UNITS, 1, 'relu')], { claim: 'behind' });
    case '6':
      return plan(
        FIGURE_6_LAYERS.flatMap((layers) => FIGURE_6_UNITS.map((units) => network(units, layers))),
        { shows: 'final' },
      );
  }
}

/** Whether a figure's networks learn to read digits; else its problems are quadratics. */
export const usesDigits = (id: FigureId): boolean => id !== '4-left';

/** A loss that was read off the paper's figure, by eye: good to a few hundredths. */
export interface PaperValue {
  label: string;
  step: number;
  loss: number;
}

/** Where the paper's figure can be read: of Figure 4 left its axis is scaled otherwise, of Figure 6 none was read. */
export const PAPER_VALUES: Readonly<Record<RacedFigureId, readonly PaperValue[]>> = {
  '4-left': [],
  '4-centre': [
    { label: 'LSTM', step: 100, loss: 0.26 },
    { label: 'NAG', step: 100, loss: 0.34 },
  ],
  '4-right': [
    { label: 'LSTM', step: 200, loss: 0.21 },
    { label: 'NAG', step: 200, loss: 0.27 },
  ],
  '5-left': [
    { label: 'LSTM', step: 97, loss: 0.19 },
    { label: 'best baseline', step: 97, loss: 0.31 },
  ],
  '5-centre': [
    { label: 'LSTM', step: 97, loss: 0.33 },
    { label: 'best baseline', step: 97, loss: 0.72 },
  ],
  '5-right': [
    { label: 'LSTM', step: 97, loss: 2.6 },
    { label: 'best baseline', step: 97, loss: 0.37 },
  ],
  '6': [],
};

/** How many problems an optimizer is judged on, and on how many others learning rates are chosen. */
export interface FigureSize {
  problems: number;
  tuningProblems: number;
}

export const FIGURE_SIZE_NAMES = ['quick', 'full'] as const;
export type FigureSizeName = (typeof FIGURE_SIZE_NAMES)[number];

/** Never fewer than eight problems: fewer say little. `full` is what ships. */
export function figureSize(id: RacedFigureId, name: FigureSizeName): FigureSize {
  if (usesDigits(id)) {
    return name === 'full'
      ? { problems: 16, tuningProblems: 8 }
      : { problems: 8, tuningProblems: 2 };
  }
  return name === 'full'
    ? { problems: 128, tuningProblems: 128 }
    : { problems: 32, tuningProblems: 32 };
}

/** Problems of races and of tunings come from streams of their own, so their seeds may be any. */
export const FIGURE_SEED = 4001;
export const FIGURE_TUNING_SEED = 77_001;

/** Networks are tuned by their loss over so many training examples: one minibatch would be too rough a judge. */
export const TUNING_EXAMPLES = 5000;

export type SettingRates = Partial<Record<RatedBaseline, TunedRate>>;

/** Everything that decides a figure's numbers, given a backend. */
export interface FigureConfig {
  figure: RacedFigureId;
  data: DigitSource;
  /** B */
  problems: number;
  seed: number;
  tuning: { problems: number; seed: number };
  learned: readonly Extract<OptimizerSpec, { kind: 'learned' }>[];
  /** By the setting's key: rates that are known. What is missing is tuned. */
  rates: Readonly<Record<string, SettingRates>>;
}
