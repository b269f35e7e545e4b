/** What a training may be for: which steps count, how long horizons are, and how that is resumed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { horizonSteps } from '../../src/metaTraining/horizonPlan';
import { MetaTrainer } from '../../src/metaTraining/metaTrainer';
import { anyWeight, unrollWeights } from '../../src/metaTraining/objective';
import { startBackend } from '../../src/runtime/backend';
import { freeRunning, RunControl } from '../../src/runtime/control';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import type { StepWeights } from '../../src/specs/objectives';
import { trainConfigSchema } from '../../src/specs/training';
import { smallConfig, train } from '../helpers/smallTraining';

beforeAll(async () => {
  await startBackend('wasm');
});

describe('step weights', () => {
  /** Those of a horizon of 10 steps in unrolls of 4. */
  const weights = (stepWeights: StepWeights, stepDecay?: number) =>
    [0, 4, 8].map((from) =>
      unrollWeights(
        { stepWeights, ...(stepDecay === undefined ? {} : { stepDecay }) },
        from,
        Math.min(from + 4, 10),
        10,
      ),
    );

  test('are what their names say', () => {
    expect(weights('uniform')).toEqual([
      [1, 1, 1, 1],
      [1, 1, 1, 1],
      [1, 1],
    ]);
    expect(weights('rising').flat()).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(weights('last')).toEqual([
      [0, 0, 0, 1],
      [0, 0, 0, 1],
      [0, 1],
    ]);
    expect(weights('final')).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 1],
    ]);
    expect(weights('exponential', 0.5).flat()).toEqual([
      2 ** -9,
      2 ** -8,
      2 ** -7,
      2 ** -6,
      2 ** -5,
      2 ** -4,
      2 ** -3,
      2 ** -2,
      0.5,
      1,
    ]);
    expect(weights('exponential').flat()[0]).toBeCloseTo(0.95 ** 9, 12);
  });

  test('what is 0 in float32 counts nothing', () => {
    expect(anyWeight([0, 0])).toBe(false);
    expect(anyWeight([0, 1e-60])).toBe(false);
    expect(anyWeight([0, 1e-30])).toBe(true);
  });

  test('the last step alone: one step of Adam on φ for each horizon, and θ moves on in between', async () => {
    const before = readMemory();
    const { checkpoint, reports } = await train({ stepWeights: 'final' });
    // Three unrolls a horizon, of which the last one counts.
    expect(reports).toHaveLength(12);
    expect(checkpoint.adam.step).toBe(4);
    expect(checkpoint.metaLoss.map(({ horizon, unroll }) => [horizon, unroll])).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
    expect(reports.map(({ gradientNorm }) => gradientNorm > 0)).toEqual(
      [0, 1, 2, 3].flatMap(() => [false, false, true]),
    );
    for (const { meanLosses } of reports) expect(new Set(meanLosses).size).toBeGreaterThan(1);
    for (const { value } of checkpoint.metaLoss) expect(Number.isFinite(value)).toBe(true);
    // The meta-loss is that of the horizon's last step.
    const ends = reports.filter((_, i) => i % 3 === 2).map((one) => one.meanLosses.at(-1));
    expect(checkpoint.metaLoss.map(({ value }) => value)).toEqual(ends);
    expect(readMemory()).toEqual(before);
  });

  test('the last step alone, where an unroll is the whole horizon, is the last step of each unroll', async () => {
    const [one, other] = [
      await train({ stepWeights: 'final', unroll: 10 }),
      await train({ stepWeights: 'last', unroll: 10 }),
    ];
    expect(one.checkpoint.phi).toEqual(other.checkpoint.phi);
    expect(one.checkpoint.metaLoss).toEqual(other.checkpoint.metaLoss);
  });

  test.each([
    ['quadratics', { name: 'quadratic', dimension: 3 }],
    ['others', { name: 'surface', surface: 'bowl' }],
  ])('unrolls that count nothing give the same losses as those that do (%s)', async (_, task) => {
    // A rate this small leaves φ as it is.
    const changes = { task, metaLearningRate: [{ horizon: 0, rate: 1e-30 }], epochs: 2 };
    for (const run of [train, (c: typeof changes) => byDefinition(() => train(c))]) {
      const [coasting, unrolled] = [
        await run({ ...changes, stepWeights: 'final' } as typeof changes),
        await run(changes),
      ];
      const losses = ({ reports }: Awaited<ReturnType<typeof train>>) =>
        reports.map(({ meanLosses }) => meanLosses);
      expect(losses(coasting)).toEqual(losses(unrolled));
    }
  });

  test('weights too small for float32 leave φ alone as well', async () => {
    // 0.01^30 = 1e-60: of the ten unrolls of a horizon those within 22 steps of its end count.
    const changes = { stepWeights: 'exponential', stepDecay: 0.01, horizon: 40, epochs: 1 };
    const { checkpoint, reports } = await train(changes);
    expect(reports).toHaveLength(10);
    expect(checkpoint.adam.step).toBe(6);
    for (const { value } of checkpoint.metaLoss) expect(Number.isFinite(value)).toBe(true);
  });

  test.each(['final', 'exponential'])('%s brings the loss down', async (stepWeights) => {
    const { checkpoint } = await train({
      stepWeights,
      epochs: stepWeights === 'final' ? 120 : 40,
      validation: { every: 1000, problems: 32 },
    });
    const [first, last] = checkpoint.validation;
    expect(last?.mean).toBeLessThan(0.3 * (first?.mean ?? 0));
  });
});

