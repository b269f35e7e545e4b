/** Whole runs: the same seed gives the same, a stopped run goes on as if it had not stopped, nothing stays behind. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { race } from '../../src/evaluation/race';
import { tuneLearningRates } from '../../src/evaluation/tuneLearningRate';
import { MetaTrainer, type TrainHandlers } from '../../src/metaTraining/metaTrainer';
import { sampleOptimizee, sampleStart } from '../../src/optimizees/registry';
import { freeRunning, isStopped, RunControl } from '../../src/runtime/control';
import { type MemoryReading, readMemory } from '../../src/runtime/memory';
import { readFloats } from '../../src/runtime/tf';
import { DEFAULT_TASK } from '../../src/specs/task';
import { type Checkpoint, trainConfigSchema } from '../../src/specs/training';
import { forEachBackend } from '../helpers/backends';
import { readAll } from '../helpers/engine';
import { OPTIMIZERS, TASKS } from '../helpers/specimens';

const SEED = 23;

const CONFIG = trainConfigSchema.parse({
  task: { name: 'quadratic', dimension: 3 },
  optimizer: { hiddenUnits: 3 },
  epochs: 3,
  horizon: 5,
  unroll: 3,
  problems: 4,
  seed: SEED,
  validation: { every: 2, problems: 4, patience: 0 },
});

/** Every optimizer on the default task from the same starts. */
async function raceAll(control = freeRunning) {
  const optimizee = sampleOptimizee(DEFAULT_TASK, 3, SEED, 'race');
  const theta0 = sampleStart(optimizee, SEED, 'race');
  const optimizers = OPTIMIZERS.map(([, make]) => make());
  try {
    const record = await race(optimizee, optimizers, { steps: 3, theta0, control });
    return record.results.map(({ losses, finalTheta }) => ({ losses, finalTheta }));
  } finally {
    for (const optimizer of optimizers) optimizer.dispose();
    theta0.dispose();
    optimizee.dispose();
  }
}

/** What a run's curves and weights are, without the times it took. */
function essence({ phi, adam, best, metaLoss, validation, horizonsDone }: Checkpoint) {
  const timeless = validation.map(({ horizon, mean, median }) => ({ horizon, mean, median }));
  return { phi, adam, best, metaLoss, validation: timeless, horizonsDone };
}

/** Trains, stopping once when `when` says so; then goes on from a copy of the checkpoint, as after a reload. */
async function trainInTwoParts(when: (stop: () => void) => TrainHandlers) {
  const control = new RunControl();
  const first = await new MetaTrainer(CONFIG).run(
    control,
    when(() => control.stop()),
  );
  expect(first.outcome).toBe('stopped');
  const saved = structuredClone(first.checkpoint);
  return new MetaTrainer(CONFIG, saved).run(freeRunning);
}

/** Stops at a breath that is drawn inside a piece of work. */
class StopsInTheMiddle extends RunControl {
  #breaths: number;

  constructor(breaths: number) {
    super();
    this.#breaths = breaths;
  }

