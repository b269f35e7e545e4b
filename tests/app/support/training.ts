/** A training whose worker says what a test lets it say. */

import { deleteDB } from 'idb';
import { expect, vi } from 'vitest';
import { parseStoredRun, type StoredRun } from '../../../src/app/runs/stored';
import { DATABASE_NAME, openStorage } from '../../../src/app/storage/storage';
import { DEFAULT_TRAINING, liveSettingsOf } from '../../../src/app/train/trainSettings';
import type { TrainActions, TrainState } from '../../../src/app/train/trainTypes';
import { lstmWeightCount } from '../../../src/specs/lstmShapes';
import type { Checkpoint, TrainConfig, ValidationPoint } from '../../../src/specs/training';
import type { TrainEvent } from '../../../src/worker/protocol';
import { settled } from './clock';
import { SMALL, testLab } from './lab';
import { Browser, type Tab } from './tabs';

export const point = (horizon: number, mean: number, best = true): ValidationPoint => ({
  horizon,
  seconds: horizon / 10,
  mean,
  median: mean / 2,
  best,
});

export const baseline = (name: 'sgd' | 'adam', mean: number) => ({
  name,
  learningRate: 0.1,
  mean,
  median: mean / 2,
  curve: Float32Array.from([2, mean]),
});

/** A checkpoint after so many horizons; its best weights are all 0.75, its present ones `horizonsDone`. */
export function checkpointAt(
  horizonsDone: number,
  config: TrainConfig,
  patch: Partial<Checkpoint> = {},
): Checkpoint {
  const size = lstmWeightCount(config.optimizer);
  const full = (value: number) => new Float32Array(size).fill(value);
  return {
    version: 1,
    config,
    horizonsDone,
    seconds: horizonsDone / 10,
    phi: full(horizonsDone),
    adam: { step: horizonsDone * 5, m: full(0.5), v: full(0.25) },
    best: { phi: full(0.75), score: 0.5, horizon: 10 },
    validationsSinceBest: 1,
    metaLoss: [{ horizon: 0, unroll: 0, value: 7 }],
    validation: [point(0, 2), point(10, 0.5)],
    ...patch,
  };
}

type Lab = ReturnType<typeof testLab>;

/** One visit of the page after the other, on the same storage. */
export class Visit {
  lab: Lab;
  #tab: Tab;

  constructor(
    options: Parameters<typeof testLab>[0] = {},
    readonly browser = new Browser(),
  ) {
    this.#tab = browser.tab();
    this.lab = testLab({ storage: openStorage(), tab: this.#tab, ...options });
  }

  get state(): TrainState & TrainActions {
    return this.lab.train.getState();
  }

  /** Starts the engine, and a training of a small optimizer. */
  async train(): Promise<void> {
    this.lab.engine.start();
    await this.lab.engine.ready();
    this.state.updateSettings({ optimizer: SMALL });
    const { worker } = this.lab;
    const before = worker().requests('train').length;
    void this.state.train();
    // What keeps the run is loaded first, which takes its time on a busy machine.
    await vi.waitFor(() => expect(worker().requests('train').length).toBeGreaterThan(before));
    await settled();
  }

  /** Leaves the page and comes back. */
  reload(): void {
    this.#tab.close();
    this.#tab = this.browser.tab();
    this.lab = testLab({ storage: openStorage(), tab: this.#tab });
    this.lab.engine.start();
  }

  /** What is stored of its only run. */
  async stored(): Promise<StoredRun | null> {
    const [only] = await this.lab.storage.all('runs');
    return parseStoredRun(only?.value);
  }

  /** Until the run that has begun is written. */
  async kept(): Promise<void> {
    await vi.waitFor(async () => expect(await this.stored()).not.toBeNull());
  }

  send(event: TrainEvent): void {
    this.lab.worker().event(this.lab.worker().last('train').runId, event);
  }

  progress(horizon: number, values: number[] = [3]): void {
    this.send({
      kind: 'train-progress',
      horizon,
      epochs: 500,
      horizonsPerSecond: 8.1,
      seconds: horizon / 8.1,
      metaLoss: values.map((value, unroll) => ({ horizon, unroll, value })),
      inner: Float32Array.from([5, 4, 3]),
      cuts: [2],
      live: liveSettingsOf(DEFAULT_TRAINING),
    });
  }

  validation(horizon: number, mean: number, best = true): void {
    const curve = Float32Array.from([2, mean]);
    this.send({ kind: 'train-validation', point: point(horizon, mean, best), curve });
  }

  checkpoint(horizonsDone: number, patch: Partial<Checkpoint> = {}): Checkpoint {
    const made = checkpointAt(horizonsDone, this.lab.worker().last('train').config, patch);
    this.send({ kind: 'train-checkpoint', checkpoint: made });
    return made;
  }
}

export const forgetEverything = (): Promise<void> => deleteDB(DATABASE_NAME);
