/** What a training may do beyond the paper: scaling, curricula, mixtures, examples, averages, clipping. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Example } from '../../src/metaTraining/example';
import { horizonSteps, horizonTask, sampleHorizon } from '../../src/metaTraining/horizonPlan';
import { MetaTrainer, type UnrollReport } from '../../src/metaTraining/metaTrainer';
import { startRollout } from '../../src/metaTraining/rollout';
import { sampleOptimizee } from '../../src/optimizees/registry';
import { Rescaled } from '../../src/optimizees/rescaled';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { startBackend } from '../../src/runtime/backend';
import { freeRunning, RunControl } from '../../src/runtime/control';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { kernelMemory } from '../../src/runtime/kernels/module';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import { type TrainConfig, trainConfigSchema } from '../../src/specs/training';
import { differences } from '../helpers/gradients';
import { evaluate } from '../helpers/optimizees';

function config(changes: Record<string, unknown> = {}): TrainConfig {
  return trainConfigSchema.parse({
    optimizer: { layers: 1, hiddenUnits: 4 },
    task: { name: 'quadratic', dimension: 3 },
    epochs: 6,
    horizon: 10,
    unroll: 4,
    problems: 4,
    validation: { every: 2, problems: 8 },
    seed: 11,
    ...changes,
  });
}

const EVERYTHING = {
  optimizer: { layers: 1, hiddenUnits: 4, preprocess: 'rnnprop', output: 'tanh' },
  mixture: [{ name: 'quadratic', dimension: 5 }],
  coordinateScaling: 1,
  horizonSchedule: [{ horizon: 3, steps: 14 }],
  imitation: { horizons: 2, optimizer: 'adam', learningRate: 0.1 },
  clipping: 100,
  averaging: 0.9,
};

async function unrollsOf(trainer: MetaTrainer): Promise<UnrollReport[]> {
  const reports: UnrollReport[] = [];
  await trainer.run(freeRunning, { onUnroll: (report) => reports.push(report) });
  return reports;
}

beforeAll(async () => {
  await startBackend('wasm');
});

test('with everything at once, a run that is stopped and resumed gives the curve of an undisturbed one', async () => {
  const before = readMemory();
  const whole = await new MetaTrainer(config(EVERYTHING)).run(freeRunning);
  for (const at of [2, 8, 14]) {
    const control = new RunControl();
    let unrolls = 0;
    const first = await new MetaTrainer(config(EVERYTHING)).run(control, {
      onUnroll: () => {
        unrolls++;
        if (unrolls === at) control.stop();
      },
    });
    expect(first.outcome).toBe('stopped');
    const saved = structuredClone(first.checkpoint);
    const { checkpoint } = await new MetaTrainer(config(), saved).run(freeRunning);
    expect(checkpoint.metaLoss).toEqual(whole.checkpoint.metaLoss);
    expect(checkpoint.average).toEqual(whole.checkpoint.average);
    expect(checkpoint.best).toEqual(whole.checkpoint.best);
  }
  expect(readMemory()).toEqual(before);
});

describe('coordinate scaling', () => {
  const s = 2;
  const quadratics = () => sampleOptimizee(config().task, 4, 5, 'training', 0);
  const rescaled = () => Rescaled.sample(quadratics(), RandomStream.of(3), s);

  test('f has the values that it had, at θ₀ in other units', async () => {
    const [plain, scaled] = [quadratics(), rescaled()];
    const [here, there] = [plain, scaled].map((f) => f.initialPoint(RandomStream.of(8)));
    if (here === undefined || there === undefined) throw new Error('no start');
    const [theta, units] = [await readFloats(here), await readFloats(there)];
    const factors = theta.map((value, i) => value / (units[i] as number));
    for (const c of factors) expect(Math.abs(Math.log(c))).toBeLessThanOrEqual(s + 1e-5);
    expect(Math.max(...factors) / Math.min(...factors)).toBeGreaterThan(Math.exp(s));
    const [one, other] = [await evaluate(plain, theta), await evaluate(scaled, units)];
    // One rounding of θ each way.
    expect(other.loss).toBeAllClose(one.loss, { measure: 'relative', within: 1e-5 });
    const times = one.gradient.map((g, i) => g * (factors[i] as number));
    expect(other.gradient).toBeAllClose(times, { measure: 'norm', within: 1e-5 });
    tf.dispose([here, there]);
    plain.dispose();
    scaled.dispose();
  });

  test('gradients against finite differences, also of copies', async () => {
    const scaled = rescaled();
    const theta = RandomStream.of(4).normals(12, 0.3);
    const { gradient } = await evaluate(scaled, theta);
    // Rounding of losses about 50 at h = 0.01: 1e-7 · 50 / 0.01; quadratics have no third derivative.
    const expected = await differences(scaled, theta, 0.01);
    expect(gradient).toBeAllClose(expected, { measure: 'norm', within: 1e-3 });
    scaled.dispose();
  });

  test('in the memory of the kernels as by the definition', async () => {
    const held = kernelMemory().bytesInUse;
    const changes = { coordinateScaling: 1, epochs: 3 };
    const kernels = await unrollsOf(new MetaTrainer(config(changes)));
    const defined = await byDefinition(() => unrollsOf(new MetaTrainer(config(changes))));
    for (const [i, { meanLosses }] of kernels.entries()) {
      expect(meanLosses).toBeAllClose(defined[i]?.meanLosses ?? [], {
        measure: 'relative',
        within: 1e-4,
      });
    }
    expect(kernelMemory().bytesInUse).toBe(held);
  });

  test('other factors in each horizon, the same in each run', async () => {
    const scaled = config({ coordinateScaling: 1 });
    const at = async (horizon: number) => {
      const functions = sampleHorizon(scaled, horizon);
      const start = functions.initialPoint(RandomStream.of(8));
      const values = await readFloats(start);
      start.dispose();
      functions.dispose();
      return values;
    };
    expect(await at(1)).toEqual(await at(1));
    expect(await at(1)).not.toEqual(await at(2));
  });
});

describe('a curriculum', () => {
  const schedule = [
    { horizon: 1, steps: 3 },
    { horizon: 3, steps: 12 },
  ];

  test('changes T at the horizons that it names', async () => {
    const planned = config({ horizonSchedule: schedule, epochs: 4 });
    expect([0, 1, 2, 3, 4].map((h) => horizonSteps(planned, h))).toEqual([10, 3, 3, 12, 12]);
    const reports = await unrollsOf(new MetaTrainer(planned));
    const lengths = [0, 1, 2, 3].map((h) =>
      reports
        .filter(({ horizon }) => horizon === h)
        .map(({ fromStep, meanLosses }) => meanLosses.length - (fromStep === 0 ? 1 : 0)),
    );
    expect(lengths).toEqual([[4, 4, 2], [3], [3], [4, 4, 4]]);
    expect(reports.at(-1)?.live.horizon).toBe(12);
  });

  test('goes on when another setting changes, and ends when T is set', async () => {
    for (const [horizon, last] of [
      [10, 12],
      [7, 7],
    ] as const) {
      const trainer = new MetaTrainer(config({ horizonSchedule: schedule, epochs: 4 }));
      trainer.update({ horizon, unroll: 4, problems: 2, metaLearningRate: 0.001 });
      const reports = await unrollsOf(trainer);
      expect(reports.at(-1)?.live.horizon).toBe(last);
    }
  });

  test.each([
    [[]],
    [[{ horizon: 0, steps: 5 }]],
    [[{ horizon: 2, steps: 0 }]],
    [
      [
        { horizon: 2, steps: 5 },
        { horizon: 2, steps: 6 },
      ],
    ],
  ])('refuses %j', (horizonSchedule) => {
    expect(trainConfigSchema.safeParse({ horizonSchedule }).success).toBe(false);
  });
});

describe('a mixture of tasks', () => {
  const mixed = config({
    mixture: [
      { name: 'quadratic', dimension: 2 },
      { name: 'surface', surface: 'bowl' },
    ],
  });

  test('draws each horizon’s task, all of them alike', () => {
    const counts = new Map<string, number>();
    for (let horizon = 0; horizon < 600; horizon++) {
      const task = JSON.stringify(horizonTask(mixed, horizon));
      expect(JSON.stringify(horizonTask(mixed, horizon))).toBe(task);
      counts.set(task, (counts.get(task) ?? 0) + 1);
    }
    expect(counts.size).toBe(3);
    // 200 ± 4 standard deviations of a binomial.
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(46);
  });

  test('validates on all of them', async () => {
    const mean = async (changes: Record<string, unknown>) => {
      const { checkpoint } = await new MetaTrainer(config({ epochs: 1, ...changes })).run({
        ...freeRunning,
      });
      return checkpoint.validation[0]?.mean ?? Number.NaN;
    };
    const [one, other, both] = [
      await mean({}),
      await mean({ task: { name: 'quadratic', dimension: 2 } }),
      await mean({ mixture: [{ name: 'quadratic', dimension: 2 }] }),
    ];
    expect(both).toBeCloseTo((one + other) / 2, 3);
  });
});

describe('an example', () => {
  const imitation = { horizons: 60, optimizer: 'adam', learningRate: 0.1 } as const;

  /** How far the updates of the rule are from Adam's on the way that Adam goes, in units of its rate. */
  async function distance(phi: Float32Array): Promise<number> {
    const settings = config(EVERYTHING);
    const functions = sampleOptimizee(settings.task, 4, 77, 'race');
    const rule = new LstmRule(settings.optimizer);
    const example = new Example(imitation, 4, 3, { leads: true, beside: null, evenly: false });
    const start = functions.initialPoint(RandomStream.of(7));
    const rollout = startRollout(functions, rule, start, 10, example);
    const weights = tf.tensor1d(phi);
    let differences = 0;
    const plain = example.cotangents.bind(example);
    example.cotangents = (steps) => {
      const cotangents = plain(steps);
      for (const lambda of cotangents) {
        differences += lambda
          .dataSync<'float32'>()
          .reduce((sum, x) => sum + (x * 12 * 0.1) ** 2, 0);
      }
      return cotangents;
    };
    const result = await rollout.unroll(weights, 'sum', new Array(10).fill(1), freeRunning);
    tf.dispose([weights, result.gradient]);
    rollout.dispose();
    functions.dispose();
    return Math.sqrt(differences / 120);
  }

  test('is what the rule comes close to', async () => {
    const settings = config({
      ...EVERYTHING,
      averaging: undefined,
      imitation,
      epochs: 60,
      validation: { every: 60, problems: 4 },
    });
    const trainer = new MetaTrainer(settings);
    const before = await distance(trainer.checkpoint().phi);
    const { checkpoint } = await trainer.run(freeRunning);
    const after = await distance(checkpoint.phi);
    expect(before).toBeGreaterThan(0.5);
    expect(after).toBeLessThan(0.4 * before);
  });

  test('leads at first: θ moves although the rule does nothing yet; in the second half it does not', async () => {
    const moves = async (horizons: number) => {
      const settings = config({ imitation: { ...imitation, horizons }, epochs: 2, unroll: 10 });
      // Weights of zero; the rate is too small to change that.
      const rate = [{ horizon: 0, rate: 1e-30 }];
      const nothing = { ...settings, metaLearningRate: rate };
      const reports = await unrollsOf(new MetaTrainer(nothing, undefined, new Float32Array(101)));
      return reports.map(({ meanLosses }) => meanLosses.some((f) => f !== meanLosses[0]));
    };
    expect(await moves(4)).toEqual([true, true]);
    expect(await moves(2)).toEqual([true, false]);
    expect(await moves(1)).toEqual([true, false]);
  });
});

