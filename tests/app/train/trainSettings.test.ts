import { describe, expect, test } from 'vitest';
import { passesOf } from '../../../src/app/train/trainRun';
import {
  applyPatch,
  DEFAULT_TRAINING,
  liveSettingsOf,
  needsRestart,
  SETTING_EFFECTS,
  wholePatch,
} from '../../../src/app/train/trainSettings';
import type { TrainPatch } from '../../../src/app/train/trainTypes';
import { DEFAULT_TASK, mnistSpecSchema } from '../../../src/specs/task';
import { baseline, point } from '../support/training';

test('a whole configuration leaves nothing of the one before', () => {
  const before = applyPatch(DEFAULT_TRAINING, {
    clipping: 1,
    mixture: [{ name: 'quadratic', dimension: 4, initialScale: 0.01 }],
    validation: { steps: 7 },
  });
  expect(applyPatch(before, wholePatch(DEFAULT_TRAINING))).toEqual(DEFAULT_TRAINING);
  expect(applyPatch(DEFAULT_TRAINING, wholePatch(before))).toEqual(before);
});

describe('which settings act live', () => {
  const restart: TrainPatch[] = [
    { task: { name: 'quadratic', dimension: 3, initialScale: 0.01 } },
    { optimizer: { layers: 1 } },
    { optimizer: { hiddenUnits: 4 } },
    { optimizer: { preprocess: 'log-sign' } },
    { optimizer: { p: 5 } },
    { optimizer: { outputScale: 1 } },
    { optimizer: { output: 'tanh' } },
    { epochs: 9 },
    { objective: 'log' },
    { stepWeights: 'last' },
    { stepDecay: 0.9 },
    { metaGradient: 'full' },
    { seed: 9 },
    { validation: { every: 3 } },
    { startedFrom: { name: 'quadratic', training: {} } },
    { mixture: [{ name: 'quadratic', dimension: 4, initialScale: 0.01 }] },
    { coordinateScaling: 1 },
    { convexTerm: { coordinates: 20, scaling: 0 } },
    { horizonSchedule: [{ horizon: 5, steps: 20 }] },
    { clipping: 1 },
    { imitation: { horizons: 5, optimizer: 'adam', learningRate: 0.1 } },
    { averaging: 0.9 },
  ];
  const live: TrainPatch[] = [
    { horizon: 50 },
    { unroll: 5 },
    { problems: 16 },
    { metaLearningRate: 0.001 },
  ];

  test('the table has every setting, and agrees with what a change does', () => {
    const named = (patch: TrainPatch) =>
      Object.entries(patch).flatMap(([key, value]) =>
        key === 'optimizer' ? Object.keys(value).map((inner) => `optimizer.${inner}`) : [key],
      );
    const table = Object.entries(SETTING_EFFECTS);
    const of = (effect: string) => table.flatMap(([key, e]) => (e === effect ? [key] : [])).sort();
    expect(of('restart')).toEqual(restart.flatMap(named).sort());
    expect(of('live')).toEqual(live.flatMap(named).sort());
    for (const patch of restart) {
      expect(needsRestart(DEFAULT_TRAINING, applyPatch(DEFAULT_TRAINING, patch))).toBe(true);
    }
    for (const patch of live) {
      expect(needsRestart(DEFAULT_TRAINING, applyPatch(DEFAULT_TRAINING, patch))).toBe(false);
    }
  });

  test('the steps of validation that a run fixed by itself are no difference', () => {
    const fixed = applyPatch(DEFAULT_TRAINING, { validation: { steps: 100 } });
    expect(needsRestart(fixed, DEFAULT_TRAINING)).toBe(false);
  });

  test('steps of validation that a person sets are one', () => {
    const set = applyPatch(DEFAULT_TRAINING, { validation: { steps: 50 } });
    expect(needsRestart(DEFAULT_TRAINING, set)).toBe(true);
    const same = applyPatch(DEFAULT_TRAINING, { validation: { steps: DEFAULT_TRAINING.horizon } });
    expect(needsRestart(DEFAULT_TRAINING, same)).toBe(false);
  });

  test('what most do without is taken out again, as if it had never been', () => {
    for (const patch of restart) {
      const [key] = Object.keys(patch) as (keyof TrainPatch)[];
      if (key === undefined || DEFAULT_TRAINING[key] !== undefined) continue;
      const set = applyPatch(DEFAULT_TRAINING, patch);
      expect(set).toHaveProperty(key);
      expect(applyPatch(set, { [key]: undefined })).toStrictEqual(DEFAULT_TRAINING);
    }
    const steps = applyPatch(DEFAULT_TRAINING, { validation: { steps: 9 } });
    expect(applyPatch(steps, { validation: { steps: undefined } })).toStrictEqual(DEFAULT_TRAINING);
  });

  test('further tasks with digits are on those of the first', () => {
    const mnist = mnistSpecSchema.parse({ name: 'mnist' });
    const digits = applyPatch(DEFAULT_TRAINING, { task: mnist });
    const mixed = applyPatch(digits, {
      mixture: [{ ...mnist, activation: 'relu' }, { ...DEFAULT_TASK }],
    });
    const { mixture } = applyPatch(mixed, { task: { ...mnist, data: 'mnist' } });
    expect(mixture).toMatchObject([{ data: 'mnist', activation: 'relu' }, { name: 'quadratic' }]);
  });

  test('the rate of a schedule is the one in force at the horizon', () => {
    const falling = applyPatch(DEFAULT_TRAINING, {
      metaLearningRate: [
        { horizon: 0, rate: 0.01 },
        { horizon: 20, rate: 0.003 },
      ],
    });
    expect(liveSettingsOf(falling, 19).metaLearningRate).toBe(0.01);
    expect(liveSettingsOf(falling, 20).metaLearningRate).toBe(0.003);
  });
});

describe('passes', () => {
  test('are the first validation below each baseline', () => {
    const curve = [point(0, 3), point(10, 0.8), point(20, 1.2), point(30, 0.3), point(40, 0.2)];
    expect(passesOf(curve, [baseline('adam', 0.33), baseline('sgd', 0.9)])).toEqual([
      { name: 'sgd', horizon: 10, seconds: 1, mean: 0.8 },
      { name: 'adam', horizon: 30, seconds: 3, mean: 0.3 },
    ]);
    expect(passesOf(curve, [baseline('adam', 0.2)])).toEqual([]);
    expect(passesOf([point(10, Number.NaN)], [baseline('adam', 1)])).toEqual([]);
  });
});
