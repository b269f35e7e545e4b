import { beforeAll, describe, expect, test } from 'vitest';
import {
  computeFigure,
  type FigureHooks,
  type FigureStage,
} from '../../src/evaluation/figures/computeFigure';
import { LEARNING_RATE_GRID, tuneLearningRates } from '../../src/evaluation/tuneLearningRate';
import { startBackend } from '../../src/runtime/backend';
import { freeRunning, RunControl } from '../../src/runtime/control';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import { figureResultSchema } from '../../src/specs/figureResult';
import {
  type FigureConfig,
  figurePlan,
  PAPER_VALUES,
  RACED_FIGURE_IDS,
} from '../../src/specs/figures';
import { PAPER_BASELINES } from '../../src/specs/optimizer';
import type { TunedRate } from '../../src/specs/race';
import { DEFAULT_TASK, mnistSpecSchema } from '../../src/specs/task';
import { smallOptimizer } from '../app/support/lab';

beforeAll(async () => {
  await startBackend('wasm');
});

const rate = (learningRate: number): TunedRate => ({
  learningRate,
  loss: 1,
  steps: 100,
  problems: 2,
  seed: 5,
  grid: [{ learningRate, loss: 1 }],
});
const RATES = { sgd: rate(0.01), nag: rate(0.01), rmsprop: rate(0.03), adam: rate(0.4) };

const config = (patch: Partial<FigureConfig>): FigureConfig => ({
  figure: '4-left',
  data: 'synthetic',
  problems: 8,
  seed: 3,
  tuning: { problems: 4, seed: 5 },
  learned: [{ kind: 'learned', id: 'own', label: 'Own', optimizer: smallOptimizer() }],
  rates: {},
  ...patch,
});

const hooks = (more: Partial<FigureHooks> = {}): FigureHooks => ({
  control: freeRunning,
  attempt: (work) => work(),
  ...more,
});

const whole = (findings: object) =>
  figureResultSchema.parse({
    version: 1,
    date: '2026-01-01',
    appVersion: '0',
    backend: 'wasm',
    seconds: 1,
    ...findings,
  });

describe('a figure', () => {
  test('is tuned, raced and judged; the same configuration gives the same numbers', async () => {
    const before = readMemory();
    const stages: FigureStage[] = [];
    const tuned: string[] = [];
    const found = await computeFigure(
      config({}),
      hooks({
        onStage: (stage) => stages.push({ ...stage }),
        onTuned: ({ key }, rates) => tuned.push(key, ...Object.keys(rates)),
      }),
    );
    expect(readMemory()).toEqual(before);
    expect(tuned).toEqual(['quadratic', ...PAPER_BASELINES]);
    const result = whole(found);
    expect(result.data).toBeNull();
    const lines = result.settings[0]?.lines ?? [];
    expect(lines.map(({ id }) => id)).toEqual(['own', ...PAPER_BASELINES]);
    for (const line of lines) {
      expect(line.curve?.median).toHaveLength(101);
      expect(line.rate === null).toBe(line.id === 'own');
      // Four significant digits: the last point of the curve is the final median.
      if (line.divergedAt === null) expect(line.final.median).toBe(line.curve?.median[100]);
    }
    expect(result.verdicts).toHaveLength(1);
    const shares = stages.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 6);
    expect(await computeFigure(config({}), hooks())).toEqual(found);
  });

  test('takes rates that are known, and tunes only the others', async () => {
    const { adam: _, ...known } = RATES;
    const tuned: string[] = [];
    const { settings } = await computeFigure(
      config({ rates: { quadratic: known } }),
      hooks({ onTuned: (_, rates) => tuned.push(...Object.keys(rates)) }),
    );
    expect(tuned).toEqual(['adam']);
    expect(settings[0]?.lines.find(({ id }) => id === 'nag')?.rate?.learningRate).toBe(0.01);
  });

  test('of networks has losses over whole sets and test accuracies', async () => {
    const before = readMemory();
    const { settings, data } = await computeFigure(
      config({ figure: '4-centre', problems: 2, rates: { '20-units-1-layers': RATES } }),
      hooks(),
    );
    expect(data).toBe('synthetic');
    for (const line of settings[0]?.lines ?? []) {
      if (line.divergedAt !== null) continue;
      expect(line.final.median).toBeGreaterThan(0);
      expect(line.test?.accuracy.median).toBeGreaterThan(0);
      expect(line.test?.accuracy.median).toBeLessThanOrEqual(1);
    }
    expect(readMemory()).toEqual(before);
  });

  test('stops when told, and leaves nothing behind', async () => {
    const before = readMemory();
    const control = new RunControl();
    const running = computeFigure(config({}), hooks({ control, onStage: () => control.stop() }));
    await expect(running).rejects.toMatchObject({ code: 'stopped' });
    expect(readMemory()).toEqual(before);
  });
});

describe('fine tuning', () => {
  const options = { task: DEFAULT_TASK, steps: 30, problems: 8, seed: 9 };

  test('adds rates between the neighbours of the best, and is never worse', async () => {
    const optimizers = ['sgd', 'adam'] as const;
    const coarse = await tuneLearningRates({ ...options, optimizers });
    const fine = await tuneLearningRates({ ...options, optimizers, fine: true });
    for (const name of optimizers) {
      const before = coarse[name] as TunedRate;
      const after = fine[name] as TunedRate;
      expect(after.loss).toBeLessThanOrEqual(before.loss);
      const rates = after.grid.map(({ learningRate }) => learningRate);
      expect(rates).toEqual(rates.toSorted((a, b) => a - b));
      expect(new Set(rates).size).toBe(LEARNING_RATE_GRID.length + 8);
      const added = rates.filter((one) => !LEARNING_RATE_GRID.includes(one));
      for (const one of added) {
        expect(one / before.learningRate).toBeGreaterThan(1 / 1.66);
        expect(one / before.learningRate).toBeLessThan(1.66);
      }
    }
  });

  test('judges networks by many examples where that is asked for', async () => {
    const task = mnistSpecSchema.parse({ name: 'mnist', hiddenUnits: 3, side: 7 });
    const few = { ...options, task, steps: 3, problems: 2, optimizers: ['sgd'] as const };
    const byBatch = await tuneLearningRates({ ...few, grid: [0.1, 0.2] });
    const byExamples = await tuneLearningRates({ ...few, grid: [0.1, 0.2], examples: 400 });
    const losses = (found: typeof byBatch) => found.sgd?.grid.map(({ loss }) => loss ?? 0) ?? [];
    expect(losses(byExamples)).not.toEqual(losses(byBatch));
    // A start of 0.01 answers all classes alike: ln 10 and a little less.
    for (const loss of losses(byExamples)) expect(loss).toBeCloseTo(Math.log(10), 1);
  });
});

describe('plans', () => {
  test.each(RACED_FIGURE_IDS)(
    '%s has settings of its own names and values within its steps',
    (id) => {
      const plan = figurePlan(id, 'mnist');
      const keys = plan.settings.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      for (const { step } of PAPER_VALUES[id]) {
        expect(step).toBeGreaterThan(plan.from);
        expect(step).toBeLessThanOrEqual(plan.steps);
      }
    },
  );

  test('Figure 6 has two depths of four widths', () => {
    expect(figurePlan('6', 'mnist').settings).toHaveLength(8);
  });
});
