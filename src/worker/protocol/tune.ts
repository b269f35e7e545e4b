/** Tuning the learning rates of optimizers designed by hand. */
import type { RatedBaseline } from '../../specs/optimizer';
import type { TunedRate } from '../../specs/race';
import type { TaskSpec } from '../../specs/task';

export interface TuneConfig {
  task: TaskSpec;
  optimizers: RatedBaseline[];
  steps: number;
  problems: number;
  seed: number;
  /** Of networks: judges by the loss over so many training examples, not by that of one minibatch. */
  examples?: number;
  /** Also tries a second, finer grid around the best rate of the first. */
  fine?: boolean;
}
export interface TuneEvent {
  kind: 'tune-progress';
  done: number;
  total: number;
}
export interface TuneResult {
  outcome: 'finished' | 'stopped';
  rates: Partial<Record<RatedBaseline, TunedRate>>;
}
