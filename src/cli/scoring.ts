/** Losses over whole sets of examples and test accuracies, at some steps of a race. */
import type { Observer } from '../evaluation/race';
import type { Optimizee } from '../optimizees/optimizee';
import type { Tensor2D } from '../runtime/tf';

type ByStep = Record<string, number[]>;

/** Each `{step: [B]}`. */
export interface ScoreTables {
  /** Over all training examples that optimizers may see. */
  fullLoss: ByStep;
  testLoss: ByStep;
  testAccuracy: ByStep;
}

export class Scoring implements Observer {
  /** Per optimizer; empty where no step was asked for. */
  readonly tables: ScoreTables[];
  readonly #optimizee: Optimizee;
  readonly #steps: ReadonlySet<number>;

  constructor(optimizee: Optimizee, optimizers: number, steps: readonly number[]) {
    this.#optimizee = optimizee;
    this.#steps = new Set(steps);
    this.tables =
      steps.length === 0
        ? []
        : Array.from({ length: optimizers }, () => ({
            fullLoss: {},
            testLoss: {},
            testAccuracy: {},
          }));
  }

  at(step: number): boolean {
    return this.#steps.has(step);
  }

  async look(optimizer: number, step: number, theta: Tensor2D): Promise<void> {
    const tables = this.tables[optimizer];
    const training = await this.#optimizee.score?.(theta, 'training');
    const test = await this.#optimizee.score?.(theta, 'test');
    if (tables === undefined || training === undefined || test === undefined) return;
    tables.fullLoss[step] = [...training.loss];
    tables.testLoss[step] = [...test.loss];
    tables.testAccuracy[step] = [...test.accuracy];
  }
}
