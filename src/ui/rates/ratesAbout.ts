/** What "How the rates were found" is about. Types only. */
import type { RateInUse } from '../../app/race/raceTypes';
import type { RatedBaseline } from '../../specs/optimizer';
import type { TaskSpec } from '../../specs/task';

export interface RateInPlace {
  name: RatedBaseline;
  rate: RateInUse;
}

export interface RatesAbout {
  task: TaskSpec;
  /** T: rates are chosen by the loss after so many steps. */
  steps: number;
  /** Where the rates are used, and so which problems they must not have been chosen on. */
  used: { by: 'race' | 'training'; seed: number };
  rates: readonly RateInPlace[];
  /** Sets a rate by hand, where that is possible. */
  use?(name: RatedBaseline, learningRate: number): void;
}
