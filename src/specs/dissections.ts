/**
 * Figures 10 and 11 of the paper (Appendix B) as data: one optimizer minimises one problem, and what it did to one
 * coordinate is looked at. The paper dissects its neural-art optimizer; here it is one trained on MNIST.
 */
import {
  type DissectionId,
  type FigureSizeName,
  figureSize,
  type SettingRates,
  TRAINED_UNITS,
} from './figures';
import { type LearnedSpec, PAPER_BASELINES, type PaperBaseline } from './optimizer';
import { type DigitSource, type MnistSpec, mnistSpecSchema } from './task';

export interface DissectionPlan {
  id: DissectionId;
  /** The network of Figure 4, centre; learning rates tuned for that serve here, too. */
  settings: readonly [{ key: string; task: MnistSpec }];
  /** T, updates that the optimizer makes; also what learning rates are tuned for. */
  steps: number;
  /** Optimizers designed by hand whose proposals stand beside those of the learned one. */
  beside: readonly PaperBaseline[];
}

/** @param data whose digits */
export function dissectionPlan(id: DissectionId, data: DigitSource): DissectionPlan {
  const task = mnistSpecSchema.parse({ name: 'mnist', hiddenUnits: TRAINED_UNITS, data });
  return {
    id,
    settings: [{ key: 'network', task }],
    steps: 100,
    beside: id === '10' ? PAPER_BASELINES : ['sgd', 'adam'],
  };
}

/** On how many problems learning rates are chosen: as many as for Figure 4, centre. */
export const dissectionTuningProblems = (size: FigureSizeName): number =>
  figureSize('4-centre', size).tuningProblems;

/** Of the network's problems the first one. */
export const DISSECTED_PROBLEM = 0;

/** So many gradients are tried at each step of Figure 11: an odd number, so that 0 is one of them. */
export const DISSECTION_POINTS = 81;

/** Everything that decides the numbers, given a backend. */
export interface DissectionConfig {
  figure: DissectionId;
  data: DigitSource;
  /** Names the problems, as for a race. */
  seed: number;
  tuning: { problems: number; seed: number };
  learned: LearnedSpec;
  /** Rates that are known. What is missing of those beside it is tuned. */
  rates: SettingRates;
}