describe('horizons that are drawn', () => {
  const horizonSchedule = { shortest: 5, longest: 80 };

  test('are as often in each doubling, and the same in each run', () => {
    const drawn = smallConfig({ horizonSchedule });
    const counts = new Array<number>(4).fill(0);
    for (let horizon = 0; horizon < 2000; horizon++) {
      const steps = horizonSteps(drawn, horizon);
      expect(horizonSteps(drawn, horizon)).toBe(steps);
      expect(Number.isInteger(steps) && steps >= 5 && steps <= 80).toBe(true);
      const octave = Math.min(3, Math.floor(Math.log2(steps / 5)));
      counts[octave] = (counts[octave] ?? 0) + 1;
    }
    // P(T in [a, b)) = log(b / a) / log(81 / 5); 4 standard deviations of 2000 draws are 77.
    const share = Math.log(2) / Math.log(81 / 5);
    const expected = [share, share, share, Math.log(81 / 40) / Math.log(81 / 5)];
    for (const [i, p] of expected.entries()) {
      expect(Math.abs((counts[i] ?? 0) - 2000 * p)).toBeLessThan(78);
    }
  });

  test('the two ends are drawn, and nothing else where they are the same', () => {
    const some = smallConfig({ horizonSchedule: { shortest: 2, longest: 3 } });
    const lengths = Array.from({ length: 50 }, (_, h) => horizonSteps(some, h));
    expect(new Set(lengths)).toEqual(new Set([2, 3]));
    const one = smallConfig({ horizonSchedule: { shortest: 7, longest: 7 } });
    expect(Array.from({ length: 20 }, (_, h) => horizonSteps(one, h))).toEqual(
      new Array(20).fill(7),
    );
  });

  test('are what is rolled and told', async () => {
    const changes = { horizonSchedule, epochs: 5 };
    const { reports } = await train(changes);
    for (let h = 0; h < 5; h++) {
      const own = reports.filter(({ horizon }) => horizon === h);
      const wanted = horizonSteps(smallConfig(changes), h);
      expect(own.at(-1)?.live.horizon).toBe(wanted);
      expect(own.reduce((sum, one) => sum + one.meanLosses.length, -1)).toBe(wanted);
    }
    expect(new Set(reports.map(({ live }) => live.horizon)).size).toBeGreaterThan(2);
  });

  test('validation is as long as the setting says, and live settings leave the drawing alone', async () => {
    const trainer = new MetaTrainer(smallConfig({ horizonSchedule, epochs: 3 }));
    expect(trainer.checkpoint().config.validation.steps).toBe(10);
    trainer.update({ horizon: 33, unroll: 5, problems: 2, metaLearningRate: 0.001 });
    const { checkpoint } = await trainer.run(freeRunning);
    expect(checkpoint.config.horizonSchedule).toEqual(horizonSchedule);
    expect(checkpoint.config.unroll).toBe(5);
  });

  test.each([
    [{ shortest: 9, longest: 5 }],
    [{ shortest: 0, longest: 5 }],
    [{ shortest: 5 }],
    ['x'],
  ])('refuses %j', (schedule) => {
    expect(trainConfigSchema.safeParse({ horizonSchedule: schedule }).success).toBe(false);
  });
});

test.each([
  [
    'drawn horizons, a convex term, a share by example',
    {
      horizonSchedule: { shortest: 4, longest: 16 },
      convexTerm: { coordinates: 5, scaling: 1 },
      coordinateScaling: 1,
      imitation: { mode: 'share', share: 0.5, optimizer: 'adam', learningRate: 0.1 },
      stepWeights: 'exponential',
    },
  ],
  [
    'the last step alone, an example beside',
    {
      stepWeights: 'final',
      objective: 'log',
      imitation: {
        mode: 'beside',
        weight: 1,
        horizons: 4,
        optimizer: 'rmsprop',
        learningRate: 0.1,
      },
    },
  ],
  ['the last step alone', { stepWeights: 'final' }],
])('%s: stopped and resumed, the curve of an undisturbed run', async (_, changes) => {
  const before = readMemory();
  const settings = { ...changes, epochs: 6 };
  const whole = await new MetaTrainer(smallConfig(settings)).run(freeRunning);
  for (const at of [2, 8, 13]) {
    const control = new RunControl();
    let unrolls = 0;
    const first = await new MetaTrainer(smallConfig(settings)).run(control, {
      onUnroll: () => {
        unrolls++;
        if (unrolls === at) control.stop();
      },
    });
    const saved = structuredClone(first.checkpoint);
    const { checkpoint } = await new MetaTrainer(smallConfig(), saved).run(freeRunning);
    expect(checkpoint.metaLoss).toEqual(whole.checkpoint.metaLoss);
    expect(checkpoint.phi).toEqual(whole.checkpoint.phi);
    expect(checkpoint.adam).toEqual(whole.checkpoint.adam);
  }
  expect(readMemory()).toEqual(before);
});
