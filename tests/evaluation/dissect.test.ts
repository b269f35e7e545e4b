/** Figures 10 and 11, computed with an optimizer of two units on digits that the Lab draws. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type DissectionHooks,
  type DissectionStage,
  dissect,
  mostMoved,
} from '../../src/evaluation/figures/dissect';
import { recordTrace } from '../../src/evaluation/trace';
import { startBackend } from '../../src/runtime/backend';
import { freeRunning, RunControl } from '../../src/runtime/control';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import {
  DISSECTION_SCHEMAS,
  type DissectionFindings,
  type DissectionResult,
} from '../../src/specs/dissectionResult';
import { type DissectionConfig, dissectionPlan } from '../../src/specs/dissections';
import type { BaselineName } from '../../src/specs/optimizer';
import { smallOptimizer, tuned } from '../app/support/lab';

beforeAll(async () => {
  await startBackend('wasm');
});

const RATES = { sgd: tuned(1), nag: tuned(0.3), rmsprop: tuned(0.01), adam: tuned(0.03) };

const config = (patch: Partial<DissectionConfig>): DissectionConfig => ({
  figure: '10',
  data: 'synthetic',
  seed: 3,
  tuning: { problems: 1, seed: 5 },
  learned: { kind: 'learned', id: 'own', label: 'Own', optimizer: smallOptimizer() },
  rates: RATES,
  ...patch,
});

const hooks = (more: Partial<DissectionHooks> = {}): DissectionHooks => ({
  control: freeRunning,
  attempt: (work) => work(),
  ...more,
});

/** As it would be read from a file. */
function whole<F extends DissectionResult['figure']>(figure: F, findings: DissectionFindings) {
  const origin = { version: 1, date: '2026-01-01', appVersion: '0', backend: 'wasm', seconds: 1 };
  const text = JSON.stringify({ ...origin, ...findings });
  return DISSECTION_SCHEMAS[figure].parse(JSON.parse(text)) as Extract<
    DissectionResult,
    { figure: F }
  >;
}

/** Numbers are kept with five significant digits. */
const DIGITS = 2e-5;
const close = (value: number | null | undefined, wanted: number | null | undefined) => {
  const [a, b] = [value ?? Number.NaN, wanted ?? Number.NaN];
  expect(Math.abs(a - b)).toBeLessThanOrEqual(DIGITS * Math.max(Math.abs(a), Math.abs(b)));
};

describe('Figure 10', () => {
  test('follows the weight that is moved most, with what others would have proposed', async () => {
    const before = readMemory();
    const stages: DissectionStage[] = [];
    const found = await dissect(config({}), hooks({ onStage: (stage) => stages.push(stage) }));
    expect(readMemory()).toEqual(before);
    const result = whole('10', found);
    expect(result).toMatchObject({ seed: 3, problem: 0, steps: 100, data: 'synthetic' });
    expect(result.optimizer).toEqual({ id: 'own', label: 'Own' });
    expect(result.wouldBe.map(({ name, learningRate }) => [name, learningRate])).toEqual([
      ['sgd', 1],
      ['nag', 0.3],
      ['rmsprop', 0.01],
      ['adam', 0.03],
    ]);
    expect(result.coordinate).toBeLessThan(784 * 20);
    // SGD at rate 1 proposes −∇ on whatever way.
    const [sgd] = result.wouldBe;
    for (const [t, gradient] of result.gradient.entries()) {
      close(sgd?.updates[t], -1 * (gradient ?? Number.NaN));
    }
    expect(result.value).toHaveLength(101);
    const moved = result.update.reduce<number>((sum, update) => sum + (update ?? Number.NaN), 0);
    const way = (result.value[100] ?? Number.NaN) - (result.value[0] ?? Number.NaN);
    expect(moved).toBeCloseTo(way, 3);
    const shares = stages.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(new Set(stages.map(({ doing }) => doing))).toEqual(new Set(['tracing', 'dissecting']));
    expect(await dissect(config({}), hooks())).toEqual(found);
  });

  test('tunes the optimizers whose rates are not known, and only those', async () => {
    const { sgd: _, ...known } = RATES;
    const told: string[] = [];
    const tunedNow: string[] = [];
    const found = await dissect(
      config({ rates: known }),
      hooks({
        onStage: ({ doing }) => told.push(doing),
        onTuned: ({ key }, rates) => tunedNow.push(key, ...Object.keys(rates)),
      }),
    );
    expect(tunedNow).toEqual([dissectionPlan('10', 'synthetic').settings[0].key, 'sgd']);
    expect(told[0]).toBe('tuning');
    expect(found.wouldBe[0]?.name).toBe('sgd');
  });

  test('stops when told, and leaves nothing behind', async () => {
    const before = readMemory();
    const control = new RunControl();
    const running = dissect(config({}), hooks({ control, onStage: () => control.stop() }));
    await expect(running).rejects.toMatchObject({ code: 'stopped' });
    expect(readMemory()).toEqual(before);
  });
});

describe('Figure 11', () => {
  test('has the same weight, and what really happened is that of Figure 10', async () => {
    const before = readMemory();
    const history = whole('10', await dissect(config({}), hooks()));
    const result = whole('11', await dissect(config({ figure: '11' }), hooks()));
    expect(readMemory()).toEqual(before);
    expect(result.coordinate).toBe(history.coordinate);
    expect(result.sweptSteps).toHaveLength(32);
    expect([result.sweptSteps[0], result.sweptSteps.at(-1)]).toEqual([0, 99]);
    expect(result.gradients).toHaveLength(81);
    expect(result.gradients[40]).toBe(0);
    expect(result.limit).toBeGreaterThan(
      Math.max(...history.gradient.map((g) => Math.abs(g ?? 0))),
    );
    const names: BaselineName[] = ['sgd', 'adam'];
    expect(result.wouldBe.map(({ name }) => name)).toEqual(names);
    for (const [i, step] of result.sweptSteps.entries()) {
      close(result.actual.gradient[i], history.gradient[step]);
      close(result.actual.update[i], history.update[step]);
      for (const [j, gradient] of result.gradients.entries()) {
        close(result.wouldBe[0]?.updates[i]?.[j], -gradient);
      }
    }
    expect(result.measures[1]).toEqual({ id: 'sgd', falling: 32, endSlope: 1, offset: 0 });
  });
});

test('the weight that is moved most is the one of the first layer with the largest updates', async () => {
  const [{ task }] = dissectionPlan('10', 'synthetic').settings;
  const trace = await recordTrace({
    task: { ...task, side: 7, hiddenUnits: 3 },
    seed: 3,
    problem: 0,
    steps: 12,
    optimizer: config({}).learned,
    rates: {},
  });
  const weights = 49 * 3;
  const sizes = Array.from({ length: weights }, (_, i) =>
    Math.hypot(
      ...Array.from({ length: 12 }, (_, t) => trace.update[t * trace.kept.length + i] ?? 0),
    ),
  );
  const best = mostMoved(trace);
  expect(best).toBe(sizes.indexOf(Math.max(...sizes)));
  // Others may be moved more, and are not asked.
  const louder = { ...trace, update: trace.update.slice() };
  louder.update.fill(1000, weights, weights + 1);
  expect(mostMoved(louder)).toBe(best);
});
