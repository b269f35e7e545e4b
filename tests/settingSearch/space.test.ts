import { describe, expect, it } from 'vitest';
import { gridPoints, plannedSettings, trialTraining } from '../../src/settingSearch/space';
import { trainConfigSchema } from '../../src/specs/training';
import { searchOf, TINY } from './fixtures';

const range = (low: number, high: number, more: object = {}) => ({
  kind: 'range',
  low,
  high,
  ...more,
});

describe('random trials', () => {
  const many = (space: object, trials = 900) =>
    plannedSettings(searchOf({ space, strategy: { kind: 'random', trials } }));

  it('draw the meta learning rate uniformly in its logarithm', () => {
    const logs = many({ metaLearningRate: range(1e-4, 0.1) }).map(({ metaLearningRate = 0 }) =>
      Math.log10(metaLearningRate),
    );
    // Three decades, 300 of 900 draws in each: σ = √(900 · 1/3 · 2/3) = 14.1, and four of them are allowed.
    for (const decade of [-4, -3, -2]) {
      const inside = logs.filter((l) => l >= decade && l < decade + 1).length;
      expect(Math.abs(inside - 300)).toBeLessThan(57);
    }
  });

  it('draw every whole number of a range alike, its ends included', () => {
    const drawn = many({ unroll: range(2, 5) }).map(({ unroll }) => unroll);
    for (const value of [2, 3, 4, 5]) {
      // σ = √(900 · 1/4 · 3/4) = 13
      expect(Math.abs(drawn.filter((d) => d === value).length - 225)).toBeLessThan(52);
    }
    expect(new Set(drawn).size).toBe(4);
  });

  it('stay within their ends, and are numbers that can be typed', () => {
    for (const { outputScale = 0 } of many({ outputScale: range(0.0123456, 0.0123999) }, 50)) {
      expect(outputScale).toBeGreaterThanOrEqual(0.0123456);
      expect(outputScale).toBeLessThanOrEqual(0.0123999);
    }
    for (const { metaLearningRate = 0 } of many({ metaLearningRate: range(1e-4, 0.1) }, 50)) {
      expect(Number(metaLearningRate.toPrecision(3))).toBe(metaLearningRate);
    }
  });

  it('have the same settings whatever else is varied, and however many there are', () => {
    const alone = many({ metaLearningRate: range(1e-4, 0.1) }, 4);
    const beside = many(
      {
        metaLearningRate: range(1e-4, 0.1),
        preprocess: { kind: 'values', values: ['none', 'log-sign'] },
      },
      9,
    );
    expect(beside.slice(0, 4).map((s) => s.metaLearningRate)).toEqual(
      alone.map((s) => s.metaLearningRate),
    );
    expect(new Set(beside.map((s) => s.preprocess)).size).toBe(2);
  });

  it('differ with the seed', () => {
    const settings = [1, 2].map((seed) => plannedSettings(searchOf({ seed })));
    expect(settings[0]).not.toEqual(settings[1]);
    expect(settings[0]).toEqual(plannedSettings(searchOf({ seed: 1 })));
  });

  it('never unroll further than the horizon', () => {
    const space = { horizon: range(3, 6), unroll: range(2, 20) };
    for (const { unroll = 0, horizon = 0 } of many(space, 60)) {
      expect(unroll).toBeLessThanOrEqual(horizon);
    }
  });
});

describe('a grid', () => {
  it('has every combination once, the last setting changing fastest', () => {
    const space = {
      metaLearningRate: range(0.001, 0.1, { points: 3 }),
      preprocess: { kind: 'values', values: ['none', 'log-sign'] },
    };
    expect(plannedSettings(searchOf({ space, strategy: { kind: 'grid' } }))).toEqual([
      { metaLearningRate: 0.001, preprocess: 'none' },
      { metaLearningRate: 0.001, preprocess: 'log-sign' },
      { metaLearningRate: 0.01, preprocess: 'none' },
      { metaLearningRate: 0.01, preprocess: 'log-sign' },
      { metaLearningRate: 0.1, preprocess: 'none' },
      { metaLearningRate: 0.1, preprocess: 'log-sign' },
    ]);
  });

  it('names a whole number once where the range has fewer than its points', () => {
    const some = { kind: 'range', low: 1, high: 3, scale: 'linear', points: 8 } as const;
    expect(gridPoints(some, true)).toEqual([1, 2, 3]);
  });

  it('has one trial where two would be the same: an unroll beyond the horizon is the horizon', () => {
    const space = { unroll: { kind: 'values', values: [3, 6, 20] } };
    const settings = plannedSettings(searchOf({ space, strategy: { kind: 'grid' } }));
    expect(settings).toEqual([{ unroll: 3 }, { unroll: 6 }]);
  });
});

describe('a trial', () => {
  it('is the training with its settings in place, validated over the same steps as all others', () => {
    const config = searchOf();
    const trial = trialTraining(config, {
      metaLearningRate: 0.02,
      horizon: 4,
      unroll: 2,
      hiddenUnits: 5,
      outputScale: 0.3,
      preprocess: 'log-sign',
    });
    expect(trial).toEqual(
      trainConfigSchema.parse({
        ...TINY,
        horizon: 4,
        unroll: 2,
        optimizer: { layers: 1, hiddenUnits: 5, outputScale: 0.3, preprocess: 'log-sign' },
        metaLearningRate: [{ horizon: 0, rate: 0.02 }],
        validation: { ...TINY.validation, steps: 6 },
      }),
    );
    expect(trainConfigSchema.parse(trial)).toEqual(trial);
  });

  it('has its own horizon in the place of a schedule, and keeps one otherwise', () => {
    const horizonSchedule = [{ horizon: 4, steps: 9 }];
    const config = searchOf({ training: { ...TINY, horizonSchedule } });
    expect(trialTraining(config, { metaLearningRate: 0.1 }).horizonSchedule).toEqual(
      horizonSchedule,
    );
    expect(trialTraining(config, { horizon: 5 }).horizonSchedule).toBeUndefined();
  });

  it('begins with random weights, wherever the settings are from', () => {
    const startedFrom = { name: 'mine', training: {} };
    const trial = trialTraining(searchOf({ training: { ...TINY, startedFrom } }), {});
    expect(trial).not.toHaveProperty('startedFrom');
  });

  it('keeps the shape of a schedule', () => {
    const training = {
      ...TINY,
      metaLearningRate: [
        { horizon: 0, rate: 0.01 },
        { horizon: 4, rate: 0.002 },
      ],
    };
    const { metaLearningRate } = trialTraining(searchOf({ training }), { metaLearningRate: 0.1 });
    expect(metaLearningRate[0]).toEqual({ horizon: 0, rate: 0.1 });
    expect(metaLearningRate[1]?.rate).toBeCloseTo(0.02, 12);
  });
});