test('an average of the weights is what is validated and kept', async () => {
  const steps: Float32Array[] = [];
  const trainer = new MetaTrainer(config({ averaging: 0.5, epochs: 4 }));
  const first = trainer.checkpoint().phi;
  const { checkpoint } = await trainer.run(freeRunning, {
    onHorizon: () => steps.push(trainer.checkpoint().phi),
  });
  const expected = steps.reduce((average, phi, k) => {
    const beta = Math.min(0.5, (1 + k) / (10 + k));
    return phi.map((value, i) => Math.fround(beta * (average[i] as number) + (1 - beta) * value));
  }, first);
  expect(checkpoint.average).toBeAllClose(expected, { measure: 'norm', within: 1e-6 });
  expect(checkpoint.best?.horizon).toBe(4);
  expect(checkpoint.best?.phi).toEqual(checkpoint.average);
  expect(checkpoint.best?.phi).not.toEqual(checkpoint.phi);
});

test('clipping cuts long meta-gradients down, and leaves short ones alone', async () => {
  const moments = async (changes: Record<string, unknown>) => {
    const { checkpoint } = await new MetaTrainer(config({ epochs: 1, unroll: 10, ...changes })).run(
      freeRunning,
    );
    return checkpoint.adam.m;
  };
  const norm = (x: Float32Array) => Math.hypot(...x);
  const plain = await moments({});
  expect(await moments({ clipping: 1e6 })).toEqual(plain);
  // Adam's first moment is 0.1 of the first gradient.
  const clipped = await moments({ clipping: 0.5 });
  expect(norm(plain)).toBeGreaterThan(0.05);
  expect(norm(clipped)).toBeCloseTo(0.05, 5);
});