  override async breathe(): Promise<void> {
    this.#breaths -= 1;
    if (this.#breaths === 0) this.stop();
    await super.breathe();
  }
}

/** Numbers of the first backend that ran a test, for the others to be compared with. */
const elsewhere = new Map<string, { starts: number[]; gradients: number[] }>();

forEachBackend(() => {
  describe('the same seed', () => {
    test.each(TASKS)('gives the same problems on every backend: %s', async (name, task) => {
      const optimizee = sampleOptimizee(task, 4, SEED, 'race');
      const theta = sampleStart(optimizee, SEED, 'race');
      const { loss, gradient } = optimizee.lossAndGradient(theta, 0);
      const here = { starts: await readAll([theta]), gradients: await readAll([gradient]) };
      const there = elsewhere.get(name) ?? here;
      elsewhere.set(name, there);
      expect(here.starts).toEqual(there.starts);
      // The problems show in the gradients, which are computed, and so only close.
      expect(here.gradients).toBeAllClose(there.gradients, { measure: 'norm', within: 1e-6 });
      for (const tensor of [theta, loss, gradient]) tensor.dispose();
      optimizee.dispose();
    });

    test('gives the same curves in a second race', async () => {
      expect(await raceAll()).toEqual(await raceAll());
    });

    test('gives the same problems first when there are more of them', async () => {
      const gradients = await Promise.all(
        [2, 5].map(async (problems) => {
          const optimizee = sampleOptimizee(DEFAULT_TASK, problems, SEED, 'race');
          const theta = sampleStart(optimizee, SEED, 'race');
          const { loss, gradient } = optimizee.lossAndGradient(theta, 0);
          const values = await readFloats(gradient);
          for (const tensor of [theta, loss, gradient]) tensor.dispose();
          optimizee.dispose();
          return values;
        }),
      );
      expect(gradients[1]?.slice(0, 20)).toEqual(gradients[0]);
    });
  });

  describe('meta-training', () => {
    let whole: Checkpoint;

    test('gives the same curves and weights a second time', async () => {
      const first = await new MetaTrainer(CONFIG).run(freeRunning);
      const second = await new MetaTrainer(CONFIG).run(freeRunning);
      whole = first.checkpoint;
      expect(first.outcome).toBe('finished');
      expect(whole.validation.map(({ horizon }) => horizon)).toEqual([0, 2, 3]);
      expect(whole.metaLoss).toHaveLength(6);
      expect(essence(second.checkpoint)).toEqual(essence(whole));
    });

    test('stopped between two unrolls, goes on as if it had not stopped', async () => {
      let unrolls = 0;
      const end = await trainInTwoParts((stop) => ({
        onUnroll: () => {
          unrolls += 1;
          if (unrolls === 3) stop();
        },
      }));
      expect(essence(end.checkpoint)).toEqual(essence(whole));
    });

    test('stopped while it validates, goes on as if it had not stopped', async () => {
      const end = await trainInTwoParts((stop) => ({
        onHorizon: (horizonsDone) => {
          if (horizonsDone === 2) stop();
        },
      }));
      expect(essence(end.checkpoint)).toEqual(essence(whole));
    });
  });

  describe('nothing is left on the backend', () => {
    let before: MemoryReading;
    beforeEach(() => {
      before = readMemory();
    });
    afterEach(() => {
      expect(readMemory()).toEqual(before);
    });

    test('after a race', async () => {
      await raceAll();
    });

    test('after a race that was stopped', async () => {
      const control = new RunControl();
      const end = raceAll(control);
      control.stop();
      await expect(end).rejects.toSatisfy(isStopped);
    });

    test('after tuning', async () => {
      const rates = await tuneLearningRates({
        task: CONFIG.task,
        optimizers: ['sgd', 'adam'],
        steps: 3,
        problems: 2,
        seed: SEED,
      });
      expect(Object.keys(rates)).toEqual(['sgd', 'adam']);
    });

    test('after meta-training', async () => {
      await new MetaTrainer({ ...CONFIG, epochs: 1 }).run(freeRunning);
    });

    test('after a meta-training that was stopped in the middle of an unroll', async () => {
      // The first validation draws 6 breaths; the first unroll 3 forward, 3 back and 1 behind it; then one more.
      const control = new StopsInTheMiddle(14);
      const end = await new MetaTrainer(CONFIG).run(control);
      expect(end.outcome).toBe('stopped');
    });

    test('after a divergence', async () => {
      const start = new MetaTrainer(CONFIG).checkpoint();
      const wild = { ...start, phi: start.phi.map(() => 1e12) };
      const end = await new MetaTrainer(CONFIG, wild).run(freeRunning);
      expect(end.outcome).toBe('diverged');
      expect(end.divergence?.message).toContain('horizon 1');
    });
  });
});
