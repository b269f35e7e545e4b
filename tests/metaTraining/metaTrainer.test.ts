import { beforeAll, describe, expect, test } from 'vitest';
import { scheduledRate } from '../../src/metaTraining/metaOptimizer';
import { MetaTrainer, type UnrollReport } from '../../src/metaTraining/metaTrainer';
import { startBackend } from '../../src/runtime/backend';
import { freeRunning, RunControl } from '../../src/runtime/control';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import { type TrainConfig, trainConfigSchema } from '../../src/specs/training';

function config(changes: Partial<TrainConfig> = {}): TrainConfig {
  return trainConfigSchema.parse({
    optimizer: { layers: 1, hiddenUnits: 4 },
    task: { name: 'quadratic', dimension: 3 },
    epochs: 6,
    horizon: 10,
    unroll: 4,
    problems: 4,
    validation: { every: 2, problems: 8, measure: 'final', patience: 0 },
    seed: 11,
    ...changes,
  });
}

/** Runs until the k-th unroll, which is in the middle of a horizon. */
async function runUntilUnroll(trainer: MetaTrainer, k: number) {
  const control = new RunControl();
  let unrolls = 0;
  return trainer.run(control, {
    onUnroll: () => {
      unrolls++;
      if (unrolls === k) control.stop();
    },
  });
}

beforeAll(async () => {
  await startBackend('wasm');
});

describe('meta-training', () => {
  test('a run that is stopped in mid-horizon and resumed gives the curve of an undisturbed run', async () => {
    const whole = await new MetaTrainer(config()).run(freeRunning);
    const first = await runUntilUnroll(new MetaTrainer(config()), 8);
    expect(first.outcome).toBe('stopped');
    expect(first.checkpoint.horizonsDone).toBe(2);

    const saved = structuredClone(first.checkpoint);
    const second = await new MetaTrainer(config({ seed: 999 }), saved).run(freeRunning);
    expect(second.outcome).toBe('finished');
    expect(second.checkpoint.metaLoss).toEqual(whole.checkpoint.metaLoss);
    expect(second.checkpoint.phi).toEqual(whole.checkpoint.phi);
    expect(second.checkpoint.adam).toEqual(whole.checkpoint.adam);
    expect(second.checkpoint.best?.score).toBe(whole.checkpoint.best?.score);
    const timeless = (run: typeof whole) =>
      run.checkpoint.validation.map(({ horizon, mean }) => ({ horizon, mean }));
    expect(timeless(second)).toEqual(timeless(whole));
  });

  test('a stop during a validation costs nothing: the resumed run makes up for it', async () => {
    const whole = await new MetaTrainer(config()).run(freeRunning);
    const control = new RunControl();
    let validations = 0;
    const first = await new MetaTrainer(config()).run(control, {
      onValidating: () => {
        validations++;
        if (validations === 3) control.stop();
      },
    });
    expect(first.checkpoint.horizonsDone).toBe(4);
    expect(first.checkpoint.validation).toHaveLength(2);
    const second = await new MetaTrainer(config(), first.checkpoint).run(freeRunning);
    const means = (run: typeof whole) => run.checkpoint.validation.map((point) => point.mean);
    expect(means(second)).toEqual(means(whole));
  });

  test('holds no tensor after a run, finished or stopped', async () => {
    const before = readMemory();
    await new MetaTrainer(config()).run(freeRunning);
    expect(readMemory()).toEqual(before);
    await runUntilUnroll(new MetaTrainer(config()), 5);
    expect(readMemory()).toEqual(before);
  });

  test('cuts the horizon into unrolls, the last one shorter', async () => {
    const reports: UnrollReport[] = [];
    await new MetaTrainer(config({ epochs: 1 })).run(freeRunning, {
      onUnroll: (report) => reports.push(report),
    });
    expect(reports.map((report) => report.fromStep)).toEqual([0, 4, 8]);
    // The first one also brings the loss at the start.
    expect(reports.map((report) => report.meanLosses.length)).toEqual([5, 4, 2]);
  });

  test('live settings act from the next horizon on and are kept in the checkpoint', async () => {
    const trainer = new MetaTrainer(config({ epochs: 2 }));
    const steps: number[] = [];
    const { checkpoint } = await trainer.run(freeRunning, {
      onUnroll: ({ horizon, fromStep, meanLosses, live }) => {
        if (horizon === 0 && fromStep === 0) {
          trainer.update({ horizon: 6, unroll: 3, problems: 2, metaLearningRate: 0.5 });
        }
        steps.push(meanLosses.length);
        expect(live.metaLearningRate).toBe(horizon === 0 ? 0.01 : 0.5);
      },
    });
    expect(steps).toEqual([5, 4, 2, 4, 3]);
    expect(checkpoint.config).toMatchObject({ horizon: 6, unroll: 3, problems: 2 });
    // The yardstick stays: validation goes on over the horizon that the run began with.
    expect(checkpoint.config.validation.steps).toBe(10);
  });

  test('keeps the best weights by validation and stops when patience is over', async () => {
    const { outcome, checkpoint } = await new MetaTrainer(
      config({
        epochs: 400,
        // A rate this high wanders: the best is soon behind us.
        metaLearningRate: [{ horizon: 0, rate: 0.3 }],
        validation: { every: 1, problems: 8, measure: 'final', patience: 3 },
      }),
    ).run(freeRunning);
    expect(outcome).toBe('early-stopped');
    const means = checkpoint.validation.map((point) => point.mean);
    expect(checkpoint.best?.score).toBe(Math.min(...means));
    expect(means.indexOf(Math.min(...means))).toBe(means.length - 4);
  });

  test.each(['sum', 'log'] as const)('lowers the %s objective', async (objective) => {
    const { checkpoint } = await new MetaTrainer(
      config({
        epochs: 30,
        objective,
        validation: { every: 30, problems: 32, measure: 'final', patience: 0 },
      }),
    ).run(freeRunning);
    const [first, last] = checkpoint.validation;
    expect(last?.mean).toBeLessThan(0.3 * (first?.mean ?? 0));
  });

  test('names a divergence, says where, and keeps the last good checkpoint', async () => {
    const trainer = new MetaTrainer(
      config({ epochs: 5, optimizer: { ...config().optimizer, outputScale: 100 } }),
    );
    // Weights near the largest float: the first update overflows.
    trainer.checkpoint().phi.fill(3e38);
    const { outcome, divergence, checkpoint } = await trainer.run(freeRunning);
    expect(outcome).toBe('diverged');
    expect(divergence?.kind).toBe('non-finite');
    expect(divergence?.message).toMatch(/at step 1 of horizon 1/);
    expect(divergence?.remedy).toMatch(/meta learning rate/);
    expect(checkpoint.horizonsDone).toBe(0);
  });

  test('pauses within an unroll and goes on to the same result', async () => {
    const whole = await new MetaTrainer(config({ epochs: 2 })).run(freeRunning);
    const control = new RunControl();
    const run = new MetaTrainer(config({ epochs: 2 })).run(control);
    await control.pause();
    control.step(1);
    await control.pause();
    control.resume();
    const paused = await run;
    expect(paused.checkpoint.phi).toEqual(whole.checkpoint.phi);
  });
});

test('a rate schedule is a step function of the horizon', () => {
  const schedule = [
    { horizon: 0, rate: 0.01 },
    { horizon: 5, rate: 0.003 },
  ];
  expect([0, 4, 5, 100].map((horizon) => scheduledRate(schedule, horizon))).toEqual([
    0.01, 0.01, 0.003, 0.003,
  ]);
});
